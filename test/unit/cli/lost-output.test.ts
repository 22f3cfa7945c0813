import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src-main/shared/errors.ts';
import { ProjectStore } from '../../../src-main/core/store/project-store.ts';
import { scratchFolder } from '../../support/checkpoints.ts';
import { CLI, type CliResult, startCli } from '../../support/cli.ts';
import { addBasics, addSegment } from '../../support/review-project.ts';

/** 128 + SIGPIPE: what a shell tells of a program that a closed pipe has ended. */
const CLOSED_PIPE = { code: 141, stdout: '', stderr: '' };
const SAMPLE = fileURLToPath(new URL('../../../resources/sample/motions.mp4', import.meta.url));

function projectFile(): string {
  const path = join(scratchFolder(), 'a.timeloupe');
  const store = ProjectStore.create(path);
  addBasics(store, ['monday'], ['walk']);
  addSegment(store, 'aaaaaaaa-1', { videoId: 'monday', classId: 'walk', startFrame: 0, endFrame: 30 });
  store.close();
  return path;
}

/** Runs a command whose reader has gone before it begins to print. */
function unread(...args: string[]): Promise<CliResult> {
  const { child, ended } = startCli(args);
  child.stdout!.destroy();
  return ended;
}

test('a command whose reader has gone ends without a word', async () => {
  const path = projectFile();
  expect(await unread('--help')).toEqual(CLOSED_PIPE);
  expect(await unread('segments', 'list', path)).toEqual(CLOSED_PIPE);
  expect(await unread('segments', 'list', path, '--json')).toEqual(CLOSED_PIPE);
});

test('a fault is told as ever, and is the exit code, when nothing was printed', async () => {
  const { code, stderr } = await unread('segments', 'list', join(scratchFolder(), 'no.timeloupe'));
  expect(code).toBe(EXIT_CODES['project.not_found']);
  expect(stderr).toContain('no.timeloupe');
});

test('work that goes on stops when what it prints is read no more', async () => {
  const cache = scratchFolder();
  const { child, ended } = startCli(['analyze', SAMPLE, '--stride', '1', '--json', '-'], { TIMELOUPE_CACHE: cache });
  child.stdout!.once('data', () => child.stdout!.destroy());
  const { code, stderr } = await ended;
  expect(code).toBe(CLOSED_PIPE.code);
  expect(stderr).not.toMatch(/EPIPE|can't be written|Stopped|Internal/);
});

test.runIf(existsSync('/dev/full'))('an output that can’t be written is named (needs /dev/full)', () => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [CLI, 'segments', 'list', projectFile()], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(full);
  expect(status).toBe(EXIT_CODES['output.unwritable']);
  expect(stderr).toBe(
    "The output can't be written: ENOSPC: no space left on device, write. What was printed is not whole.\n",
  );
});
