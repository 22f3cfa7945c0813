// The folder in which the documentation's commands are run: what its pages take as given lies in it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLI, environmentOf } from '../application.mjs';
import { root } from '../steps.mjs';

const SAMPLE = join(root, 'resources', 'sample');
const MODEL = join(root, 'models', 'demo-motion');
/** Name, and which seconds of the sample. */
const VIDEOS = [
  ['day-1.mp4', 0, 16],
  ['day-2.mp4', 20, 12],
];
/** Where the demo model stands for a checkpoint of the reader's, and for one that was retrained. */
const CHECKPOINTS = ['path/to/checkpoint', 'retrained', '../demo-motion'];

/** Of every command: the application's folders are here too, and the annotator is "anna". */
export function readerIn(home) {
  return { ...environmentOf(home), TIMELOUPE_ANNOTATOR: 'anna' };
}

/** @returns {string} the folder to stand in. */
export function makeHome(home) {
  const work = join(home, 'work');
  mkdirSync(join(work, 'videos'), { recursive: true });
  for (const folder of CHECKPOINTS) {
    for (const name of ['config.json', 'preprocessor_config.json', 'model.safetensors']) {
      cpSync(join(MODEL, name), join(work, folder, name));
    }
  }
  cutVideos(home, join(work, 'videos'));
  const { fps, segments } = JSON.parse(readFileSync(join(SAMPLE, 'motions.segments.json'), 'utf8'));
  const rows = segments.slice(0, 4).map(({ startFrame, endFrame, label }) => {
    return [startFrame / fps, endFrame / fps].map((sec) => sec.toFixed(3)).concat(label);
  });
  writeFileSync(
    join(work, 'held-out.csv'),
    ['path,start,end,label', ...rows.map((row) => `videos/day-1.mp4,${row.join(',')}`), ''].join('\n'),
  );
  writeFileSync(
    join(work, 'kim.csv'),
    ['video,start,end,label', ...rows.map((row) => `day-1.mp4,${row.join(',')}`), ''].join('\n'),
  );
  return work;
}

/** A home for another page: as the README leaves its own, without what was written there. */
export function copyHome(from, to) {
  cpSync(from, to, { recursive: true });
  for (const name of ['export', 'look', 'timeline.json'])
    rmSync(join(to, 'work', name), { recursive: true, force: true });
  return join(to, 'work');
}

/** @returns {{ status: number | null, stdout: string, stderr: string }} of `timeloupe` with these arguments. */
export function timeloupe(args, { home, cwd, timeoutMs }) {
  return spawnSync(process.execPath, [CLI, ...args], {
    cwd,
    env: readerIn(home),
    encoding: 'utf8',
    timeout: timeoutMs,
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** Two videos of different content, parts of the sample that are short to analyze. */
function cutVideos(home, folder) {
  const { stdout } = timeloupe(['doctor', '--json'], { home, cwd: home, timeoutMs: 60_000 });
  const { path } = JSON.parse(stdout).ffmpeg;
  for (const [name, fromSec, lengthSec] of VIDEOS) {
    const part = ['-ss', String(fromSec), '-t', String(lengthSec)];
    const args = ['-loglevel', 'error', '-i', join(SAMPLE, 'motions.mp4'), ...part, join(folder, name)];
    const { status, stderr } = spawnSync(path, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name} could not be made: ${stderr}`);
  }
}
