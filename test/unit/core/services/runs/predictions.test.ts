import { expect, test } from 'vitest';
import { fromFloat16, toFloat16 } from '../../../../../src-main/core/base/float16.ts';
import {
  listModels,
  listRuns,
  ribbons,
  window,
  windows,
} from '../../../../../src-main/core/services/runs/predictions.ts';
import { AppError } from '../../../../../src-main/shared/errors.ts';
import type { NewWindow } from '../../../../../src-main/core/store/score-store.ts';
import type { RunId, VideoId } from '../../../../../src-main/shared/records.ts';
import { modelRecord, projectWithRun, SETTINGS } from '../../../../support/stored-run.ts';

const CLASSES = 6;
const closing = new AbortController().signal;
const HOLE = 5;
/** As SAMPLING of the stored run has it: 4 frames every 4th, every 16. */
const T = 4;

function drawnWindow(index: number): NewWindow {
  const span = { index, startFrame: index * 16, endFrame: index * 16 + 4 * T };
  if (index === HOLE) return { ...span, missing: [80, 84, 88, 92], scores: null, embedding: null, attention: null };
  const scores = Float32Array.from({ length: CLASSES }, (_, k) => ((index * 7 + k * k * 5) % 23) / 23);
  return { ...span, missing: index === 2 ? [32, 40] : [], scores, embedding: null, attention: null };
}

/** A run of 100 planned windows, `count` of them done. */
function runOf(count: number) {
  const { store, run, runVideo } = projectWithRun(CLASSES, 100);
  store.runs.putModel(modelRecord(CLASSES));
  const drawn = Array.from({ length: count }, (_, i) => drawnWindow(i));
  store.scores.append(runVideo.id, drawn);
  return { store, drawn, where: { runId: run.id, videoId: runVideo.videoId }, runVideo };
}

const half = (value: number) => fromFloat16(toFloat16(Float32Array.of(value)))[0];

test('ribbons close up are the windows themselves, with a gap where they lie in a hole', () => {
  const { store, drawn, where } = runOf(20);
  const range = { fromFrame: 40, toFrame: 100, columns: 100, count: 4, labels: ['label 4', 'label 0'] };
  const { windowsPerNode, centres, series } = ribbons({ store }, { ...where, ...range });
  expect(windowsPerNode).toBe(1);
  expect(centres).toEqual([40, 56, 72, 88, 104]);
  expect(series.map(({ label }) => label)).toEqual(['label 4', 'label 0']);
  for (const [i, k] of [4, 0].entries()) {
    const wanted = [2, 3, 4, HOLE, 6]
      .map((index) => drawn[index]!.scores?.[k])
      .map((s) => (s === undefined ? null : half(s)));
    const { least, mean, greatest } = series[i]!;
    expect([least, mean, greatest]).toEqual([wanted, wanted, wanted]);
  }
});

test('ribbons from afar have at most two nodes a column, and hide no peak', () => {
  const { store, drawn, where } = runOf(100);
  for (const columns of [1, 3, 10, 24, 49, 50]) {
    const params = { ...where, fromFrame: 0, toFrame: 1600, columns, count: CLASSES };
    const { windowsPerNode, centres, series } = ribbons({ store }, params);
    expect(centres).toHaveLength(Math.ceil(100 / windowsPerNode));
    expect(centres.length).toBeLessThanOrEqual(2 * columns + 1);
    if (windowsPerNode > 1) expect(100 / (windowsPerNode / 4)).toBeGreaterThan(2 * columns);
    for (const { label, least, greatest } of series) {
      const k = Number(label.slice(6));
      const scores = drawn.flatMap((window) => (window.scores ? [half(window.scores[k]!)!] : []));
      expect(Math.max(...greatest.filter((value) => value !== null))).toBe(Math.max(...scores));
      expect(Math.min(...least.filter((value) => value !== null))).toBe(Math.min(...scores));
    }
  }
});

test('without labels, the ribbons are those of the classes with the highest scores in the range', () => {
  const { store, drawn, where } = runOf(30);
  const { series } = ribbons({ store }, { ...where, fromFrame: 160, toFrame: 240, columns: 50, count: 2 });
  const best = Array.from({ length: CLASSES }, (_, k) => ({
    label: `label ${k}`,
    score: Math.max(...drawn.slice(10, 15).map(({ scores }) => scores![k]!)),
  })).sort((a, b) => b.score - a.score);
  expect(series.map(({ label }) => label)).toEqual(best.slice(0, 2).map(({ label }) => label));
});

test('where nothing is analyzed yet, ribbons are empty', () => {
  const { store, where } = runOf(10);
  const params = { ...where, fromFrame: 1000, toFrame: 1600, columns: 50, count: 2 };
  expect(ribbons({ store }, params)).toMatchObject({ centres: [], series: [{ mean: [] }, { mean: [] }] });
});

test('a ribbon that cannot be had is refused in a sentence', async () => {
  const { store, where } = runOf(1);
  const params = { ...where, fromFrame: 0, toFrame: 16, columns: 10, count: 4 };
  const invalid = expect.objectContaining({ code: 'request.invalid' }) as unknown;
  expect(() => ribbons({ store }, { ...params, labels: ['label 99'] })).toThrow(/no label "label 99"/);
  expect(() => ribbons({ store }, { ...params, fromFrame: 16 })).toThrow(invalid);
  expect(() => ribbons({ store }, { ...params, runId: 9 as RunId })).toThrow(/no run 9/);
  expect(() => ribbons({ store }, { ...params, videoId: 'other' as VideoId })).toThrow(/no video other/);
  await expect(windows({ store, closing }, { ...where, fromFrame: 20, toFrame: 10 })).rejects.toEqual(invalid);
});

test('windows are those of the range, with their best labels', async () => {
  const { store, drawn, where } = runOf(20);
  const got = await windows({ store, closing }, { ...where, fromFrame: 70, toFrame: 100 });
  expect(got.map(({ index }) => index)).toEqual([4, HOLE, 6]);
  expect(got[1]).toEqual({ index: HOLE, startFrame: 80, endFrame: 96, missing: [80, 84, 88, 92], top: [] });
  const best = Math.max(...drawn[4]!.scores!);
  expect(got[0]!.top[0]).toEqual({ label: `label ${drawn[4]!.scores!.indexOf(best)}`, score: best });
});

test('many windows are read in turns, and no further once the project closes', async () => {
  const { store, where, drawn } = runOf(1100);
  const range = { ...where, fromFrame: 0, toFrame: 1100 * 16 };
  const got = await windows({ store, closing }, range);
  expect(got.map(({ index }) => index)).toEqual(drawn.map(({ index }) => index));

  const ending = new AbortController();
  const read = windows({ store, closing: ending.signal }, range);
  ending.abort(new AppError('cancelled', 'The project is closing.'));
  await expect(read).rejects.toThrow('The project is closing.');
});

test('a window tells the frames the model was given and every score', () => {
  const { store, drawn, where } = runOf(20);
  const whole = window({ store }, { ...where, index: 3 });
  expect(whole.frames).toEqual([48, 52, 56, 60]);
  expect(whole.scores).toEqual(Array.from(drawn[3]!.scores!, half));
  expect(window({ store }, { ...where, index: 2 }).frames).toEqual([36, 36, 36, 44]);
  expect(window({ store }, { ...where, index: HOLE })).toMatchObject({ frames: [], scores: null });
  expect(() => window({ store }, { ...where, index: 20 })).toThrow(/no window 20 of this video: 20 of 100 are done/);
});

test('runs are listed with their progress, and are stale once the file is another one', () => {
  const { store, where } = runOf(20);
  const labels = Array.from({ length: CLASSES }, (_, i) => `label ${i}`);
  const video = {
    videoId: where.videoId,
    state: 'waiting',
    reason: null,
    plannedWindows: 100,
    doneWindows: 19,
    skippedWindows: 1,
    isStale: false,
    segmentSettings: null,
  };
  const run = { id: where.runId, modelHash: 'model-a', modelName: 'model-a', labels, settings: SETTINGS };
  const list = () => listRuns({ store });
  expect(list()).toEqual([{ ...run, createdAt: '2026-01-01T00:00:00.000Z', videos: [video] }]);
  expect(listModels({ store })).toEqual([modelRecord(CLASSES)]);

  const { path, modifiedMs } = store.videos.get(where.videoId);
  store.videos.setFile(where.videoId, { path, modifiedMs, isChanged: true });
  expect(list()[0]!.videos[0]!.isStale).toBe(true);
  store.videos.setFile(where.videoId, { path, modifiedMs, isChanged: false });
  store.db.exec("UPDATE run_video SET fingerprint = 'another'");
  expect(list()[0]!.videos[0]!.isStale).toBe(true);
});
