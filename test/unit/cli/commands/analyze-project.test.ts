import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { ProjectStore } from '../../../../src-main/core/store/project-store.ts';
import { childrenOf, TELLS_CHILDREN } from '../../../support/child-processes.ts';
import { runCli, type RunningCli, startCli } from '../../../support/cli.ts';
import { drawMotionJpeg } from '../../../support/motion-jpeg.ts';
import { progressOf, type RunTables, runTables } from '../../../support/run-tables.ts';
import { suiteFolder } from '../../../support/suite-folder.ts';

const sample = fileURLToPath(new URL('../../../../resources/sample/motions.mp4', import.meta.url));
const folder = suiteFolder();
const env = { TIMELOUPE_CACHE: join(folder, 'cache') };
/** The bundled model; a stride that makes the sample last for a few seconds. */
const options = ['--provider', 'cpu', '--stride', '12'];
let whole: RunTables;
let count = 0;

/** A project in a folder of its own, with a video beside it. */
function newProject(name: string): { path: string; video: string } {
  const own = join(folder, name);
  mkdirSync(own);
  const path = join(own, 'test.timeloupe');
  ProjectStore.create(path).close();
  const video = join(own, 'motions.mp4');
  copyFileSync(sample, video);
  return { path, video };
}

function start(path: string, ...args: readonly string[]): RunningCli {
  return startCli(['analyze', '--project', path, ...options, ...args], env);
}

/** Resolves when more windows than this are stored. */
async function storedOver(path: string, least: number): Promise<number> {
  return vi.waitFor(
    () => {
      const stored = progressOf(path)?.stored ?? 0;
      expect(stored).toBeGreaterThan(least);
      return stored;
    },
    { timeout: 60_000, interval: 10 },
  );
}

beforeAll(async () => {
  const { path, video } = newProject('whole');
  const { code, stdout, stderr } = await start(path, video).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('motions.mp4: ') as string });
  whole = runTables(path);
  count = whole.windows.length;
  expect(stdout).toMatch(
    new RegExp(`^motions\\.mp4: complete, ${count} of ${count} windows; \\d+ segments by run 1\\n$`),
  );
});

test('what of a video did not decode is told with its analysis', async () => {
  const { path } = newProject('holed');
  const video = await drawMotionJpeg(
    join(folder, 'holed'),
    'holed.avi',
    { widthPx: 32, heightPx: 24, count: 90 },
    [31],
  );
  const { stdout } = await start(path, video).ended;
  const [, from, to] = /^holed\.avi: complete, .*\n {2}hole, frames (\d+) to (\d+): /.exec(stdout) ?? [];
  // Which frames around the damaged one are under suspicion depends on when the decoder says so.
  expect(Number(from)).toBeLessThanOrEqual(31);
  expect(Number(to)).toBeGreaterThan(31);
});

test('an analysis in one go stores every window with all that belongs to it, and proposes segments', () => {
  expect(count).toBeGreaterThan(100);
  expect(whole.windows.map(({ idx }) => idx)).toEqual(Array.from({ length: count }, (_, i) => i));
  for (const table of [whole.embeddings, whole.attention]) {
    expect(table.map(({ idx }) => idx)).toEqual(Array.from({ length: count }, (_, i) => i));
  }
  expect(whole.windows.every(({ scores, top, missing }) => scores !== null && top !== null && missing === null)).toBe(
    true,
  );
  expect(whole.tiles.length).toBeGreaterThan(1);
  expect(whole.videos).toMatchObject([
    { planned_windows: count, done_windows: count, skipped_windows: 0, state: 'complete', reason: null, holes: '[]' },
  ]);
  expect(whole.segments.length).toBeGreaterThan(3);
  for (const segment of whole.segments) {
    expect(segment).toMatchObject({ source: 'model', status: 'unreviewed', run_id: 1 });
    expect(segment['start_doubt']).toBeGreaterThan(0);
    expect(segment['end_doubt']).toBeGreaterThan(0);
  }
});

describe('what interrupts an analysis', () => {
  test('kill -9 at several moments loses at most a second, and the result is that of one go', async () => {
    const { path, video } = newProject('killed');
    let stored = 0;
    for (let round = 0; round < 3 && stored < count / 2; round++) {
      const run = start(path, video);
      const before = stored;
      stored = await storedOver(path, before);
      run.child.kill('SIGKILL');
      const { stderr } = await run.ended;
      const resumed = stderr.match(/resuming at window (\d+) of (\d+)/);
      expect(resumed?.slice(1).map(Number)).toEqual(round === 0 ? undefined : [before + 1, count]);
      const left = progressOf(path)!;
      expect(left.state).toBe('running');
      expect(left.stored).toBeGreaterThanOrEqual(stored);
      stored = left.stored;
    }
    expect(stored).toBeLessThan(count);
    const { code, stderr } = await start(path).ended;
    expect(code).toBe(0);
    expect(stderr).toContain(`motions.mp4: resuming at window ${stored + 1} of ${count}\n`);
    expect(runTables(path)).toEqual(whole);
  });

  test('Ctrl-C keeps what is finished, says so, and the next call goes on', async () => {
    const { path, video } = newProject('stopped');
    const run = start(path, video);
    await storedOver(path, 0);
    run.pressCtrlC();
    const { code, stdout, stderr } = await run.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Stopped; what was finished is kept.');
    const { state, reason, stored } = progressOf(path)!;
    expect(stored).toBeLessThan(count);
    expect({ state, reason }).toEqual({ state: 'stopped', reason: `Stopped after ${stored} of ${count} windows.` });
    expect(stdout).toBe(`motions.mp4: stopped, ${stored} of ${count} windows: ${reason!}\n`);
    expect(runTables(path).segments).toEqual([]);

    expect((await start(path).ended).code).toBe(0);
    expect(runTables(path)).toEqual(whole);
  });

  test.skipIf(!TELLS_CHILDREN)(
    'the inference process killed costs nothing: it is started again (needs /proc)',
    async () => {
      const { path, video } = newProject('restarted');
      const run = start(path, video);
      await storedOver(path, 0);
      process.kill(childrenOf(run.child.pid!, 'inference-process')[0]!, 'SIGKILL');
      const { code, stderr } = await run.ended;
      expect(stderr).toMatch(
        /inference process ended before window \d+ and was started again \(signal SIGKILL\); no window is lost/,
      );
      expect(code).toBe(0);
      expect(runTables(path)).toEqual(whole);
    },
  );

  test('a second process is refused while the first one analyzes, and a dead one is not waited for', async () => {
    const { path, video } = newProject('two');
    const first = start(path, video);
    await storedOver(path, 0);
    const second = await start(path).ended;
    expect({ code: second.code, stdout: second.stdout }).toEqual({ code: 65, stdout: '' });
    expect(second.stderr).toContain(`Process ${first.child.pid!} on `);
    expect((await first.ended).code).toBe(0);
    expect(runTables(path)).toEqual(whole);
  });
});

describe('a second analysis', () => {
  test('of what is complete computes nothing; other thresholds cut anew; --json tells all', async () => {
    const { path, video } = newProject('again');
    const begun = await start(path, video, '--no-propose', '--json', '-').ended;
    const document = JSON.parse(begun.stdout) as { job: object; run: object };
    expect(document).toMatchObject({
      job: { state: 'done', runId: 1, device: 'cpu', videosDone: 1, error: null },
      run: { id: 1, videos: [{ state: 'complete', doneWindows: count, segmentSettings: null }] },
    });
    expect(runTables(path).segments).toEqual([]);

    const file = join(folder, 'again', 'run.json');
    const again = await start(path, '--threshold', '0.9', '--json', file).ended;
    expect(again.stderr).toContain(`motions.mp4: all ${count} windows are there already\n`);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      run: { videos: [{ segmentSettings: { threshold: 0.9 } }] },
    });
    const { segments, windows } = runTables(path);
    expect(windows).toEqual(whole.windows);
    expect(segments.length).toBeGreaterThan(0);
    expect(segments).not.toEqual(whole.segments);
  });
});

describe('what is refused, in a sentence', () => {
  test.each([
    {
      what: 'a project that is not there',
      args: ['--project', 'FOLDER/none.timeloupe'],
      code: 60,
      message: /timeloupe project new/,
    },
    { what: 'an empty project', args: ['--project', 'EMPTY'], code: 2, message: /^The project has no videos\./ },
    { what: 'scores for no document', args: ['--project', 'EMPTY', '--top', '3'], code: 2, message: /^--top is for/ },
    {
      what: '--no-propose without a project',
      args: [sample, '--no-propose'],
      code: 2,
      message: /name it with --project/,
    },
    { what: 'no video', args: ['--project', 'EMPTY', 'TEXT'], code: 11, message: /notes\.txt/ },
  ])('$what', async ({ args, code, message }) => {
    const empty = join(folder, 'empty.timeloupe');
    if (!existsSync(empty)) ProjectStore.create(empty).close();
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'not a video');
    const given = args.map((arg) => arg.replace('FOLDER', folder).replace('EMPTY', empty).replace('TEXT', text));
    const result = await runCli(['analyze', ...given], env);
    expect(result).toEqual({ code, stdout: '', stderr: expect.stringMatching(message) as string });
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
  });
});
