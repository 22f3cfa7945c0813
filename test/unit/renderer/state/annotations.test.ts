import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../../support/checkpoints.ts';
import { testCore } from '../../../support/project-core.ts';
import { screenRooms } from './rooms.ts';

test('what changes while everything is read is not hidden by the older answer', async () => {
  const path = join(scratchFolder(), 'test.timeloupe');
  const { host } = testCore();
  await host.call('project.create', { path });
  const { annotations } = screenRooms(host);
  const reading = annotations.read();
  const added = host.call('edits.apply', { annotator: 'Kim', edit: { kind: 'createClass', name: 'walk' } });
  await Promise.all([reading, added]);
  expect(annotations.classes.map(({ name }) => name)).toEqual(['walk']);
});
