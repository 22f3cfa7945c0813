import fc from 'fast-check';
import { expect, test } from 'vitest';
import { covers, framesIn, framesWithin, intersection, subtract, union } from '../../../../src-main/core/base/spans.ts';
import type { Span } from '../../../../src-main/shared/records.ts';

const span = (startFrame: number, endFrame: number): Span => ({ startFrame, endFrame });

test.each([
  { of: [], is: [] },
  { of: [span(5, 8), span(0, 3)], is: [span(0, 3), span(5, 8)] },
  { of: [span(0, 5), span(5, 8)], is: [span(0, 8)] },
  { of: [span(0, 9), span(2, 4)], is: [span(0, 9)] },
])('the union of $of', ({ of, is }) => {
  expect(union(of)).toEqual(is);
});

test.each([
  { from: [span(0, 10)], without: [span(3, 5)], is: [span(0, 3), span(5, 10)] },
  { from: [span(0, 10)], without: [span(0, 10)], is: [] },
  { from: [span(0, 4), span(6, 10)], without: [span(3, 7)], is: [span(0, 3), span(7, 10)] },
  { from: [span(5, 6)], without: [span(0, 5), span(6, 9)], is: [span(5, 6)] },
])('$from without $without', ({ from, without, is }) => {
  expect(subtract(from, without)).toEqual(is);
});

const FRAMES = 60;
const spans = fc.array(
  fc
    .tuple(fc.nat(FRAMES - 1), fc.integer({ min: 1, max: 15 }))
    .map(([start, length]) => span(start, Math.min(FRAMES, start + length))),
  { maxLength: 8 },
);

test('every operation says of each frame what sets say', () => {
  fc.assert(
    fc.property(spans, spans, (a, b) => {
      const [inA, inB] = [frames(a), frames(b)];
      const within = (test: (frame: number) => boolean) =>
        Array.from({ length: FRAMES }, (_, i) => i).filter((frame) => test(frame));
      expect([...frames(union([...a, ...b]))].sort((x, y) => x - y)).toEqual(
        within((frame) => inA.has(frame) || inB.has(frame)),
      );
      expect([...frames(subtract(a, b))]).toEqual(within((frame) => inA.has(frame) && !inB.has(frame)));
      expect([...frames(intersection(a, b))]).toEqual(within((frame) => inA.has(frame) && inB.has(frame)));
      expect(framesIn(union(a))).toBe(inA.size);
    }),
  );
});

test('results are unions: by start, neither overlapping nor touching', () => {
  fc.assert(
    fc.property(spans, spans, (a, b) => {
      for (const result of [union(a), subtract(a, b), intersection(a, b)]) expect(union(result)).toEqual(result);
      expect(subtract(a, a)).toEqual([]);
      expect(union([...subtract(a, b), ...intersection(a, b)])).toEqual(union(a));
    }),
  );
});

test('frames within a union, and covering it, agree with sets', () => {
  fc.assert(
    fc.property(spans, fc.nat(FRAMES - 2), fc.integer({ min: 1, max: 20 }), (a, start, length) => {
      const wanted = span(start, start + length);
      const held = frames(a);
      const expected = [...frames([wanted])].filter((frame) => held.has(frame)).length;
      expect(framesWithin(wanted, union(a))).toBe(expected);
      expect(covers(union(a), wanted)).toBe(expected === length);
    }),
  );
});

function frames(list: readonly Span[]): Set<number> {
  return new Set(
    list.flatMap(({ startFrame, endFrame }) => Array.from({ length: endFrame - startFrame }, (_, i) => startFrame + i)),
  );
}
