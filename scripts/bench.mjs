// `npm run bench [-- --only NAME --runs N --out bench/RESULTS.md --provider X --peak-tflops N]`; `npm run soak [-- --minutes N]`
// Fuzzing: `npm run bench -- --only fuzz [--runs N | --minutes N] [--seed N] [--target NAME]`
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, root, run } from './steps.mjs';

ensureInstalled();
ensureBuilt();
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
const built = run(process.execPath, [
  vite,
  'build',
  '--ssr',
  'bench/main.ts',
  '--outDir',
  'out/bench',
  '--logLevel',
  'warn',
]);
if (built !== 0 || !existsSync(join(root, 'out', 'bench', 'main.js'))) process.exit(1);
process.exit(run(process.execPath, [join(root, 'out', 'bench', 'main.js'), ...process.argv.slice(2)]));
