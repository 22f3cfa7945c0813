import { join } from 'node:path';
import { journey } from './journey.ts';
import { test } from './support/fixtures.ts';

test('the journey, served to a browser', async ({ shown, server }) => {
  test.slow();
  await journey(shown, { exportFolder: join(server.home.folder, 'exported') });
});
