import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contradiction, layerFrom, spansByClass } from '../../../../src-main/core/review/layer.ts';
import type { ClassId } from '../../../../src-main/shared/records.ts';

const walk = 'walk' as ClassId;
const rear = 'rear' as ClassId;
const of = (classId: ClassId, startFrame: number, endFrame: number) => ({ classId, startFrame, endFrame });
const span = { startFrame: 10, endFrame: 30 };

test.each([
  { what: 'nothing said', present: [], absent: [], share: null },
  { what: 'said elsewhere only', present: [of(rear, 0, 10), of(rear, 30, 40)], absent: [], share: null },
  { what: 'the same class', present: [of(walk, 0, 40)], absent: [], share: 0 },
  { what: 'another class', present: [of(rear, 12, 15)], absent: [], share: 1 },
  { what: 'both classes at once', present: [of(rear, 0, 40), of(walk, 0, 40)], absent: [], share: 0 },
  { what: 'half and half', present: [of(walk, 10, 20), of(rear, 20, 30)], absent: [], share: 0.5 },
  { what: 'verified absent', present: [], absent: [of(walk, 0, 15)], share: 1 },
  { what: 'another class verified absent', present: [], absent: [of(rear, 0, 40)], share: null },
  { what: 'partly absent, partly there', present: [of(walk, 10, 15)], absent: [of(walk, 20, 25)], share: 0.5 },
  { what: 'another class where it is absent', present: [of(rear, 10, 14)], absent: [of(walk, 12, 18)], share: 1 },
])('walk over a span where an annotator has $what: $share', ({ present, absent, share }) => {
  expect(contradiction(span, walk, layerFrom(present, absent))).toBe(share);
});

test('lies between 0 and 1, is 0 for what is there, and does not change with the order', () => {
  const spans = fc.array(
    fc
      .tuple(fc.constantFrom(walk, rear), fc.nat(40), fc.integer({ min: 1, max: 20 }))
      .map(([classId, start, length]) => of(classId, start, start + length)),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(spans, spans, (present, absent) => {
      const share = contradiction(span, walk, layerFrom(present, absent));
      if (share !== null) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
      expect(contradiction(span, walk, layerFrom([...present].reverse(), [...absent].reverse()))).toBe(share);
      expect(contradiction(span, walk, layerFrom([...present, of(walk, 10, 30)], absent))).toBe(0);
    }),
  );
});

test("each class's spans are joined", () => {
  expect(spansByClass([of(walk, 5, 9), of(rear, 0, 3), of(walk, 0, 6)])).toEqual(
    new Map([
      [walk, [{ startFrame: 0, endFrame: 9 }]],
      [rear, [{ startFrame: 0, endFrame: 3 }]],
    ]),
  );
});
