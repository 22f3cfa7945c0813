// `npm run tour:project [-- --keep]`: what a project outlives, shown with the real command line.
//
// Makes a project of the sample video in a temporary folder, analyzes it, kills the process half way, resumes, corrects
// three segments, takes one correction back after reopening, and prints the queue, statistics and agreement. Every
// command is printed as it could be typed, with `timeloupe` for `npm run --silent cli --`. Ends with 1 when anything is
// not as expected. --keep leaves the folder; --built takes the bundles in out/ as they are.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CLI } from './application.mjs';
import { ensureBuilt, ensureInstalled, root } from './steps.mjs';

const FILE = 'tour.timeloupe';
const ANNOTATOR = 'Ada';
/** Windows close together, so that there is something to interrupt. */
const ANALYZE = ['analyze', '--project', FILE, '--stride', '3'];

if (!process.argv.includes('--built')) {
  ensureInstalled();
  ensureBuilt();
}
const folder = mkdtempSync(join(tmpdir(), 'timeloupe-tour-'));
try {
  await tour();
  print(`\nEverything was as expected.${process.argv.includes('--keep') ? ` The project is in ${folder}.` : ''}`);
} catch (error) {
  process.exitCode = 1;
  print(`\nThe tour ended early: ${error instanceof Error ? error.message : String(error)}`);
} finally {
  if (!process.argv.includes('--keep')) rmSync(folder, { recursive: true, force: true });
}

async function tour() {
  heading('A project of one video');
  copyFileSync(join(root, 'resources', 'sample', 'motions.mp4'), join(folder, 'motions.mp4'));
  await shown('project', 'new', FILE);
  await shown('project', 'add', FILE, 'motions.mp4');

  heading('An analysis that is killed');
  const [killedAt, planned] = await killed();
  print(`  killed (SIGKILL) after it had said ${killedAt} of ${planned} windows`);
  await shown('project', 'check', FILE);

  heading('It goes on where it broke off');
  const resumed = await shown(...ANALYZE);
  const from = Number(/resuming at window (\d+) of/.exec(resumed.stderr)?.[1]);
  expect(from > killedAt, `all ${killedAt} windows that were told are stored: it goes on at window ${from}`);
  const { run } = await json(...ANALYZE, '--json', '-');
  const [video] = run.videos;
  expect(video.state === 'complete' && video.doneWindows === planned, `all ${planned} windows are there, each once`);

  heading('Three corrections');
  const proposed = await segments();
  expect(proposed.length >= 3, 'the run proposed three segments or more');
  const [first, second, third] = proposed;
  const other = (await json('labels', 'list', FILE)).find(({ id }) => id !== first.classId);
  await edit('relabel', '--segment', first.id, '--class', other.name);
  const [start, end] = [second.startFrame + 1, second.endFrame - 1];
  await edit('setSpan', '--segment', second.id, '--from', String(start), '--to', String(end));
  const before = await segments();
  const middle = Math.floor((third.startFrame + third.endFrame) / 2);
  await edit('split', '--segment', third.id, '--at', String(middle));
  const after = await segments();
  const found = (id) => after.find((segment) => segment.id === id);
  expect(found(first.id).classId === other.id, 'the first has the other class');
  expect(found(second.id).startFrame === start && found(second.id).endFrame === end, 'the second has its new edges');
  expect(after.length === before.length + 1, 'the third is two');

  heading('One is taken back, by another process');
  await shown('segments', 'undo', FILE, '--annotator', ANNOTATOR);
  expect(isDeepStrictEqual(await segments(), before), 'the third is as it was, the other two are still corrected');
  await shown('segments', 'history', FILE);

  heading('The queue of doubt');
  await shown(
    'queue',
    'open',
    FILE,
    '--by',
    'margin',
    '--run',
    String(run.id),
    '--count',
    '5',
    '--annotator',
    ANNOTATOR,
  );
  heading('Statistics');
  await shown('stats', FILE);
  const { total } = await json('stats', FILE);
  expect(total.corrected === 2, 'two segments count as corrected');
  heading('Agreement of the annotator and the run');
  await shown('agreement', FILE, ANNOTATOR, `run:${run.id}`);
  const { classes } = await json('agreement', FILE, ANNOTATOR, `run:${run.id}`);
  expect(classes.length > 0, 'there is a class to compare');

  heading('The project is whole');
  await shown('project', 'check', FILE);
  await shown('project', 'info', FILE);
}

/** Kills the analysis when it says that half is done. @returns {Promise<[number, number]>} windows told, and planned */
async function killed() {
  const { child, ended } = start(ANALYZE, echo);
  const told = await new Promise((resolve, reject) => {
    let text = '';
    child.stderr.on('data', (part) => {
      text += part;
      const [, done, total] = [...text.matchAll(/: (\d+) of (\d+)/g)].at(-1) ?? [];
      if (done === undefined || 2 * Number(done) < Number(total)) return;
      child.kill('SIGKILL');
      resolve([Number(done), Number(total)]);
    });
    ended.then(() => reject(new Error('the analysis ended before it said that half was done')), reject);
  });
  await ended;
  expect(child.signalCode === 'SIGKILL' && told[0] < told[1], 'it was killed before its end');
  return told;
}

async function edit(kind, ...options) {
  await shown('segments', 'edit', FILE, kind, ...options, '--annotator', ANNOTATOR);
}

function segments() {
  return json('segments', 'list', FILE, '--source', 'model,person');
}

/** Runs a command with its output on the terminal; it must succeed. */
async function shown(...args) {
  const { ended } = start(args, echo);
  const result = await ended;
  if (result.code !== 0) throw new Error(`timeloupe ${args.join(' ')} ended with ${result.code}`);
  return result;
}

/** Runs a command for what it says as JSON; it must succeed. */
async function json(...args) {
  const { ended } = start(args.includes('--json') ? args : [...args, '--json'], () => undefined);
  const { code, stdout, stderr } = await ended;
  if (code !== 0) throw new Error(`timeloupe ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

function start(args, onText) {
  onText(`$ timeloupe ${args.map(quoted).join(' ')}\n`, '');
  const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      texts[name] += text;
      onText(text, '  ');
    });
  }
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, ...texts }));
  });
  return { child, ended };
}

function quoted(text) {
  return /^[\w./:,=-]+$/.test(text) ? text : `'${text}'`;
}

function echo(text, indent) {
  process.stdout.write(text.replace(/^(?=.)/gm, indent));
}

function heading(text) {
  print(`\n# ${text}`);
}

function expect(isSo, sentence) {
  if (!isSo) throw new Error(`expected: ${sentence}`);
  print(`  ✓ ${sentence}`);
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
