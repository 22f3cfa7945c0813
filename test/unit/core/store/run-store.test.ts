import { spawn } from 'node:child_process';
import { hostname } from 'node:os';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { RunId, VideoId } from '../../../../src-main/shared/records.ts';
import { LOCK_STALE_MS, lockOwner } from '../../../../src-main/core/store/analysis-lock.ts';
import { settingsKey } from '../../../../src-main/core/store/settings-key.ts';
import {
  addRun,
  addVideo,
  emptyProject,
  modelRecord,
  projectWithRun,
  SAMPLING,
  SETTINGS,
} from '../../../support/stored-run.ts';

test('a model is kept whole, and opened elsewhere it only changes its name and place', () => {
  const { runs } = emptyProject();
  const model = modelRecord(3);
  runs.putModel(model);
  runs.putModel({ ...model, name: 'renamed', path: '/elsewhere' });
  expect(runs.models()).toEqual([{ ...model, name: 'renamed', path: '/elsewhere' }]);
  expect(runs.model('model-a')).toEqual(runs.models()[0]);
  expect(runs.model('unheard of')).toBeUndefined();
});

test('a run is found again by its model and by settings that give the same scores', () => {
  const store = emptyProject();
  store.runs.putModel(modelRecord(2));
  store.runs.putModel(modelRecord(2, 'model-b'));
  const first = addRun(store, 'model-a');
  const second = addRun(store, 'model-a', { ...SETTINGS, stride: 8 });
  const other = addRun(store, 'model-b');
  expect(store.runs.runs()).toEqual([first, second, other]);

  const sameScores = settingsKey({ ...SETTINGS, provider: 'cpu', batch: 1, threads: 1, threshold: 0.9, top: 1 });
  expect(store.runs.findRun('model-a', sameScores)).toEqual(first);
  expect(store.runs.findRun('model-a', second.settingsKey)).toEqual(second);
  expect(store.runs.findRun('model-b', first.settingsKey)).toEqual(other);
  expect(store.runs.findRun('model-b', second.settingsKey)).toBeUndefined();
});

test.each([{ stride: 4 }, { rate: 1 }, { rate: null, fps: 10 }, { precision: 'full' as const }])(
  'settings that change scores, as %j, have a key of their own',
  (change) => expect(settingsKey({ ...SETTINGS, ...change })).not.toBe(settingsKey(SETTINGS)),
);

test('a video of a run keeps its plan, state, holes and post-processing', () => {
  const { store, run, runVideo } = projectWithRun(2, 40);
  expect(runVideo).toMatchObject({ state: 'waiting', reason: null, plannedWindows: 40, doneWindows: 0, holes: [] });
  expect(runVideo.sampling).toEqual(SAMPLING);
  const holes = [{ fromFrame: 3, toFrame: 9, reason: 'Damaged.' }];
  const segments = { ...SAMPLING.segments, classThresholds: { 'label 1': 0.7 } };
  store.runs.setState(runVideo.id, 'stopped', 'Cancelled.');
  store.runs.setHoles(runVideo.id, holes);
  store.runs.setSegmentSettings(runVideo.id, segments);
  const kept = { ...runVideo, state: 'stopped', reason: 'Cancelled.', holes, segmentSettings: segments };
  expect(store.runs.runVideos(run.id)).toEqual([kept]);
});

test('what a run or a project lacks is named', () => {
  const { store, run } = projectWithRun(2);
  addVideo(store, 'video-b');
  const wanted = 'video-b' as VideoId;
  expect(store.runs.findRunVideo(run.id, wanted)).toBeUndefined();
  expect(() => store.runs.runVideo(run.id, wanted)).toThrow(expect.objectContaining({ code: 'video.unknown' }));
  const unknown = 99 as RunId;
  expect(() => store.runs.runVideo(unknown, wanted)).toThrow(expect.objectContaining({ code: 'run.unknown' }));
  expect(() => store.runs.run(unknown)).toThrow(/no run 99/);
});

describe('the lock', () => {
  test('has one holder, who may take it again and gives it back', () => {
    const { lock } = emptyProject().runs;
    const [mine, other] = [lockOwner(), lockOwner()];
    expect(lock.acquire(mine, 1000)).toBeNull();
    expect(lock.acquire(mine, 1500)).toBeNull();
    expect(lock.acquire(other, 2000)).toEqual({ owner: mine, beatAtMs: 1500 });
    lock.release(other);
    expect(lock.holder()).toEqual({ owner: mine, beatAtMs: 1500 });
    lock.release(mine);
    expect(lock.acquire(other, 2000)).toBeNull();
  });

  test('is kept by beating, and taken over when the beat has stopped', () => {
    const { lock } = emptyProject().runs;
    const [mine, other] = [lockOwner(), lockOwner()];
    lock.acquire(mine, 0);
    expect(lock.beat(mine, LOCK_STALE_MS)).toBe(true);
    expect(lock.acquire(other, 2 * LOCK_STALE_MS)).not.toBeNull();
    expect(lock.acquire(other, 2 * LOCK_STALE_MS + 1)).toBeNull();
    expect(lock.beat(mine)).toBe(false);
    expect(lock.holder()?.owner).toBe(other);
  });

  test('is taken over at once from a process that was killed', async () => {
    const { lock } = emptyProject().runs;
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const owner = JSON.stringify([hostname(), child.pid, 'mark']);
    lock.acquire(owner, 0);
    expect(lock.acquire(lockOwner(), 1)).not.toBeNull();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(lock.acquire(lockOwner(), 1)).toBeNull();
  });

  test('is not taken from another machine before its beat stops', () => {
    const { lock } = emptyProject().runs;
    lock.acquire(JSON.stringify(['elsewhere', 2 ** 22 + 1, 'mark']), 0);
    expect(lock.acquire(lockOwner(), 1)).not.toBeNull();
  });
});
