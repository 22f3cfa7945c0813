import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cellsFrom,
  classCurve,
  sampledCurve,
  type ScoredSpan,
  smoothed,
} from '../../../../src-main/core/timeline/curve.ts';
import { type SegmentSettings, segmentsFromScores } from '../../../../src-main/core/timeline/segments.ts';

const plain: SegmentSettings = {
  threshold: 0.5,
  leaveThreshold: 0.5,
  smoothingFrames: 0,
  mergeGapFrames: 0,
  minLengthFrames: 0,
};

/** Windows of `span` frames every `stride`, one class, with the scores given. */
function spansOf(scores: readonly number[], { span, stride }: { span: number; stride: number }): ScoredSpan[] {
  return scores.map((score, i) => ({
    startFrame: i * stride,
    endFrame: i * stride + span,
    scores: Float32Array.of(score),
  }));
}

function cut(
  scores: readonly number[],
  grid: { span: number; stride: number },
  settings: Partial<SegmentSettings> = {},
) {
  return segmentsFromScores(spansOf(scores, grid), ['a'], { ...plain, ...settings }).map(
    ({ startFrame, endFrame, score }) => [startFrame, endFrame, Math.round(score * 1000) / 1000],
  );
}

const apart = { span: 10, stride: 10 };

describe('worked examples', () => {
  test.each([
    { what: 'nothing above', scores: [0, 0.4, 0.25], grid: apart, settings: {}, expected: [] },
    { what: 'one window', scores: [0, 0.75, 0], grid: apart, settings: {}, expected: [[10, 20, 0.75]] },
    { what: 'up to the end', scores: [0, 0.75, 1], grid: apart, settings: {}, expected: [[10, 30, 0.875]] },
    {
      what: 'hysteresis keeps what stays above the lower threshold, on both sides',
      scores: [0.25, 0.375, 0.5, 0.375, 0.25, 0.375, 0],
      grid: apart,
      settings: { leaveThreshold: 0.3 },
      expected: [[10, 40, 0.417]],
    },
    {
      what: 'a gap is merged up to its length, and counts in the score',
      scores: [1, 0, 1, 0, 0, 1],
      grid: apart,
      settings: { mergeGapFrames: 10 },
      expected: [
        [0, 30, 0.667],
        [50, 60, 1],
      ],
    },
    {
      what: 'short ones are dropped after merging',
      scores: [1, 0, 1, 0, 0, 1],
      grid: apart,
      settings: { mergeGapFrames: 10, minLengthFrames: 11 },
      expected: [[0, 30, 0.667]],
    },
    {
      what: 'overlapping windows vote',
      scores: [0, 1, 1, 0],
      grid: { span: 10, stride: 5 },
      settings: {},
      // Frames 5..10 have (0 + 1) / 2, 10..15 have 1, 15..20 have (1 + 0) / 2.
      expected: [[5, 20, 0.667]],
    },
    {
      what: 'frames no window covers belong to none',
      scores: [1, 1],
      grid: { span: 4, stride: 10 },
      settings: { mergeGapFrames: 5 },
      expected: [
        [0, 4, 1],
        [10, 14, 1],
      ],
    },
    {
      what: 'but may be bridged',
      scores: [1, 1],
      grid: { span: 4, stride: 10 },
      settings: { mergeGapFrames: 6 },
      expected: [[0, 14, 1]],
    },
    {
      what: 'smoothing takes a flicker out',
      scores: [0, 0, 1, 0, 0],
      grid: apart,
      settings: { smoothingFrames: 30 },
      expected: [],
    },
    { what: 'no window at all', scores: [], grid: apart, settings: {}, expected: [] },
  ])('$what', ({ scores, grid, settings, expected }) => {
    expect(cut(scores, grid, settings)).toEqual(expected);
  });

  test('classes are cut one by one and come by start', () => {
    const spans = [
      { startFrame: 0, endFrame: 8, scores: Float32Array.of(0, 1) },
      { startFrame: 8, endFrame: 16, scores: Float32Array.of(1, 1) },
    ];
    expect(segmentsFromScores(spans, ['a', 'b'], plain)).toEqual([
      { startFrame: 0, endFrame: 16, label: 'b', score: 1 },
      { startFrame: 8, endFrame: 16, label: 'a', score: 1 },
    ]);
  });
});

describe('thresholds of single classes', () => {
  const spans = [0.2, 0.5, 0.7, 0.5, 0.2].map((score, i) => ({
    startFrame: i * 10,
    endFrame: i * 10 + 10,
    scores: Float32Array.of(score, score, score),
  }));

  test('take the place of the common one, and the leave threshold goes with them', () => {
    const settings = { ...plain, leaveThreshold: 0.25, classThresholds: { strict: 0.71, lax: 0.3 } };
    const segments = segmentsFromScores(spans, ['strict', 'lax', 'common'], settings);
    expect(segments.map(({ startFrame, endFrame, label }) => [label, startFrame, endFrame])).toEqual([
      ['lax', 0, 50],
      ['common', 10, 40],
    ]);
  });

  test('that equal the greatest score are reached', () => {
    const settings = { ...plain, classThresholds: { strict: Math.fround(0.7) } };
    expect(segmentsFromScores(spans, ['strict'], settings)).toMatchObject([{ startFrame: 20, endFrame: 30 }]);
  });
});

/** The same segments by looking at every cell, one by one. */
function found(spans: readonly ScoredSpan[], classes: number, settings: SegmentSettings) {
  const cells = cellsFrom(spans);
  const segments = Array.from({ length: classes }, (_, index) => {
    const curve = classCurve(cells, spans, index);
    const line = smoothed(cells, curve, settings.smoothingFrames);
    const runs: { startFrame: number; endFrame: number }[] = [];
    for (const stretch of stretches(line, settings)) {
      const startFrame = cells.bounds[stretch.from]!;
      const endFrame = cells.bounds[stretch.to]!;
      const last = runs.at(-1);
      if (last && startFrame - last.endFrame <= settings.mergeGapFrames) last.endFrame = endFrame;
      else runs.push({ startFrame, endFrame });
    }
    return runs
      .filter(({ startFrame, endFrame }) => endFrame - startFrame >= settings.minLengthFrames)
      .map((run) => {
        const inside = [...curve.keys()].filter(
          (cell) => cells.bounds[cell]! >= run.startFrame && cells.bounds[cell]! < run.endFrame && curve[cell]! >= 0,
        );
        const lengthOf = (cell: number) => cells.bounds[cell + 1]! - cells.bounds[cell]!;
        const frames = inside.reduce((sum, cell) => sum + lengthOf(cell), 0);
        const score = inside.reduce((sum, cell) => sum + curve[cell]! * lengthOf(cell), 0) / frames;
        return { ...run, label: 'abc'[index]!, score };
      });
  });
  return segments.flat().sort((a, b) => a.startFrame - b.startFrame);
}

function stretches(line: Float64Array, { threshold, leaveThreshold }: SegmentSettings) {
  const isOn = [...line].map((value) => value >= leaveThreshold);
  const starts = [...isOn.keys()].filter((i) => isOn[i]! && !(isOn[i - 1] ?? false));
  return starts
    .map((from) => ({ from, to: isOn.indexOf(false, from) < 0 ? isOn.length : isOn.indexOf(false, from) }))
    .filter(({ from, to }) => line.slice(from, to).some((value) => value >= threshold));
}

const gridArbitrary = fc
  .record({ span: fc.integer({ min: 1, max: 40 }), stride: fc.integer({ min: 1, max: 50 }) })
  .chain((grid) =>
    fc
      .array(fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }), { maxLength: 30 })
      .map((rows): ScoredSpan[] =>
        rows.map((row, i) => ({
          startFrame: i * grid.stride,
          endFrame: i * grid.stride + grid.span,
          scores: Float32Array.from(row),
        })),
      ),
  );
const settingsArbitrary = fc.record({
  threshold: fc.double({ min: 0.05, max: 1, noNaN: true }),
  leaveThreshold: fc.double({ min: 0.05, max: 1, noNaN: true }),
  smoothingFrames: fc.integer({ min: 0, max: 80 }),
  mergeGapFrames: fc.integer({ min: 0, max: 60 }),
  minLengthFrames: fc.integer({ min: 0, max: 60 }),
});

describe('for any windows and settings', () => {
  test('looking only near windows that say so finds what looking everywhere finds', () => {
    fc.assert(
      fc.property(gridArbitrary, settingsArbitrary, (spans, drawn) => {
        const settings = { ...drawn, leaveThreshold: Math.min(drawn.threshold, drawn.leaveThreshold) };
        expect(segmentsFromScores(spans, ['a', 'b', 'c'], settings)).toEqual(found(spans, 3, settings));
      }),
      { numRuns: 500 },
    );
  });

  test('segments are in order, within the video, apart by more than the gap, long enough and scored', () => {
    fc.assert(
      fc.property(gridArbitrary, settingsArbitrary, (spans, drawn) => {
        const settings = { ...drawn, leaveThreshold: Math.min(drawn.threshold, drawn.leaveThreshold) };
        const segments = segmentsFromScores(spans, ['a', 'b', 'c'], settings);
        const end = spans.at(-1)?.endFrame ?? 0;
        const starts = segments.map(({ startFrame }) => startFrame);
        expect(starts).toEqual([...starts].sort((a, b) => a - b));
        for (const { startFrame, endFrame, score } of segments) {
          expect(startFrame).toBeGreaterThanOrEqual(0);
          expect(endFrame).toBeLessThanOrEqual(end);
          expect(endFrame - startFrame).toBeGreaterThanOrEqual(Math.max(1, settings.minLengthFrames));
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
        }
        for (const label of ['a', 'b', 'c']) {
          const own = segments.filter((segment) => segment.label === label);
          for (let i = 1; i < own.length; i++) {
            expect(own[i]!.startFrame - own[i - 1]!.endFrame).toBeGreaterThan(settings.mergeGapFrames);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a lower leave threshold never takes frames away', () => {
    fc.assert(
      fc.property(gridArbitrary, fc.double({ min: 0.2, max: 0.9, noNaN: true }), (spans, threshold) => {
        const count = (leaveThreshold: number) =>
          segmentsFromScores(spans, ['a', 'b', 'c'], { ...plain, threshold, leaveThreshold }).reduce(
            (sum, { startFrame, endFrame }) => sum + endFrame - startFrame,
            0,
          );
        expect(count(threshold / 2)).toBeGreaterThanOrEqual(count(threshold));
      }),
    );
  });

  test('the curve is the mean of the windows over each frame', () => {
    fc.assert(
      fc.property(gridArbitrary, (spans) => {
        const cells = cellsFrom(spans);
        const curve = classCurve(cells, spans, 1);
        curve.forEach((value, cell) => {
          for (const frame of [cells.bounds[cell]!, cells.bounds[cell + 1]! - 1]) {
            const over = spans.filter(({ startFrame, endFrame }) => startFrame <= frame && frame < endFrame);
            const mean = over.reduce((sum, { scores }) => sum + scores[1]!, 0) / over.length;
            if (over.length === 0) expect(value).toBeNaN();
            else expect(value).toBeCloseTo(mean, 12);
          }
        });
      }),
    );
  });

  test('smoothing stays within the curve’s range and leaves a constant alone', () => {
    fc.assert(
      fc.property(gridArbitrary, fc.integer({ min: 1, max: 100 }), (spans, width) => {
        const cells = cellsFrom(spans);
        const curve = classCurve(cells, spans, 0);
        const covered = [...curve].filter((value) => !Number.isNaN(value));
        smoothed(cells, curve, width).forEach((value, cell) => {
          if (Number.isNaN(curve[cell])) {
            expect(value).toBeNaN();
            return;
          }
          expect(value).toBeGreaterThanOrEqual(Math.min(...covered) - 1e-12);
          expect(value).toBeLessThanOrEqual(Math.max(...covered) + 1e-12);
        });
      }),
    );
  });
});

describe('a curve in columns', () => {
  test('is the mean over the frames of each, as far as windows look', () => {
    // Frames 0..4 have 1, 10..14 have 0.5, and no window looks at 5..9.
    const spans = [
      { startFrame: 0, endFrame: 5, scores: Float32Array.of(1) },
      { startFrame: 10, endFrame: 15, scores: Float32Array.of(0.5) },
    ];
    const cells = cellsFrom(spans);
    const sampled = sampledCurve(cells, classCurve(cells, spans, 0), [0, 2, 4, 6, 10, 12, 12, 20, 30]);
    expect([...sampled]).toEqual([1, 1, 1, NaN, 0.5, 0.5, 0.5, NaN]);
    expect(sampledCurve(cells, classCurve(cells, spans, 0), [3]).length).toBe(0);
    expect(sampledCurve(cells, classCurve(cells, spans, 0), []).length).toBe(0);
  });

  test('frame by frame, is the same', () => {
    const columnsArbitrary = fc.array(fc.integer({ min: 0, max: 1500 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(gridArbitrary, columnsArbitrary, (spans, drawn) => {
        const columns = [...new Set(drawn)].sort((a, b) => a - b);
        const cells = cellsFrom(spans);
        const curve = classCurve(cells, spans, 2);
        sampledCurve(cells, curve, columns).forEach((value, column) => {
          const values: number[] = [];
          for (let frame = columns[column]!; frame < columns[column + 1]!; frame++) {
            const cell = cells.bounds.findLastIndex((bound) => bound <= frame);
            if (cell >= 0 && cell < cells.count && !Number.isNaN(curve[cell]!)) values.push(curve[cell]!);
          }
          if (values.length === 0) expect(value).toBeNaN();
          else expect(value).toBeCloseTo(values.reduce((a, b) => a + b, 0) / values.length, 9);
        });
      }),
    );
  });
});
