import { expect, test } from 'vitest';
import type { ClassId } from '../../../../src-main/shared/records.ts';
import {
  bestPlace,
  confusionWords,
  linePath,
  percentText,
  rightShare,
  shownConfusion,
  spansPath,
  stackedBins,
  ticks,
} from '../../../../src-renderer/lib/charts.ts';

test('ticks are round and reach the greatest value', () => {
  expect(ticks(11, 4)).toEqual([0, 5, 10, 15]);
  expect(ticks(100, 4)).toEqual([0, 50, 100]);
  expect(ticks(3, 4)).toEqual([0, 1, 2, 3]);
  expect(ticks(0, 4)).toEqual([0, 1]);
  for (const most of [1, 7, 99, 1234]) {
    const marks = ticks(most, 5);
    expect(marks.at(-1)).toBeGreaterThanOrEqual(most);
    expect(marks.length).toBeLessThan(9);
  }
});

test('a line breaks where there is no value', () => {
  expect(linePath([[0, 1], [2, 3], null, [4, 5]])).toBe('M0.0 1.0L2.0 3.0M4.0 5.0'); // prettier-ignore
  expect(linePath([])).toBe('');
});

test('of many classes those with most frames are shown, with sums over all', () => {
  const classIds = ['a', 'b', 'c'] as string[] as ClassId[];
  const counts = [
    [1, 0, 0, 0],
    [0, 90, 4, 0],
    [0, 0, 50, 2],
    [0, 0, 0, 0],
  ];
  const all = { classIds, counts, rowFrames: [1, 94, 51, 0], frames: 146 };
  expect(shownConfusion(all, 2)).toEqual({
    classes: ['b', 'c', null],
    counts: [
      [90, 4, 0],
      [0, 50, 2],
      [0, 0, 0],
    ],
    rowFrames: [94, 51, 0],
    hidden: 1,
  });
  expect(shownConfusion(all, 9).hidden).toBe(0);
});

test('a run is right in the frames where it says what people say', () => {
  const classIds = ['a', 'b'] as string[] as ClassId[];
  // Of verified absence, the last row, is not asked here. A frame of the first row is under two classes of the run.
  const counts = [
    [6, 1, 2],
    [0, 2, 0],
    [5, 0, 0],
  ];
  expect(rightShare({ classIds, counts, rowFrames: [8, 2, 5], frames: 15 })).toBe(0.8);
  expect(rightShare({ classIds: [], counts: [[7]], rowFrames: [7], frames: 7 })).toBe(null);
});

test.each([
  ['walk', 'run', 'A person says walk, the run proposes run'],
  ['walk', null, 'A person says walk, the run proposes nothing'],
  [null, 'run', 'A person verified that run is absent, the run proposes it'],
  [null, null, 'A person verified classes absent, the run proposes nothing'],
])('the cell of %s and %s: %s', (said, ran, words) => {
  expect(confusionWords(said, ran)).toBe(words);
});

test('the best threshold has the greatest F1', () => {
  const curve = { thresholds: [0.9, 0.5, 0.1], precision: [1, 0.8, 0.4], recall: [0.2, 0.8, 1], frames: 10 };
  expect(bestPlace(curve)).toMatchObject({ place: 1, f1: expect.closeTo(0.8, 9) as number });
  expect(bestPlace({ ...curve, precision: [null, null, null] })).toBeNull();
});

test('bars stand on each other', () => {
  const series = [
    { annotator: 'Ada', decisions: [2, 0] },
    { annotator: 'Bo', decisions: [1, 3] },
  ];
  const bars = stackedBins({ startsAt: ['x', 'y'], minutesPerBin: 1, series });
  expect(bars).toEqual([
    [{ from: 0, to: 2 }, { from: 0, to: 0 }],
    [{ from: 2, to: 3 }, { from: 0, to: 3 }],
  ]); // prettier-ignore
});

test('spans are drawn, the thinnest too', () => {
  expect(spansPath([{ startFrame: 0, endFrame: 50 }], 100, 200, 10)).toBe('M0.00 0H100.00V10H0.00Z');
  expect(spansPath([{ startFrame: 500, endFrame: 501 }], 1_000_000, 100, 4)).toBe('M0.05 0H0.55V4H0.05Z');
});

test('shares as people read them', () => {
  expect(percentText(null)).toBe('–');
  expect(percentText(0.914)).toBe('91 %');
});
