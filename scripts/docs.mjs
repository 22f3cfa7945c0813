// `npm run docs`: makes the generated pages of docs/ anew, and the site in out/docs; `-- --site` makes the site alone.
import { join } from 'node:path';
import { GENERATED_TESTS } from './docs/generated.mjs';
import { ensureInstalled, root, say, vitest } from './steps.mjs';

ensureInstalled();
if (!process.argv.includes('--site')) {
  const made = vitest(['-u', '--reporter=dot', ...GENERATED_TESTS]);
  if (made !== 0) process.exit(made);
}
// What makes the site is there only now.
const { buildSite } = await import('./docs/site.mjs');
const out = join(root, 'out', 'docs');
const { pages, pictures } = buildSite(out);
say(`wrote ${pages} pages and ${pictures} pictures: ${join(out, 'index.html')}`);
