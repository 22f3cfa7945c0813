import { expect, test } from 'vitest';
import { type CurveVideo, ThresholdCounter } from '../../../../src-main/core/review/threshold-curve.ts';

const window = (startFrame: number, score: number) => ({ startFrame, endFrame: startFrame + 10, score });
const span = (startFrame: number, endFrame: number) => ({ startFrame, endFrame });

function thresholdCurve(videos: readonly CurveVideo[]) {
  const counter = new ThresholdCounter();
  for (const video of videos) counter.add(video);
  return counter.curve();
}

/** Precision and recall at a threshold. */
function at(curve: ReturnType<typeof thresholdCurve>, threshold: number) {
  const place = curve.thresholds.indexOf(threshold);
  return [curve.precision[place], curve.recall[place]];
}

test('counts windows from high thresholds to low', () => {
  const curve = thresholdCurve([
    {
      windows: [window(0, 0.9), window(10, 0.6), window(20, 0.3), window(30, 0.8)],
      present: [span(0, 20)],
      known: [span(0, 40)],
    },
  ]);
  expect(curve.thresholds).toHaveLength(101);
  expect(at(curve, 1)).toEqual([null, 0]);
  expect(at(curve, 0.9)).toEqual([1, 0.5]);
  expect(at(curve, 0.8)).toEqual([0.5, 0.5]);
  expect(at(curve, 0.6)).toEqual([2 / 3, 1]);
  expect(at(curve, 0)).toEqual([0.5, 1]);
  expect(curve.frames).toBe(40);
});

test('a score reaches the threshold that it equals, for every step', () => {
  for (let step = 0; step <= 100; step++) {
    const score = (100 - step) / 100;
    const curve = thresholdCurve([{ windows: [window(0, score)], present: [span(0, 10)], known: [span(0, 10)] }]);
    expect(curve.recall.indexOf(1)).toBe(step);
  }
});

test('windows of which little is known are left out; half of what is known decides', () => {
  const curve = thresholdCurve([
    {
      windows: [window(0, 0.9), window(10, 0.7), window(20, 0.5)],
      present: [span(16, 20), span(28, 30)],
      known: [span(6, 10), span(10, 20), span(20, 30)],
    },
  ]);
  // The first is known by 4 frames of 10; the second present on 4, the third on 2 of 10.
  expect(at(curve, 0)).toEqual([0, null]);
  expect(curve.frames).toBe(24);
});

test('nothing gives an empty curve', () => {
  const curve = thresholdCurve([]);
  expect(curve.precision.every((value) => value === null)).toBe(true);
  expect(curve.frames).toBe(0);
});
