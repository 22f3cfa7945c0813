import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createCore } from '../../../../../src-main/core/services/core.ts';
import { DeviceTurn } from '../../../../../src-main/core/store/device-turn.ts';
import { ProjectStore } from '../../../../../src-main/core/store/project-store.ts';
import { connect } from '../../../../../src-main/shared/connect.ts';
import type { Events, Host } from '../../../../../src-main/shared/protocol.ts';
import type { JobInfo } from '../../../../../src-main/shared/protocol/run-methods.ts';
import type { ClassId, RunId, Segment, SegmentId, VideoId } from '../../../../../src-main/shared/records.ts';
import { checkpointFixture, testPlatform } from '../../../../support/checkpoints.ts';
import { drawVideo } from '../../../../support/drawn-video.ts';
import { runTables } from '../../../../support/run-tables.ts';
import { suiteFolder } from '../../../../support/suite-folder.ts';

const folder = suiteFolder();
const model = checkpointFixture('tiny');
const settings = { provider: 'cpu', stride: 2, threads: 1, threshold: 0.35 } as const;
const RUN = 1 as RunId;
/** Analyzed, without proposals. */
let analyzed = '';
let videoId: VideoId;
let copies = 0;

beforeAll(async () => {
  analyzed = join(folder, 'analyzed.timeloupe');
  ProjectStore.create(analyzed).close();
  const video = await drawVideo(folder, 'drawn.mkv', { widthPx: 64, heightPx: 48, count: 400 });
  const core = createCore(testPlatform(folder, join(folder, 'cache')));
  const host = connect(core.port);
  await host.call('project.open', { path: analyzed });
  const [added] = await host.call('videos.add', { paths: [video] });
  videoId = added!.video!.id;
  await idle(host, (await start(host, [videoId], false)).id);
  await core.close();
});

/** A copy of the analyzed project, in a core of its own. */
async function opened() {
  const path = join(folder, `${++copies}.timeloupe`);
  copyFileSync(analyzed, path);
  const core = createCore(testPlatform(folder, join(folder, 'cache')));
  onTestFinished(() => core.close());
  const host = connect(core.port);
  await host.call('project.open', { path });
  return { host, path };
}

function start(host: Host, videoIds: readonly VideoId[], propose = true): Promise<JobInfo> {
  return host.call('runs.start', { model, videoIds: [...videoIds], settings, propose });
}

/** Resolves with a job when it has ended. */
async function idle(host: Host, jobId: string): Promise<JobInfo> {
  const isEnded = ({ id, state }: JobInfo) => id === jobId && state !== 'waiting' && state !== 'running';
  return new Promise((resolve, reject) => {
    const forget = host.on('jobs.changed', ({ job }) => {
      if (!isEnded(job)) return;
      forget();
      resolve(job);
    });
    host.call('runs.jobs', {}).then((jobs) => {
      const ended = jobs.find(isEnded);
      if (ended) resolve(ended);
    }, reject);
  });
}

async function segmentsIn(host: Host): Promise<Segment[]> {
  return host.call('segments.list', { filter: { videoId } });
}

function spans(segments: readonly { startFrame: number; endFrame: number }[]) {
  return segments.map(({ startFrame, endFrame }) => [startFrame, endFrame]);
}

describe('the queue of jobs', () => {
  test('does one after the other, tells of each step, and lists them', async () => {
    const { host } = await opened();
    const paths = await Promise.all(
      ['one.mkv', 'two.mkv'].map((name, i) => drawVideo(folder, name, { widthPx: 32 + i, heightPx: 24, count: 200 })),
    );
    const added = await host.call('videos.add', { paths });
    const [one, two] = added.map(({ video }) => video!.id) as [VideoId, VideoId];
    const told: JobInfo[] = [];
    const stored: Events['predictions.added'][] = [];
    host.on('jobs.changed', ({ job }) => told.push(job));
    host.on('predictions.added', (news) => stored.push(news));
    const first = await start(host, [one, one]);
    const second = await start(host, [two]);
    const third = await start(host, [videoId]);
    expect([first.state, second.state, third.state]).toEqual(['waiting', 'waiting', 'waiting']);
    expect(await host.call('runs.cancel', { jobId: third.id })).toMatchObject({ state: 'cancelled' });
    await idle(host, second.id);

    const jobs = await host.call('runs.jobs', {});
    expect(jobs.map(({ id, state }) => [id, state])).toEqual([
      [first.id, 'done'],
      [second.id, 'done'],
      [third.id, 'cancelled'],
    ]);
    expect(jobs[0]).toMatchObject({
      videos: 1,
      videosDone: 1,
      device: 'cpu',
      runId: RUN,
      videoId: null,
      secondsLeft: null,
    });
    const firstEnd = told.findLastIndex(({ id }) => id === first.id);
    expect(told.findIndex(({ id, state }) => id === second.id && state === 'running')).toBeGreaterThan(firstEnd);
    for (const id of [one, two]) {
      const news = stored.filter((each) => each.videoId === id);
      expect(news.map(({ fromIndex }) => fromIndex)).toEqual([0, ...news.slice(0, -1).map(({ toIndex }) => toIndex)]);
      expect(news.at(-1)!.toIndex).toBe(97);
    }
    const paces = told.filter(({ id, windowsPerSec }) => id === first.id && windowsPerSec !== null);
    expect(paces.length).toBeGreaterThan(0);
    for (const { windowsPerSec, secondsLeft, windows, windowsDone } of paces) {
      expect(secondsLeft).toBeCloseTo((windows - windowsDone) / windowsPerSec!, 9);
    }
    expect(await host.call('runs.cancel', { jobId: first.id })).toMatchObject({ state: 'done' });
  });

  test('counts videos that wait in the time that is left', async () => {
    const { host } = await opened();
    const paths = await Promise.all(
      ['now.mkv', 'next.mkv'].map((name, i) => drawVideo(folder, name, { widthPx: 40 + i, heightPx: 24, count: 200 })),
    );
    const ids = (await host.call('videos.add', { paths })).map(({ video }) => video!.id);
    const told: JobInfo[] = [];
    host.on('jobs.changed', ({ job }) => told.push(job));
    await idle(host, (await start(host, [ids[0]!, ids[1]!, videoId])).id);
    const waiting = told.map(({ waitingVideoIds }) => waitingVideoIds.length);
    expect([...new Set(waiting)]).toEqual([3, 2, 1, 0]);
    expect(told.find((job) => job.videoId === ids[1])!.waitingVideoIds).toEqual([videoId]);
    const paced = told.filter((job) => job.videoId === ids[0] && job.windowsPerSec !== null);
    expect(paced.length).toBeGreaterThan(0);
    for (const { windowsPerSec, secondsLeft, windows, windowsDone } of paced) {
      // The next one is as long, and the last one is complete.
      expect(secondsLeft).toBeCloseTo((2 * windows - windowsDone) / windowsPerSec!, 9);
    }
  });

  test.each([
    { what: 'an unknown video', ask: (host: Host) => start(host, ['none' as VideoId]), code: 'video.unknown' },
    {
      what: 'an unknown job',
      ask: (host: Host) => host.call('runs.cancel', { jobId: 'none' }),
      code: 'request.invalid',
    },
    {
      what: 'a removed video',
      async ask(host: Host) {
        await host.call('edits.apply', { annotator: 'Ada', edit: { kind: 'removeVideo', videoId } });
        return start(host, [videoId]);
      },
      code: 'request.invalid',
    },
    {
      what: 'an unknown run',
      ask: (host: Host) => host.call('runs.segments', { runId: 9, videoId }),
      code: 'run.unknown',
    },
    {
      what: 'a threshold of a label that the model lacks',
      ask: (host: Host) =>
        host.call('runs.propose', { runId: RUN, videoId, settings: { classThresholds: { none: 0.5 } } }),
      code: 'request.invalid',
    },
    {
      what: 'a leave threshold above the threshold',
      ask: (host: Host) => host.call('runs.segments', { runId: RUN, videoId, settings: { leaveThreshold: 0.9 } }),
      code: 'request.invalid',
    },
    {
      what: 'a threshold that no score reaches',
      ask: (host: Host) => host.call('runs.segments', { runId: RUN, videoId, settings: { threshold: 1.5 } }),
      code: 'request.invalid',
    },
    {
      what: 'votes of an unknown segment',
      ask: (host: Host) => host.call('segments.votes', { segmentId: 'none' }),
      code: 'segment.unknown',
    },
    {
      what: 'doubt of a span without frames',
      ask: (host: Host) => host.call('segments.doubt', { runId: RUN, videoId, classId: 'c', fromFrame: 9, toFrame: 9 }),
      code: 'request.invalid',
    },
    {
      what: 'doubt of an unknown class',
      ask: (host: Host) => host.call('segments.doubt', { runId: RUN, videoId, classId: 'c', fromFrame: 1, toFrame: 9 }),
      code: 'class.unknown',
    },
  ])('refuses $what', async ({ ask, code }) => {
    const { host } = await opened();
    await expect(ask(host)).rejects.toMatchObject({ code });
  });

  test.each([
    { what: 'a model that is not there', change: { model: 'no-such' }, code: 'model.not_found' },
    { what: 'settings that contradict each other', change: { settings: { rate: 4, fps: 5 } }, code: 'request.invalid' },
  ])('fails with a sentence for $what', async ({ change, code }) => {
    const { host } = await opened();
    const { id } = await host.call('runs.start', { model, videoIds: [videoId], settings, ...change });
    expect(await idle(host, id)).toMatchObject({ state: 'failed', error: { code } });
  });

  test('a run that was begun in half precision does not go on in full', async () => {
    const { host, path } = await opened();
    await host.call('project.close', {});
    const store = ProjectStore.open(path);
    store.db.exec(`UPDATE run SET runtime = json_set(runtime, '$.precision', 'half', '$.provider', 'webgpu');
      UPDATE run_video SET state = 'stopped'; DELETE FROM window WHERE idx >= 100; UPDATE run_video SET done_windows = 100`);
    store.close();
    await host.call('project.open', { path });
    const job = await idle(host, (await start(host, [videoId])).id);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'request.invalid' } });
    expect(job.error!.message).toContain('begun in half precision on webgpu, and cpu computes in full precision');
    const again = { ...settings, precision: 'full' as const };
    const full = await host.call('runs.start', { model, videoIds: [videoId], settings: again });
    expect(await idle(host, full.id)).toMatchObject({ state: 'done', runId: 2 });
  });
});

test.each([
  { what: 'of a process that is no more', owner: ['elsewhere', 1, 'mark'], agoMs: 60_000, state: 'stopped' },
  { what: 'of a process that is at it', owner: ['elsewhere', 1, 'mark'], agoMs: 0, state: 'running' },
])('a video in the hands $what is $state', async ({ owner, agoMs, state }) => {
  const { host, path } = await opened();
  const store = ProjectStore.open(path);
  store.db.exec(`UPDATE run_video SET state = 'running', done_windows = 100;
    INSERT INTO analysis_lock (only_row, owner, beat_at) VALUES (1, '${JSON.stringify(owner)}', ${Date.now() - agoMs})`);
  store.close();
  const [run] = await host.call('runs.list', {});
  const reason = state === 'stopped' ? 'Broken off after 100 of 197 windows.' : null;
  expect(run!.videos).toMatchObject([{ state, reason }]);
});

describe('segments from stored scores', () => {
  test('follow the thresholds, and nothing is written', async () => {
    const { host, path } = await opened();
    const before = runTables(path);
    const asked = async (wishes: object) => host.call('runs.segments', { runId: RUN, videoId, settings: wishes });
    const common = await asked({});
    expect(common.settings).toEqual({
      ...{ threshold: 0.35, smoothingFrames: 2, mergeGapFrames: 2, minLengthFrames: 2, classThresholds: {} },
      leaveThreshold: expect.closeTo(0.28, 9) as number,
    });
    expect(common.segments.length).toBeGreaterThan(0);
    const { label } = common.segments[0]!;
    const without = await asked({ classThresholds: { [label]: 1 } });
    expect(without.segments).toEqual(common.segments.filter((segment) => segment.label !== label));
    expect((await asked({ threshold: 0.5 })).settings.leaveThreshold).toBeCloseTo(0.4, 9);
    expect((await asked({ minLengthFrames: 401 })).segments).toEqual([]);
    expect(runTables(path)).toEqual(before);
  });

  test('are proposed by class: one entry, labels of one class as one, ignored ones not at all', async () => {
    const { host } = await opened();
    const { segments } = await host.call('runs.segments', { runId: RUN, videoId });
    const done = await host.call('runs.propose', { runId: RUN, videoId });
    expect(done).toMatchObject({ added: segments.length, removed: 0 });
    expect(spans(await segmentsIn(host))).toEqual(expect.arrayContaining(spans(segments)));
    expect(await host.call('runs.propose', { runId: RUN, videoId })).toEqual({ entryId: null, added: 0, removed: 0 });
    const [entry] = await host.call('edits.history', {});
    expect(entry).toMatchObject({ id: done.entryId, annotator: null });

    const mappings = await host.call('labels.mappings', {});
    const { modelHash } = mappings[0]!;
    const apply = (modelLabel: string, classId: ClassId | null) =>
      host.call('edits.apply', { annotator: 'Ada', edit: { kind: 'mapLabel', modelHash, modelLabel, classId } });
    const [a, b, c] = mappings.map(({ modelLabel }) => modelLabel) as [string, string, string];
    const classId = mappings[0]!.classId!;
    await apply(b, classId);
    await apply(c, null);
    await host.call('runs.propose', { runId: RUN, videoId });
    const joined = await segmentsIn(host);
    expect(new Set(joined.map((segment) => segment.classId))).toEqual(new Set([classId]));
    const covered = (frame: number) =>
      joined.some(({ startFrame, endFrame }) => startFrame <= frame && frame < endFrame);
    for (const { label, startFrame, endFrame } of segments) {
      // Either label alone reached the threshold there, and so does their sum.
      if (label === a || label === b) expect(covered(Math.floor((startFrame + endFrame) / 2))).toBe(true);
    }
  });

  test('never touch what a person has accepted, corrected, rejected or made', async () => {
    const { host } = await opened();
    const shown = await host.call('predictions.windows', { runId: RUN, videoId, fromFrame: 0, toFrame: 400 });
    const scores = shown.map(({ top }) => top[0]!.score).sort((a, b) => a - b);
    const middle = scores[Math.floor(scores.length / 2)]!;
    const uneven = { smoothingFrames: 0, mergeGapFrames: 0, minLengthFrames: 0 };
    const wishes = { threshold: middle, leaveThreshold: middle, ...uneven };
    await host.call('runs.propose', { runId: RUN, videoId, settings: wishes });
    const proposals = await segmentsIn(host);
    expect(proposals.length).toBeGreaterThan(3);
    const apply = (edit: object) => host.call('edits.apply', { annotator: 'Ada', edit } as never);
    const [accepted, rejected, corrected] = proposals as [Segment, Segment, Segment];
    await apply({ kind: 'setStatus', segmentIds: [accepted.id], status: 'accepted' });
    await apply({ kind: 'setStatus', segmentIds: [rejected.id], status: 'rejected' });
    const { startFrame, endFrame } = corrected;
    await apply({ kind: 'setSpan', segmentId: corrected.id, startFrame, endFrame: endFrame + 1 });
    await apply({ kind: 'create', videoId, classId: accepted.classId, startFrame: 390, endFrame: 395 });
    const decided = (await segmentsIn(host)).filter(({ status }) => status !== 'unreviewed');
    expect(decided).toHaveLength(4);
    for (const threshold of [0.9, middle, 0.2]) {
      await host.call('runs.propose', { runId: RUN, videoId, settings: { threshold } });
      const now = await segmentsIn(host);
      expect(now.filter(({ status }) => status !== 'unreviewed')).toEqual(decided);
    }
  });

  test('have votes and doubts that a span of the same frames has, too', async () => {
    const { host } = await opened();
    await host.call('runs.propose', { runId: RUN, videoId });
    for (const { id, classId, startFrame, endFrame, startDoubtFrames, endDoubtFrames } of await segmentsIn(host)) {
      const votes = await host.call('segments.votes', { segmentId: id });
      expect(votes.length).toBeGreaterThan(0);
      for (const vote of votes) {
        expect(vote.startFrame).toBeLessThan(endFrame);
        expect(vote.endFrame).toBeGreaterThan(startFrame);
        expect(vote.isFor).toBe(vote.score >= 0.35);
      }
      expect(votes.some(({ isFor }) => isFor)).toBe(true);
      const doubt = await host.call('segments.doubt', {
        runId: RUN,
        videoId,
        classId,
        fromFrame: startFrame,
        toFrame: endFrame,
      });
      expect(doubt).toEqual({ startDoubtFrames, endDoubtFrames });
    }
  });

  test('a person’s segment is voted on by the newest run; one of a class the model lacks by none', async () => {
    const { host } = await opened();
    const apply = (edit: object) => host.call('edits.apply', { annotator: 'Ada', edit } as never);
    const [known] = await host.call('labels.mappings', {});
    const span = { videoId, startFrame: 100, endFrame: 120 };
    const made = await apply({ kind: 'create', ...span, classId: known!.classId });
    const votes = await host.call('segments.votes', { segmentId: made.addedSegmentIds[0] as SegmentId });
    expect(votes.map(({ index }) => index)).toEqual(Array.from({ length: 13 }, (_, i) => 47 + i));
    await apply({ kind: 'createClass', name: 'of nobody' });
    const own = (await host.call('labels.list', {})).find(({ name }) => name === 'of nobody')!;
    const other = await apply({ kind: 'create', ...span, classId: own.id, neighbours: 'keep' });
    expect(await host.call('segments.votes', { segmentId: other.addedSegmentIds[0] as SegmentId })).toEqual([]);
    const ask = { runId: RUN, videoId, classId: own.id, fromFrame: 1, toFrame: 9 };
    expect(await host.call('segments.doubt', ask)).toEqual({ startDoubtFrames: null, endDoubtFrames: null });
  });
});

describe('while an analysis of another project has the device', () => {
  async function waiting() {
    const { host } = await opened();
    const signal = new AbortController().signal;
    const held = await DeviceTurn.take(join(folder, 'cache', 'devices'), 'cpu', { signal, onWait: () => undefined });
    const awaited = new Promise<JobInfo>((resolve) => {
      const forget = host.on('jobs.changed', ({ job }) => {
        if (job.state !== 'waiting' || job.remarks.length === 0) return;
        forget();
        resolve(job);
      });
    });
    const request = { model, videoIds: [videoId], settings: { ...settings, stride: 50 }, propose: false };
    const { id } = await host.call('runs.start', request);
    const job = await awaited;
    expect(job).toMatchObject({ device: 'cpu', windowsDone: 0 });
    expect(job.remarks).toEqual(['Another analysis runs on cpu; this one waits for its turn.']);
    return { host, id, held };
  }

  test('a job waits, and goes on when the device is free', async () => {
    const { host, id, held } = await waiting();
    const ended = idle(host, id);
    held.release();
    expect(await ended).toMatchObject({ state: 'done', error: null });
    expect((await host.call('runs.list', {})).at(-1)!.videos).toMatchObject([{ state: 'complete' }]);
  });

  test('a job that waits can be cancelled', async () => {
    const { host, id, held } = await waiting();
    await host.call('runs.cancel', { jobId: id });
    expect((await host.call('runs.jobs', {})).find((job) => job.id === id)).toMatchObject({ state: 'cancelled' });
    held.release();
  });
});
