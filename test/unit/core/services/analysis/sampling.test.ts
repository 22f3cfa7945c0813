import { describe, expect, test } from 'vitest';
import {
  defaultRate,
  samplingFrom,
  type SamplingWishes,
  windowAt,
  windowsOf,
} from '../../../../../src-main/core/services/analysis/sampling.ts';
import type { Manifest } from '../../../../../src-main/shared/manifest.ts';

const input: Manifest['input'] = { name: 'pixel_values', axes: 'btchw', frames: 8, channels: 3, height: 4, width: 4 };
const open: SamplingWishes = {
  stride: null,
  rate: null,
  fps: null,
  threshold: null,
  leaveThreshold: null,
  smoothingFrames: null,
  mergeGapFrames: null,
  minLengthFrames: null,
};

/** `count` frames, each shown for 40 ms. */
function videoOf(count: number) {
  return { pts: Float64Array.from({ length: count }, (_, i) => i), timeBase: { num: 1, den: 25 }, lastDuration: 1 };
}

describe('what is left open', () => {
  test('follows the model and the stride', () => {
    expect(samplingFrom(open, { input, samplingRate: 4 }, videoOf(1000))).toEqual({
      stride: 16,
      rate: 4,
      fps: null,
      segments: { threshold: 0.5, leaveThreshold: 0.4, smoothingFrames: 16, mergeGapFrames: 16, minLengthFrames: 16 },
    });
  });

  test('a model that does not tell its rate spans 256 frames, as the published ones do', () => {
    expect([8, 16, 64].map(defaultRate)).toEqual([32, 16, 4]);
    expect(samplingFrom(open, { input, samplingRate: null }, videoOf(1000))).toMatchObject({ rate: 32, stride: 128 });
  });

  test('a video shorter than the stride can still be a segment', () => {
    const sampling = samplingFrom(open, { input, samplingRate: 4 }, videoOf(10));
    expect(sampling.segments.minLengthFrames).toBe(10);
  });

  test('with fps, spans follow the video’s frame rate', () => {
    // 8 frames at 5 a second are 1.6 s, 40 frames of this video.
    expect(samplingFrom({ ...open, fps: 5 }, { input, samplingRate: 4 }, videoOf(1000))).toMatchObject({
      rate: null,
      fps: 5,
      stride: 20,
    });
  });
});

test('what is given is taken', () => {
  const wishes = {
    ...open,
    stride: 3,
    rate: 2,
    threshold: 0.9,
    leaveThreshold: 0.1,
    smoothingFrames: 0,
    mergeGapFrames: 0,
  };
  expect(samplingFrom({ ...wishes, minLengthFrames: 7 }, { input, samplingRate: 4 }, videoOf(1000))).toEqual({
    stride: 3,
    rate: 2,
    fps: null,
    segments: { threshold: 0.9, leaveThreshold: 0.1, smoothingFrames: 0, mergeGapFrames: 0, minLengthFrames: 7 },
  });
});

test('a negative threshold, of a regression, is not left above itself', () => {
  const { segments } = samplingFrom({ ...open, threshold: -2 }, { input, samplingRate: 4 }, videoOf(100));
  expect(segments.leaveThreshold).toBeLessThanOrEqual(segments.threshold);
});

test('windows of time and of frames agree on a video of constant rate', () => {
  const video = videoOf(103);
  const byRate = samplingFrom({ ...open, rate: 5, stride: 10 }, { input, samplingRate: 4 }, video);
  const byTime = samplingFrom({ ...open, fps: 5, stride: 10 }, { input, samplingRate: 4 }, video);
  const starts = (windows: ReturnType<typeof windowsOf>) => windows.slice(0, -1).map(({ startFrame }) => startFrame);
  expect(starts(windowsOf(video, 8, byTime))).toEqual(starts(windowsOf(video, 8, byRate)));
});

test.each([{ rate: 5 }, { fps: 5 }, { fps: 60 }])('one window with %j is the same as among all', (wish) => {
  const video = videoOf(203);
  const sampling = samplingFrom({ ...open, ...wish, stride: 10 }, { input, samplingRate: 4 }, video);
  const all = windowsOf(video, 8, sampling);
  const one = (index: number) => windowAt({ frameCount: 203, times: () => video }, 8, sampling, index);
  expect(all.map((_, index) => one(index))).toEqual(all);
  expect(one(all.length)).toBeUndefined();
});

test('one window of a fixed rate needs no times', () => {
  const sampling = samplingFrom({ ...open, rate: 5 }, { input, samplingRate: 4 }, videoOf(203));
  const times = () => {
    throw new Error('The times were read.');
  };
  expect(windowAt({ frameCount: 203, times }, 8, sampling, 0)?.startFrame).toBe(0);
});
