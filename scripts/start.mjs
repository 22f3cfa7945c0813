// `npm start`: installs, fetches, builds, and shows what Timeloupe does on the sample video.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, root, run, say } from './steps.mjs';
import { setup } from './setup.mjs';

ensureInstalled();
setup();
ensureBuilt();

const cli = join(root, 'out', 'main', 'cli.js');
const video = join(root, 'resources', 'sample', 'motions.mp4');
const model = join(root, 'models', 'demo-motion');
const results = join(root, 'out', 'sample');
const LOOK_AT_SEC = '5.8';

mkdirSync(results, { recursive: true });
say('analyzing the sample video');
const analyzed = run(process.execPath, [
  cli,
  'analyze',
  video,
  '--model',
  model,
  '--json',
  join(results, 'analysis.json'),
]);
if (analyzed !== 0) process.exit(analyzed);
say('drawing what the model attended to');
process.exit(
  run(process.execPath, [
    cli,
    'inspect',
    video,
    '--model',
    model,
    '--time',
    LOOK_AT_SEC,
    '--layer',
    'rollout',
    '--out',
    join(results, 'attention'),
    '--force',
  ]),
);
