import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evenAxis, lastAtOrBefore, timedAxis } from '../../../../../src-renderer/lib/timeline/axis.ts';
import { RulerFade } from '../../../../../src-renderer/lib/timeline/ruler-fade.ts';
import { rulerStep, stepFor, ticksOf } from '../../../../../src-renderer/lib/timeline/ticks.ts';
import {
  frameAt,
  frameUnder,
  levelOf,
  visibleFrames,
  xOf,
  type Level,
  type View,
} from '../../../../../src-renderer/lib/timeline/view.ts';
import { viewportOnWhole } from '../../../../../src-renderer/lib/timeline/whole.ts';

/** Frames 0, 1, 2 last one tick each, frame 3 lasts 7. */
const VARIABLE = { pts: Float64Array.of(100, 101, 102, 103), lastDuration: 7 };

describe('axes', () => {
  test('of uneven times give each frame the share of the width that it lasts', () => {
    const axis = timedAxis(VARIABLE);
    expect([0, 1, 2, 3, 4].map((frame) => axis.unitOf(frame))).toEqual([0, 0.4, 0.8, 1.2000000000000002, 4]);
    expect(axis.frameAt(2.6)).toBeCloseTo(3.5);
  });

  test('lead there and back again, beyond the ends too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 60 }),
        fc.double({ min: -5, max: 70, noNaN: true }),
        (durations, frame) => {
          let tick = 7;
          const pts = Float64Array.from(durations, (duration) => (tick += duration) - duration);
          const axis = timedAxis({ pts, lastDuration: durations.at(-1)! });
          expect(axis.frameAt(axis.unitOf(frame))).toBeCloseTo(frame, 6);
        },
      ),
    );
  });

  test('the last value at or before another is found', () => {
    expect([0, 3, 4, 9, 99].map((wanted) => lastAtOrBefore([3, 4, 9], wanted))).toEqual([0, 0, 1, 2, 2]);
  });
});

describe('a view', () => {
  const view = { axis: evenAxis(1000), fromUnit: 100, pxPerUnit: 2, widthPx: 400 };

  test('lies where its frames are', () => {
    expect(xOf(view, 100)).toBe(0);
    expect(xOf(view, 300)).toBe(400);
    expect(frameAt(view, 25)).toBe(112.5);
    expect(frameUnder(view, 25)).toBe(112);
    expect(frameUnder({ ...view, fromUnit: -50 }, 0)).toBe(0);
    expect(visibleFrames(view)).toEqual({ startFrame: 100, endFrame: 300 });
    expect(visibleFrames({ ...view, fromUnit: 900 })).toEqual({ startFrame: 900, endFrame: 1000 });
  });

  test('has a frame on the whole video, never narrower than 14 px', () => {
    expect(viewportOnWhole(view)).toEqual({ leftPx: 40, widthPx: 80 });
    const narrow = viewportOnWhole({ ...view, axis: evenAxis(1_000_000) });
    expect(narrow).toEqual({ leftPx: 0, widthPx: 14 });
  });

  test('knows its level', () => {
    expect([0.002, 0.02, 0.3, 0.5, 3.9, 4, 23, 24, 96].map(levelOf)).toEqual([
      'whole',
      'overview',
      'minutes',
      'seconds',
      'seconds',
      'frames',
      'frames',
      'single',
      'single',
    ]);
  });
});

describe('ticks', () => {
  const video = {
    durationSec: 40,
    frameCount: 1000,
    ptsOf: (frame: number) => frame * 512,
    secondsAt: (f: number) => f / 25,
  };
  const ticksAt = (view: View, level: Level, of = video) => ticksOf(view, rulerStep(view, level, of), of);

  test('are true to time and labels are at least 84 px apart', () => {
    const view = { axis: evenAxis(1000), fromUnit: 0, pxPerUnit: 1.3, widthPx: 1300 };
    const labels = ticksAt(view, 'seconds').filter(({ label }) => label !== null);
    expect(labels.slice(0, 3)).toEqual([
      { xPx: 0, label: '00:00:00' },
      { xPx: 162.5, label: '00:00:05' },
      { xPx: 325, label: '00:00:10' },
    ]);
    fc.assert(
      fc.property(fc.double({ min: 0.002, max: 400, noNaN: true }), (pxPerSecond) => {
        const { step, part } = stepFor(pxPerSecond);
        expect(step * pxPerSecond >= 84 || step === 14_400).toBe(true);
        expect(Math.round(step / part)).toBeCloseTo(step / part);
      }),
    );
  });

  test('mark every frame where single frames can be told apart', () => {
    const view = { axis: evenAxis(1000), fromUnit: 10, pxPerUnit: 10, widthPx: 200 };
    const xs = ticksAt(view, 'frames').map(({ xPx }) => Math.round(xPx));
    for (let frame = 0; frame < 20; frame++) expect(xs).toContain(frame * 10);
    const labels = ticksAt(view, 'frames').flatMap(({ label }) => label ?? []);
    expect(labels).toEqual(['00:00:00.0', '00:00:00.4', '00:00:00.8', '00:00:01.2']);
  });

  test('name frames at the highest zoom, with their pts where there is room', () => {
    const view = { axis: evenAxis(1000), fromUnit: 500, pxPerUnit: 30, widthPx: 120 };
    expect(ticksAt(view, 'single')).toEqual([
      { xPx: 0, label: '500' },
      { xPx: 30, label: null },
      { xPx: 60, label: '502' },
      { xPx: 90, label: null },
    ]);
    const [first] = ticksAt({ ...view, pxPerUnit: 120 }, 'single');
    expect(first).toEqual({ xPx: 0, label: '500 · 256,000' });
  });

  test('there are none before a video is known', () => {
    const view = { axis: evenAxis(0), fromUnit: 0, pxPerUnit: 1, widthPx: 100 };
    expect(ticksAt(view, 'seconds', { ...video, frameCount: 0, durationSec: 0 })).toEqual([]);
  });
});

test('labels of another zoom fade over in 80 ms; finer ticks between the same labels change nothing', () => {
  const fade = new RulerFade();
  const [fine, coarse] = [
    { unit: 'seconds', step: 1, part: 0.2 },
    { unit: 'seconds', step: 2, part: 0.5 },
  ] as const;
  expect(fade.at(fine, 0)).toBeNull();
  expect(fade.at({ ...fine, part: 0.04 }, 10)).toBeNull();
  expect(fade.at(coarse, 100)).toEqual({ from: { ...fine, part: 0.04 }, share: 0 });
  expect(fade.at(coarse, 140)?.share).toBe(0.5);
  expect(fade.at(coarse, 180)).toBeNull();
  // On from what was shown last, however far it had come.
  expect(fade.at(fine, 200)).toEqual({ from: coarse, share: 0 });
  expect(fade.at({ ...fine, unit: 'frames' }, 220)).toEqual({ from: fine, share: 0 });
  // Another video is no zoom.
  expect(fade.at(null, 230)).toBeNull();
  expect(fade.at(fine, 240)).toBeNull();
});
