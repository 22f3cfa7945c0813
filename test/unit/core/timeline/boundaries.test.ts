import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { edgeDoubts } from '../../../../src-main/core/timeline/boundaries.ts';
import type { ScoredSpan } from '../../../../src-main/core/timeline/curve.ts';

const thresholds = { enter: 0.5, leave: 0.4 };

/** Windows of one class: [start, end, score]. */
function windows(...rows: readonly (readonly [number, number, number])[]): ScoredSpan[] {
  return rows.map(([startFrame, endFrame, score]) => ({ startFrame, endFrame, scores: Float32Array.of(score) }));
}

/** Windows of `span` frames every `stride`. */
function grid(span: number, stride: number, scores: readonly number[]): ScoredSpan[] {
  return windows(...scores.map((score, i) => [i * stride, i * stride + span, score] as const));
}

function doubts(spans: readonly ScoredSpan[], startFrame: number, endFrame: number) {
  const { startDoubtFrames, endDoubtFrames } = edgeDoubts(spans, 0, { startFrame, endFrame }, thresholds);
  return [startDoubtFrames, endDoubtFrames];
}

describe('worked examples', () => {
  test.each([
    {
      what: 'windows side by side: an edge is known to half a window',
      // Centres 5, 15, 25, 35, 45: surely off at 15 and 45, surely on at 25 and 35.
      spans: grid(10, 10, [0, 0, 1, 1, 0]),
      segment: [20, 40],
      expected: [5, 5],
    },
    {
      what: 'windows over each other, and an edge at the end of what is doubtful',
      // Centres 128, 256, 384, 512, 640: off at 256, on at 384; on at 512, off at 640.
      spans: grid(256, 128, [0.1, 0.3, 0.8, 0.9, 0.2]),
      segment: [256, 640],
      expected: [128, 128],
    },
    {
      what: 'four times as many windows tell four times as well',
      // Centres 128 + 32 i: off at 256, on at 288; on at 384, off at 416.
      spans: grid(256, 32, [0, 0, 0, 0, 0.1, 0.8, 0.9, 0.8, 0.6, 0.1]),
      segment: [272, 400],
      expected: [16, 16],
    },
    {
      what: 'an unsure window widens the doubt of its edge, and of no other',
      // Off at 5, unsure at 15, on at 25.
      spans: grid(10, 10, [0, 0.45, 1, 1, 0]),
      segment: [10, 40],
      expected: [15, 5],
    },
    {
      what: 'the nearest window against it counts, not one behind it',
      spans: grid(10, 10, [0, 1, 0, 1, 1]),
      segment: [30, 50],
      expected: [5, 5],
    },
    {
      what: 'windows against it inside widen it',
      // On from 35 only.
      spans: grid(10, 10, [0, 0, 0, 1, 1, 0]),
      segment: [20, 50],
      expected: [15, 5],
    },
    {
      what: 'where the video begins and ends, no window need be against it',
      spans: grid(10, 10, [1, 1, 1]),
      segment: [0, 30],
      expected: [5, 5],
    },
    {
      what: 'an edge that a person drew inside reaches to where windows begin and end',
      spans: grid(10, 10, [1, 1, 1]),
      segment: [12, 18],
      expected: [12, 12],
    },
    {
      what: 'an edge beyond all windows',
      spans: windows([10, 20, 1], [20, 30, 1]),
      segment: [4, 37],
      expected: [11, 12],
    },
    {
      what: 'a hole is doubt',
      spans: windows([0, 10, 0], [20, 30, 1], [30, 40, 0]),
      segment: [20, 30],
      expected: [15, 5],
    },
    {
      what: 'shorter than a window, and the one for it is centred before it',
      // For: centre 15. Off at 10 and at 20.
      spans: grid(10, 5, [0, 0, 0.9, 0.1]),
      segment: [16, 18],
      expected: [6, 3],
    },
    {
      what: 'shorter than a window, and the one for it is centred after it',
      spans: grid(10, 5, [0.1, 0.9, 0, 0]),
      segment: [7, 9],
      expected: [3, 6],
    },
    {
      what: 'a window centred at an edge counts on both sides',
      spans: grid(10, 10, [0, 0.2, 1, 0.2, 0]),
      segment: [15, 35],
      expected: [10, 10],
    },
    {
      what: 'no window over it is for it',
      spans: grid(10, 10, [1, 0, 0, 1]),
      segment: [12, 28],
      expected: [null, null],
    },
    {
      what: 'a window that only touches it is not over it',
      spans: grid(10, 10, [1, 0, 1]),
      segment: [10, 20],
      expected: [null, null],
    },
    { what: 'no window at all', spans: [], segment: [0, 10], expected: [null, null] },
  ])('$what', ({ spans, segment, expected }) => {
    expect(doubts(spans, segment[0]!, segment[1]!)).toEqual(expected);
  });

  test('the thresholds themselves are for and not against', () => {
    expect(doubts(grid(10, 10, [0, 0.5, 0]), 10, 20)).toEqual([5, 5]);
    // 0.4 in float32 lies above 0.4: unsure, so that the next one counts.
    expect(doubts(grid(10, 10, [0, 0.4, 1, 0.4, 0]), 20, 30)).toEqual([15, 15]);
  });

  test('only its own class counts', () => {
    const spans = grid(10, 10, [0, 1, 0]).map((span) => ({ ...span, scores: Float32Array.of(1, span.scores[0]!) }));
    expect(edgeDoubts(spans, 1, { startFrame: 10, endFrame: 20 }, thresholds)).toEqual({
      startDoubtFrames: 5,
      endDoubtFrames: 5,
    });
  });
});

const spansArbitrary = fc
  .record({ span: fc.integer({ min: 1, max: 30 }), stride: fc.integer({ min: 1, max: 30 }) })
  .chain(({ span, stride }) =>
    fc.array(fc.constantFrom(0, 0.45, 1), { minLength: 1, maxLength: 25 }).map((scores) => grid(span, stride, scores)),
  );
const edges = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 60 }));

describe('for any windows and any segment', () => {
  test('the video played backwards has the doubts exchanged', () => {
    fc.assert(
      fc.property(spansArbitrary, edges, (spans, [startFrame, length]) => {
        const end = 2000;
        const backwards = spans
          .map((span) => ({ ...span, startFrame: end - span.endFrame, endFrame: end - span.startFrame }))
          .reverse();
        const endFrame = startFrame + length;
        expect(doubts(backwards, end - endFrame, end - startFrame)).toEqual(
          doubts(spans, startFrame, endFrame).reverse(),
        );
      }),
    );
  });

  test('a doubt reaches the centre of a window for the class, and never further than all that windows see', () => {
    fc.assert(
      fc.property(spansArbitrary, edges, (spans, [startFrame, length]) => {
        const endFrame = startFrame + length;
        const [start, end] = doubts(spans, startFrame, endFrame);
        const on = spans.filter(
          (span) => span.scores[0] === 1 && span.startFrame < endFrame && startFrame < span.endFrame,
        );
        if (on.length === 0) {
          expect([start, end]).toEqual([null, null]);
          return;
        }
        const distances = (edge: number) => on.map((span) => Math.abs((span.startFrame + span.endFrame) / 2 - edge));
        expect(start).toBeGreaterThanOrEqual(Math.min(...distances(startFrame)));
        expect(end).toBeGreaterThanOrEqual(Math.min(...distances(endFrame)));
        const seen = Math.max(endFrame, spans.at(-1)!.endFrame);
        expect(Math.max(start!, end!)).toBeLessThanOrEqual(seen);
      }),
    );
  });
});
