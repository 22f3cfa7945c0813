import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planWindows } from '../../../../src-main/core/clips/windows.ts';

const count = (max: number) => fc.integer({ min: 1, max });
const plans = fc.record({ frameCount: count(400), numFrames: count(16), samplingRate: count(16), stride: count(200) });

test.each([
  ['shorter than the span', { frameCount: 5, numFrames: 4, samplingRate: 2, stride: 3 }, [[0, 5, [0, 2, 4, 4], true]]],
  ['as long as the span', { frameCount: 8, numFrames: 4, samplingRate: 2, stride: 3 }, [[0, 8, [0, 2, 4, 6], false]]],
  [
    'just long enough to fill the samples',
    { frameCount: 7, numFrames: 4, samplingRate: 2, stride: 3 },
    [[0, 7, [0, 2, 4, 6], false]],
  ],
  [
    'anchored at the end',
    { frameCount: 10, numFrames: 2, samplingRate: 2, stride: 4 },
    [
      [0, 4, [0, 2], false],
      [4, 8, [4, 6], false],
      [6, 10, [6, 8], false],
    ],
  ],
  [
    'ending with a stride',
    { frameCount: 8, numFrames: 2, samplingRate: 2, stride: 4 },
    [
      [0, 4, [0, 2], false],
      [4, 8, [4, 6], false],
    ],
  ],
  ['one frame', { frameCount: 1, numFrames: 2, samplingRate: 1, stride: 1 }, [[0, 1, [0, 0], true]]],
] as const)('a video %s', (_, plan, expected) => {
  const windows = planWindows(plan).map((w) => [w.startFrame, w.endFrame, w.frames, w.repeatsLastFrame]);
  expect(windows).toEqual(expected);
});

test('windows follow the rule for any plan', () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const { frameCount: n, numFrames, samplingRate, stride } = plan;
      const span = numFrames * samplingRate;
      const windows = planWindows(plan);
      expect(windows[0]!.startFrame).toBe(0);
      expect(windows.at(-1)!.endFrame).toBe(n);
      windows.forEach((window, k) => {
        const isAnchored = k === windows.length - 1 && k > 0;
        const start = isAnchored ? Math.min(k * stride, n - span) : k * stride;
        expect(window.startFrame).toBe(start);
        expect(window.endFrame).toBe(Math.min(start + span, n));
        expect(window.frames).toHaveLength(numFrames);
        window.frames.forEach((frame, i) => expect(frame).toBe(Math.min(start + i * samplingRate, n - 1)));
        expect(window.repeatsLastFrame).toBe(start + (numFrames - 1) * samplingRate > n - 1);
        if (k > 0) expect(window.startFrame).toBeGreaterThan(windows[k - 1]!.startFrame);
      });
      if (stride > span) return;
      windows.slice(1).forEach((window, k) => expect(window.startFrame).toBeLessThanOrEqual(windows[k]!.endFrame));
    }),
  );
});

test.each([
  ['frameCount', 0],
  ['numFrames', 1.5],
  ['samplingRate', -1],
  ['stride', NaN],
])('%s = %s is refused', (name, value) => {
  const plan = { frameCount: 10, numFrames: 4, samplingRate: 1, stride: 1, [name]: value };
  expect(() => planWindows(plan)).toThrow(
    expect.objectContaining({
      code: 'request.invalid',
      message: `${name} is ${value}; it must be a whole number of at least 1.`,
    }) as Error,
  );
});
