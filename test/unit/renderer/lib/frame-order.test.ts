import { expect, test } from 'vitest';
import { fetchWidth, neighbourFrames } from '../../../../src-renderer/lib/frame-order.ts';

test('frames in the direction of travel come first, with every second one from behind', () => {
  expect(neighbourFrames(100, 1, 1000).slice(0, 6)).toEqual([101, 102, 99, 103, 104, 98]);
  expect(neighbourFrames(100, -1, 1000).slice(0, 6)).toEqual([99, 98, 101, 97, 96, 102]);
});

test('at the ends of a video there is nothing beyond', () => {
  expect(neighbourFrames(0, 1, 3)).toEqual([1, 2]);
  expect(neighbourFrames(2, 1, 3)).toEqual([1, 0]);
  expect(neighbourFrames(0, 1, 1)).toEqual([]);
});

test('frames are fetched at few widths, never wider than the video is', () => {
  expect(fetchWidth(500, 1920)).toBe(640);
  expect(fetchWidth(640, 1920)).toBe(640);
  expect(fetchWidth(641, 1920)).toBe(960);
  expect(fetchWidth(2000, 640)).toBe(640);
  expect(fetchWidth(9000, 16_000)).toBe(16_000);
});
