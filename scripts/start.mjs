// `npm start`: installs, fetches, builds, and opens Timeloupe: in a window of its own where Electron's runtime is, else
// in the browser, and where there is no screen it prints the address. What is named after `--` is opened.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, root, run, say } from './steps.mjs';
import { setup } from './setup.mjs';

ensureInstalled();
setup();
ensureBuilt();

const named = process.argv.slice(2);
const electron = process.env.TIMELOUPE_HOST === 'web' ? null : electronHere();
if (electron) {
  say('opening a window');
  process.exit(run(electron, [join(root, 'out', 'main', 'electron.js'), ...named]));
}
say('opening in the browser; end with Ctrl-C');
process.exit(run(process.execPath, [join(root, 'out', 'main', 'cli.js'), 'serve', '--open', ...named]));

/** Path of Electron's runtime, which is fetched apart from its package; null where it is not there. */
function electronHere() {
  const folder = join(root, 'node_modules', 'electron');
  if (!existsSync(join(folder, 'path.txt'))) return null;
  const runtime = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
  return existsSync(runtime) && existsSync(join(root, 'out', 'main', 'electron.js')) ? runtime : null;
}
