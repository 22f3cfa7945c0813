import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameShownAt, planTimedWindows } from '../../../../src-main/core/clips/timed-windows.ts';
import { planWindows } from '../../../../src-main/core/clips/windows.ts';

const steps = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 0, maxLength: 300 });
const plans = fc.record({
  steps,
  start: fc.integer({ min: -500, max: 500 }),
  lastDuration: fc.integer({ min: 1, max: 200 }),
  numFrames: fc.integer({ min: 1, max: 16 }),
  fps: fc.double({ min: 0.5, max: 60, noNaN: true }),
  strideSamples: fc.integer({ min: 1, max: 40 }),
});

test('at the rate of a regular video, the windows are those of frames', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 16 }),
      fc.integer({ min: 1, max: 40 }),
      (n, t, s) => {
        const pts = Float64Array.from({ length: n }, (_, i) => 1000 + i * 512);
        const timeBase = { num: 1, den: 12800 };
        const timed = planTimedWindows({ pts, timeBase, lastDuration: 512, numFrames: t, fps: 25, strideSamples: s });
        expect(timed).toEqual(planWindows({ frameCount: n, numFrames: t, samplingRate: 1, stride: s }));
      },
    ),
  );
});

test('each sample is the frame shown at its ideal time, whatever the rate and the rhythm', () => {
  fc.assert(
    fc.property(plans, ({ steps: gaps, start, ...plan }) => {
      const pts = new Float64Array(gaps.length + 1).fill(start);
      gaps.forEach((gap, i) => (pts[i + 1] = pts[i]! + gap));
      const windows = planTimedWindows({ ...plan, pts, timeBase: { num: 1, den: 1000 } });
      expect(windows[0]!.startFrame).toBe(0);
      expect(windows.at(-1)!.endFrame).toBe(pts.length);
      const durationSec = (pts.at(-1)! + plan.lastDuration - start) / 1000;
      const samples = Math.max(1, Math.ceil(durationSec * plan.fps - 1e-9));
      windows.forEach((window, k) => {
        const isAnchored = k === windows.length - 1 && k > 0;
        const first = isAnchored ? Math.min(k * plan.strideSamples, samples - plan.numFrames) : k * plan.strideSamples;
        window.frames.forEach((frame, i) => {
          const timeMs = start + (Math.min(first + i, samples - 1) * 1000) / plan.fps;
          expect(pts[frame]).toBeLessThanOrEqual(timeMs + 1e-3);
          if (frame + 1 < pts.length) expect(pts[frame + 1]).toBeGreaterThan(timeMs - 1e-3);
          expect(frame).toBeGreaterThanOrEqual(window.startFrame);
          expect(frame).toBeLessThan(window.endFrame);
        });
        expect(window.repeatsLastFrame).toBe(first + plan.numFrames > samples);
      });
    }),
  );
});

test.each([
  [-5, 0],
  [0, 0],
  [39, 0],
  [40, 1],
  [119.9, 1],
  [120, 2],
  [9999, 2],
])('at %s the frame shown is %s', (time, frame) => {
  expect(frameShownAt(Float64Array.of(0, 40, 120), time)).toBe(frame);
});

test.each([0, -1, NaN, Infinity])('fps %s is refused', (fps) => {
  const plan = {
    pts: Float64Array.of(0),
    timeBase: { num: 1, den: 25 },
    lastDuration: 1,
    numFrames: 1,
    strideSamples: 1,
  };
  expect(() => planTimedWindows({ ...plan, fps })).toThrow(
    expect.objectContaining({ code: 'request.invalid', message: `fps is ${fps}; it must be above 0.` }) as Error,
  );
});
