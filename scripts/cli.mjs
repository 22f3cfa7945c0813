// `npm run cli -- <command>`: the command line of this checkout, run where the user stands.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, root } from './steps.mjs';

ensureInstalled();
ensureBuilt();
process.chdir(process.env.INIT_CWD ?? process.cwd());
await import(pathToFileURL(join(root, 'out', 'main', 'cli.js')).href);
