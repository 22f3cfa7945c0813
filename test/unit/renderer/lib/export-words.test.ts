import { expect, test } from 'vitest';
import type { ExportPlan } from '../../../../src-main/shared/protocol/export-methods.ts';
import type { ClassId } from '../../../../src-main/shared/records.ts';
import {
  doneText,
  evenly,
  listed,
  planText,
  shortNames,
  splitSentences,
  tintPercent,
  trainingSentences,
} from '../../../../src-renderer/lib/export-words.ts';

test('names in a sentence', () => {
  expect(listed(['a'])).toBe('a');
  expect(listed(['a', 'b'])).toBe('a and b');
  expect(listed(['a', 'b', 'c', 'd'])).toBe('a, b, c and d');
  expect(listed(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
});

test('what is wrong with the sets', () => {
  const missing = ['touch face', 'talk', 'turn'] as string[] as ClassId[];
  const sets = [
    { set: 'train', segments: 421, missing: [] },
    { set: 'val', segments: 0, missing: [] },
    { set: 'test', segments: 48, missing },
  ] as const;
  expect(splitSentences(sets, (id) => id ?? 'background')).toEqual([
    'Test has 48 segments and none of touch face, talk and turn.',
  ]);
  expect(splitSentences([{ set: 'val', segments: 1, missing: [null] }], (id) => id ?? 'background')).toEqual([
    'Val has 1 segment and none of background.',
  ]);
});

test('what there is to write', () => {
  const cell = (videoId: string) => ({ videoId }) as unknown as ExportPlan['cells'][number];
  expect(planText({ segments: 1, cells: [cell('a')] })).toBe('1 segment in 1 video');
  expect(planText({ segments: 1200, cells: [cell('a'), cell('a'), cell('b')] })).toBe('1,200 segments in 2 videos');
});

test('what is done', () => {
  expect([1, 1200].map((written) => doneText({ written }))).toEqual([
    'Exported 1 segment.',
    'Exported 1,200 segments.',
  ]);
});

test('what is wrong with how clips are drawn', () => {
  const training = { sampler: 'dense sampler, 8 × 32', clips: 40, repeating: 12, littleCovered: 1, leastCoverage: 0.5 };
  expect(trainingSentences(training).warnings).toEqual([
    '12 of 40 repeat frames.',
    '1 covers less than 50 % of the sample.',
  ]);
  expect(trainingSentences({ ...training, repeating: 0, littleCovered: 0 })).toEqual({
    warnings: [],
    good: 'all 40 clips fill their samples.',
  });
});

test('names of videos in columns', () => {
  const names = ['corner_cam_03.mp4', 'corner_cam_04.mp4'];
  expect(shortNames(names)).toEqual(['cam_03', 'cam_04']);
  expect(shortNames(['a.mp4'])).toEqual(['a']);
  expect(shortNames(['Monday 1.mov', 'Monday 2.mov'])).toEqual(['Monday 1', 'Monday 2']);
  expect(shortNames(['x_left_day.mp4', 'x_right_day.mp4'])).toEqual(['left_day', 'right_day']);
  expect(shortNames([])).toEqual([]);
});

test('tints grow with the count', () => {
  expect(tintPercent(0, 10)).toBe(0);
  expect(tintPercent(1, 100)).toBeGreaterThan(5);
  expect(tintPercent(10, 10)).toBe(34);
  expect(tintPercent(0, 0)).toBe(0);
});

test('some of many, with the first and the last', () => {
  expect(evenly([1, 2, 3], 5)).toEqual([1, 2, 3]);
  expect(evenly(Array.from({ length: 96 }, (_, i) => i), 4)).toEqual([0, 32, 63, 95]); // prettier-ignore
});
