import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, rmSync, truncateSync, utimesSync, copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Corrections } from '../../../../../src-main/core/services/corrections/corrections.ts';
import { createCore } from '../../../../../src-main/core/services/core.ts';
import { JobQueue } from '../../../../../src-main/core/services/runs/job-queue.ts';
import type { Platform } from '../../../../../src-main/core/services/platform.ts';
import { ProjectStore } from '../../../../../src-main/core/store/project-store.ts';
import { resolveFfmpeg } from '../../../../../src-main/core/video/ffmpeg-binary.ts';
import { connect } from '../../../../../src-main/shared/connect.ts';
import type { Hole } from '../../../../../src-main/shared/domain.ts';
import type { Events, Host, Params } from '../../../../../src-main/shared/protocol.ts';
import type { JobInfo } from '../../../../../src-main/shared/protocol/run-methods.ts';
import type { VideoId } from '../../../../../src-main/shared/records.ts';
import { checkpointFixture, testPlatform } from '../../../../support/checkpoints.ts';
import { childrenOf, TELLS_CHILDREN } from '../../../../support/child-processes.ts';
import { drawVideo } from '../../../../support/drawn-video.ts';
import { drawMotionJpeg } from '../../../../support/motion-jpeg.ts';
import { openProject } from '../../../../support/open-project.ts';
import { type RunTables, runTables } from '../../../../support/run-tables.ts';
import { suiteFolder } from '../../../../support/suite-folder.ts';

const folder = suiteFolder();
const shared = fileURLToPath(new URL('../../../../../../shared/data/videos', import.meta.url));
const dying = fileURLToPath(new URL('../../../../fixtures/inference/dies-on-run.mjs', import.meta.url));
const model = checkpointFixture('tiny');
const settings = { provider: 'cpu', stride: 2, threads: 1 } as const;
let drawn = '';
let whole: RunTables;
let projects = 0;

/** A project of its own with one video, open in a core of its own. */
async function project(source = drawn, change: Partial<Platform> = {}) {
  const path = join(folder, `${++projects}.timeloupe`);
  ProjectStore.create(path).close();
  const video = join(folder, `${projects}-${source.split('/').at(-1)!}`);
  copyFileSync(source, video);
  const opened = await open(path, change);
  const [added] = await opened.host.call('videos.add', { paths: [video] });
  return { ...opened, path, video, videoId: added!.video!.id };
}

async function open(path: string, change: Partial<Platform> = {}) {
  const core = createCore({ ...testPlatform(folder, join(folder, 'cache')), ...change });
  onTestFinished(() => core.close());
  const host = connect(core.port);
  await host.call('project.open', { path });
  return { host, close: () => core.close() };
}

/** Starts a job and resolves with its end; `onStored` is called in the middle of it. */
async function analyzed(
  host: Host,
  videoIds: readonly VideoId[],
  {
    onStored,
    ...params
  }: Partial<Params<'runs.start'>> & { onStored?: (stored: Events['predictions.added']) => void } = {},
): Promise<JobInfo> {
  const forgetStored = host.on('predictions.added', (stored) => onStored?.(stored));
  const ended = new Promise<JobInfo>((resolve) => {
    const forget = host.on('jobs.changed', ({ job }) => {
      if (['waiting', 'running'].includes(job.state)) return;
      forget();
      resolve(job);
    });
  });
  await host.call('runs.start', { model, videoIds: [...videoIds], settings, ...params });
  return ended.finally(forgetStored);
}

async function stateOf(host: Host) {
  const [run] = await host.call('runs.list', {});
  const { state, reason, plannedWindows, doneWindows, skippedWindows } = run!.videos[0]!;
  return { state, reason, planned: plannedWindows, stored: doneWindows + skippedWindows };
}

beforeAll(async () => {
  drawn = await drawVideo(folder, 'drawn.mkv', { widthPx: 64, heightPx: 48, count: 600 });
  const path = join(folder, 'whole.timeloupe');
  ProjectStore.create(path).close();
  const core = createCore(testPlatform(folder, join(folder, 'cache')));
  const host = connect(core.port);
  await host.call('project.open', { path });
  const [added] = await host.call('videos.add', { paths: [drawn] });
  const job = await analyzed(host, [added!.video!.id]);
  expect(job).toMatchObject({
    state: 'done',
    videosDone: 1,
    windowsDone: 297,
    windows: 297,
    resumedAt: 0,
    error: null,
  });
  await core.close();
  whole = runTables(path);
});

describe('an interrupted analysis leaves no false completeness, and goes on to the result of one go', () => {
  test('cancelled again and again', async () => {
    const { host, videoId, path } = await project();
    for (let cancelled = 0; cancelled < 3; cancelled++) {
      const job = await analyzed(host, [videoId], { onStored: () => void cancelNewest(host) });
      expect(job).toMatchObject({ state: 'cancelled', videosDone: 0, error: null });
      const { state, reason, stored } = await stateOf(host);
      expect({ state, reason }).toEqual({ state: 'stopped', reason: `Stopped after ${stored} of 297 windows.` });
      expect(job.windowsDone).toBe(stored);
    }
    const { resumedAt, state } = await analyzed(host, [videoId]);
    expect(state).toBe('done');
    expect(resumedAt).toBeGreaterThan(90);
    expect(runTables(path)).toEqual(whole);
  });

  test('in batches, too: those of the model are stored whole', async () => {
    const batched = { settings: { ...settings, batch: 7 } };
    const once = await project();
    await analyzed(once.host, [once.videoId], batched);
    const { host, videoId, path } = await project();
    await analyzed(host, [videoId], { ...batched, onStored: () => void cancelNewest(host) });
    const { stored } = await stateOf(host);
    expect(stored % 7).toBe(0);
    await analyzed(host, [videoId], batched);
    expect(runTables(path)).toEqual(runTables(once.path));
  });

  test('by the project being closed', async () => {
    const { host, close, videoId, path } = await project();
    await analyzed(host, [videoId], { onStored: () => void close() });
    const again = await open(path);
    expect(await stateOf(again.host)).toMatchObject({ state: 'stopped', planned: 297 });
    await analyzed(again.host, [videoId]);
    expect(runTables(path)).toEqual(whole);
  });

  test('by a disk without room', async () => {
    const { close, videoId, path } = await project();
    await close();
    const store = ProjectStore.open(path);
    onTestFinished(() => store.close());
    const pages = (store.db.prepare('PRAGMA page_count').get() as { page_count: number }).page_count;
    store.db.exec(`PRAGMA max_page_count = ${pages + 12}`);
    const full = await queueUntilIdle(store, videoId);
    expect(full).toMatchObject({ state: 'failed', error: { code: 'project.unwritable' } });
    expect(full.error!.message).toContain(`There is no room to write to ${path}.`);
    const { state, reason, doneWindows } = store.runs.runVideos(full.runId!)[0]!;
    expect({ state, reason }).toEqual({ state: 'failed', reason: full.error!.message });
    expect(doneWindows).toBeGreaterThan(0);
    expect(doneWindows).toBeLessThan(297);

    store.db.exec('PRAGMA max_page_count = 1000000');
    expect(await queueUntilIdle(store, videoId)).toMatchObject({ state: 'done', resumedAt: doneWindows });
    expect(runTables(path)).toEqual(whole);
  });

  test('by a file that is cut off in the middle: what is missing then is no hole of the video', async () => {
    const { host, video, videoId, path } = await project();
    const { mtime, size } = statSync(video);
    const job = await analyzed(host, [videoId], { onStored: () => truncateSync(video, Math.floor(size / 2)) });
    expect(job).toMatchObject({ state: 'failed', error: { code: 'video.changed' } });
    const left = await stateOf(host);
    expect(left).toMatchObject({ state: 'failed', reason: job.error!.message });
    expect(left.stored).toBeLessThan(297);
    expect(runTables(path).windows.every(({ missing, scores }) => missing === null && scores !== null)).toBe(true);
    expect(await analyzed(host, [videoId])).toMatchObject({ state: 'failed', error: { code: 'video.changed' } });

    copyFileSync(drawn, video);
    utimesSync(video, mtime, mtime);
    expect(await analyzed(host, [videoId])).toMatchObject({ state: 'done', resumedAt: left.stored });
    expect(runTables(path)).toEqual(whole);
  });

  test('by a file that is gone', async () => {
    const { host, video, videoId, path } = await project();
    await analyzed(host, [videoId], { onStored: () => void cancelNewest(host) });
    renameSync(video, `${video}.away`);
    const job = await analyzed(host, [videoId]);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'video.not_found' } });
    expect(job.error!.message).toContain(video);
    renameSync(`${video}.away`, video);
    expect(await analyzed(host, [videoId])).toMatchObject({ state: 'done' });
    expect(runTables(path)).toEqual(whole);
  });

  test.skipIf(!TELLS_CHILDREN)('by an ffmpeg that is killed while it decodes (needs /proc)', async () => {
    const { host, video, videoId, path } = await project();
    const kill = () => childrenOf(process.pid, video).forEach((id) => process.kill(id, 'SIGKILL'));
    const job = await analyzed(host, [videoId], { onStored: kill });
    expect(job).toMatchObject({ state: 'failed', error: { code: 'ffmpeg.failed' } });
    expect(job.error!.message).toContain(`ended from outside (SIGKILL) when it read "${video}"`);
    const left = await stateOf(host);
    expect(left).toMatchObject({ state: 'failed', reason: job.error!.message });
    expect(left.stored).toBeLessThan(297);
    expect(await analyzed(host, [videoId])).toMatchObject({ state: 'done', resumedAt: left.stored });
    expect(runTables(path)).toEqual(whole);
  });

  test('by a file that is deleted under it: what is not found then is no hole of the video', async () => {
    // Windows so far apart that ffmpeg is started anew for each: what it has open stays readable on some systems.
    const sparse = { settings: { ...settings, stride: 1200 } };
    // So many that some are left when the first are stored, however fast the machine is.
    const [part, long] = [join(folder, 'part.mp4'), join(folder, 'long.mp4')];
    const { path: ffmpeg } = await resolveFfmpeg();
    const source = ['-f', 'lavfi', '-i', 'testsrc2=size=32x32:rate=25:duration=480', '-c:v', 'mpeg4'];
    execFileSync(ffmpeg, ['-v', 'error', '-y', ...source, part]);
    execFileSync(ffmpeg, ['-v', 'error', '-y', '-stream_loop', '4', '-i', part, '-c', 'copy', long]);
    const { host, video, videoId, path } = await project(long);
    const { mtime } = statSync(video);
    const job = await analyzed(host, [videoId], { ...sparse, onStored: () => rmSync(video, { force: true }) });
    expect(job).toMatchObject({ state: 'failed', error: { code: 'video.not_found' } });
    expect(job.error!.message).toContain(`is not at ${video}. Bring it back`);
    const left = await stateOf(host);
    expect(left).toMatchObject({ state: 'failed', reason: job.error!.message });
    const { windows, videos } = runTables(path);
    expect(windows.every(({ missing }) => missing === null)).toBe(true);
    expect(videos).toMatchObject([{ holes: '[]', known: '[]' }]);

    copyFileSync(long, video);
    utimesSync(video, mtime, mtime);
    expect(await analyzed(host, [videoId], sparse)).toMatchObject({ state: 'done', resumedAt: left.stored });
  });

  test('by an inference process that crashes again and again: the rest of the job is not tried', async () => {
    const { host, videoId } = await project(drawn, { inferenceProcess: dying });
    const other = await drawVideo(folder, 'other.mkv', { widthPx: 32, heightPx: 24, count: 50 });
    const [added] = await host.call('videos.add', { paths: [other] });
    const job = await analyzed(host, [videoId, added!.video!.id]);
    expect(job).toMatchObject({ state: 'failed', videosDone: 0, error: { code: 'inference.failed' } });
    const [run] = await host.call('runs.list', {});
    expect(run!.videos).toMatchObject([
      { videoId, state: 'failed', reason: job.error!.message, doneWindows: 0, plannedWindows: 297 },
    ]);
  });

  test.skipIf(!existsSync(shared))('in a damaged video, holes and all (needs ../shared)', async () => {
    const source = join(shared, 'corrupted.mp4');
    const settingsFor = { settings: { ...settings, stride: 5 } };
    const once = await project(source);
    expect(await analyzed(once.host, [once.videoId], settingsFor)).toMatchObject({ state: 'done' });
    const expected = runTables(once.path);
    expect(expected.videos[0]!['holes']).not.toBe('[]');

    const { host, videoId, path } = await project(source);
    for (let cancelled = 0; cancelled < 2; cancelled++) {
      await analyzed(host, [videoId], { ...settingsFor, onStored: () => void cancelNewest(host) });
    }
    expect(await analyzed(host, [videoId], settingsFor)).toMatchObject({ state: 'done' });
    expect(runTables(path)).toEqual(expected);
  });
});

describe('frames that do not decode', () => {
  /** Singly, in a row longer than windows, and at the end. */
  const broken = [31, ...range(150, 190), ...range(560, 600)];

  test('make windows without scores, which are neither missing nor done; also when interrupted', async () => {
    const source = await drawMotionJpeg(folder, 'holed.avi', { widthPx: 32, heightPx: 24, count: 600 }, broken);
    const once = await project(source);
    expect(await analyzed(once.host, [once.videoId])).toMatchObject({ state: 'done', windowsDone: 297 });
    const expected = runTables(once.path);
    const { windows, videos, embeddings } = expected;
    expect(windows.map(({ idx }) => idx)).toEqual(range(0, 297));
    const skipped = windows.filter(({ scores }) => scores === null).length;
    expect(skipped).toBeGreaterThan(20);
    expect(videos).toMatchObject([
      { state: 'complete', reason: null, done_windows: 297 - skipped, skipped_windows: skipped },
    ]);
    expect(embeddings).toHaveLength(297 - skipped);
    expect(videos[0]!['known']).toBe(videos[0]!['holes']);

    const { host, videoId, path } = await project(source);
    for (let cancelled = 0; cancelled < 3; cancelled++) {
      expect(await analyzed(host, [videoId], { onStored: () => void cancelNewest(host) })).toMatchObject({
        state: 'cancelled',
      });
    }
    const { state, resumedAt, windowsDone } = await analyzed(host, [videoId]);
    expect({ state, windowsDone }).toEqual({ state: 'done', windowsDone: 297 });
    expect(resumedAt).toBeGreaterThan(90);
    expect(certain(runTables(path))).toEqual(certain(expected));
  });

  test('at the end only, when all before is stored, are for the whole video to explain', async () => {
    const source = await drawMotionJpeg(folder, 'torn.avi', { widthPx: 32, heightPx: 24, count: 600 }, range(300, 600));
    const once = await project(source);
    await analyzed(once.host, [once.videoId]);
    const { host, close, videoId, path } = await project(source);
    await analyzed(host, [videoId]);
    await close();
    // As kill -9 leaves it right before the hole is noticed.
    const store = ProjectStore.open(path);
    store.db.exec(`DELETE FROM window WHERE idx >= 150; DELETE FROM segment; DELETE FROM journal WHERE 0;
      UPDATE run_video SET state = 'running', skipped_windows = 0, done_windows = 150, holes = '[]', segments = NULL;
      UPDATE video SET holes = '[]'`);
    store.close();
    const again = await open(path);
    expect(await analyzed(again.host, [videoId])).toMatchObject({ state: 'done', resumedAt: 150 });
    const { windows, videos } = certain(runTables(path));
    const expected = certain(runTables(once.path));
    expect({ windows, videos }).toEqual({ windows: expected.windows, videos: expected.videos });
  });
});

/** Without damage that the decoder tells of without saying where: in which of many key frames depends on its pace. */
function certain(tables: RunTables): RunTables {
  const exact = (holes: unknown) =>
    (JSON.parse(holes as string) as Hole[]).filter(({ reason }) => !reason.startsWith('The decoder reported'));
  const videos = tables.videos.map((row) => ({ ...row, holes: exact(row['holes']), known: exact(row['known']) }));
  return { ...tables, videos };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

async function cancelNewest(host: Host): Promise<void> {
  const jobs = await host.call('runs.jobs', {});
  await host.call('runs.cancel', { jobId: jobs.at(-1)!.id });
}

/** A job on a store of which the test holds the connection. */
async function queueUntilIdle(store: ProjectStore, videoId: VideoId): Promise<JobInfo> {
  const platform = testPlatform(folder, join(folder, 'cache'));
  const project = openProject(store, platform);
  const corrections = new Corrections(project);
  const queue = new JobQueue(project, corrections);
  const { id } = queue.start({ model, videoIds: [videoId], settings, propose: true });
  await queue.idle();
  corrections.close();
  return queue.list().find((job) => job.id === id)!;
}
