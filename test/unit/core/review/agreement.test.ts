import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type RatedDecisions,
  type RatedSide,
  type RatedSpan,
  agreement,
  cohensKappa,
  krippendorffAlpha,
} from '../../../../src-main/core/review/agreement.ts';
import { intersectionOverUnion, matched } from '../../../../src-main/core/review/matching.ts';
import type { SegmentMatches } from '../../../../src-main/shared/protocol/review-methods.ts';
import type { ClassId, Span, VideoId } from '../../../../src-main/shared/records.ts';

interface Row {
  readonly both: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly neither: number;
  readonly kappa: number;
  readonly matched: Record<string, number>;
}

const reference = JSON.parse(
  readFileSync(new URL('../../../fixtures/review/reference.json', import.meta.url), 'utf8'),
) as {
  frames: number;
  agreement: { a: RatedSpan[]; b: RatedSpan[]; rows: Record<string, Row>; alpha: number }[];
};

const IOUS = [0.1, 0.25, 0.5];
const videoId = 'video' as VideoId;
const span = (startFrame: number, endFrame: number): Span => ({ startFrame, endFrame });
/** One who judges every frame. */
const judge = (present: readonly RatedSpan[]): RatedSide => ({ present, decisions: null });
/** One who says nothing of what they have not decided. */
const person = (present: readonly RatedSpan[], decisions: Partial<RatedDecisions> = {}): RatedSide => ({
  present,
  decisions: { absent: [], rejected: [], windows: [], ...decisions },
});

describe.each(reference.agreement)('against scikit-learn, krippendorff and scipy, case %#', ({ a, b, rows, alpha }) => {
  const video = { videoId, frameCount: reference.frames, a: judge(a), b: judge(b) };
  const classIds = Object.keys(rows) as ClassId[];

  test('at every IoU', () => {
    const result = agreement([video], classIds, IOUS);
    expect(result.alpha).toBeCloseTo(alpha, 12);
    for (const { classId, kappa, matches, ...row } of result.classes) {
      const { kappa: knownKappa, matched: knownMatches, ...known } = rows[classId]!;
      expect(row).toMatchObject(known);
      expect(kappa).toBeCloseTo(knownKappa, 12);
      expect(Object.fromEntries(matches.map(({ iou, matched: count }) => [String(iou), count]))).toEqual(knownMatches);
    }
    expect(result.classes).toHaveLength(classIds.length);
    expect(result.meanKappa).toBeCloseTo(
      Object.values(rows).reduce((sum, row) => sum + row.kappa, 0) / classIds.length,
      12,
    );
  });
});

test("kappa of Cohen's kind by hand: 20 yes-yes, 5, 10, 15 no-no is 0.4", () => {
  expect(cohensKappa({ both: 20, onlyA: 5, onlyB: 10, neither: 15 })).toBeCloseTo(0.4, 12);
});

test('kappa and alpha are unknown where nothing varies', () => {
  expect(cohensKappa({ both: 0, onlyA: 0, onlyB: 0, neither: 9 })).toBeNull();
  expect(cohensKappa({ both: 0, onlyA: 0, onlyB: 0, neither: 0 })).toBeNull();
  expect(krippendorffAlpha([{ both: 7, onlyA: 0, onlyB: 0, neither: 0 }])).toBeNull();
  expect(krippendorffAlpha([])).toBeNull();
});

test("alpha by hand: 10 units of which 6 agree, as in Krippendorff's paper, is 0.095", () => {
  // 0 1 0 0 0 0 0 0 1 0 and 1 1 1 0 0 1 0 0 0 0: example B of the 2011 paper.
  expect(krippendorffAlpha([{ both: 1, onlyA: 1, onlyB: 3, neither: 5 }])).toBeCloseTo(0.095, 3);
});

const classIds = ['x', 'y'] as ClassId[];
const counted = (matches: readonly SegmentMatches[]) => matches.map(({ iou, matched: n, f1 }) => [iou, n, f1]);
const rated = fc.array(
  fc
    .tuple(fc.nat(90), fc.integer({ min: 1, max: 30 }), fc.constantFrom(...classIds))
    .map(([start, length, classId]) => ({ startFrame: start, endFrame: Math.min(100, start + length), classId })),
  { maxLength: 10 },
);

test('swapping the raters swaps A and B and nothing else; a rater agrees with themself', () => {
  fc.assert(
    fc.property(rated, rated, (a, b) => {
      const there = agreement([{ videoId, frameCount: 100, a: judge(a), b: person(b) }], classIds, IOUS);
      const back = agreement([{ videoId, frameCount: 100, a: person(b), b: judge(a) }], classIds, IOUS);
      expect(back.alpha).toBe(there.alpha);
      expect(back.meanKappa).toBe(there.meanKappa);
      expect(
        back.classes.map(({ kappa, matches, onlyA, segmentsA }) => [kappa, counted(matches), onlyA, segmentsA]),
      ).toEqual(
        there.classes.map(({ kappa, matches, onlyB, segmentsB }) => [kappa, counted(matches), onlyB, segmentsB]),
      );
      for (const row of agreement([{ videoId, frameCount: 101, a: judge(a), b: judge(a) }], classIds, IOUS).classes) {
        expect(row).toMatchObject({ kappa: 1, onlyA: 0, onlyB: 0 });
        const whole = { matched: row.segmentsA, f1: 1, startErrorFrames: 0, endErrorFrames: 0 };
        expect(row.matches).toEqual(IOUS.map((iou) => ({ iou, ...whole })));
      }
    }),
  );
});

test('videos add up', () => {
  const one = { videoId, frameCount: 50, a: judge([{ ...span(0, 10), classId: classIds[0]! }]), b: judge([]) };
  const two = {
    videoId: 'other' as VideoId,
    frameCount: 30,
    a: judge([]),
    b: judge([{ ...span(0, 5), classId: classIds[0]! }]),
  };
  const { frames, classes } = agreement([one, two], classIds, [0.5]);
  expect(frames).toBe(80);
  expect(classes).toEqual([expect.objectContaining({ classId: 'x', both: 0, onlyA: 10, onlyB: 5, neither: 65 })]);
  expect(classes[0]!.matches).toEqual([{ iou: 0.5, matched: 0, f1: 0, startErrorFrames: null, endErrorFrames: null }]);
});

test('edges are compared over matched segments only', () => {
  const a = [span(0, 10), span(50, 60)].map((own) => ({ ...own, classId: classIds[0]! }));
  const b = [span(2, 11), span(90, 99)].map((own) => ({ ...own, classId: classIds[0]! }));
  const [row] = agreement([{ videoId, frameCount: 100, a: judge(a), b: judge(b) }], classIds, [0.5]).classes;
  expect(row!.matches).toEqual([{ iou: 0.5, matched: 1, f1: 0.5, startErrorFrames: 2, endErrorFrames: 1 }]);
});

describe('a person', () => {
  const of = (classId: string, startFrame: number, endFrame: number): RatedSpan => ({
    ...span(startFrame, endFrame),
    classId: classId as ClassId,
  });
  const compare = (a: RatedSide, b: RatedSide) =>
    agreement([{ videoId, frameCount: 1500, a, b }], ['x', 'y', 'z'] as ClassId[], [0.5]);
  const run = judge([of('x', 0, 100), of('y', 100, 200), of('z', 1000, 1200)]);

  test('is compared with a run on frames they labelled, or verified absent, and on no others', () => {
    const ada = person([of('x', 0, 80), of('y', 80, 150)], { absent: [of('z', 1100, 1300)] });
    const { frames, classes, meanKappa } = compare(ada, run);
    expect(frames).toBe(350);
    expect(classes).toMatchObject([
      { classId: 'x', both: 80, onlyA: 0, onlyB: 20, neither: 50 },
      { classId: 'y', both: 50, onlyA: 20, onlyB: 0, neither: 80 },
      // Absent where the run says z in 100 of 200 frames; labelled otherwise on 150.
      { classId: 'z', both: 0, onlyA: 0, onlyB: 100, neither: 250, kappa: 0 },
    ]);
    expect(meanKappa).toBeCloseTo((classes[0]!.kappa! + classes[1]!.kappa!) / 3, 12);
  });

  test('a class of which they have said nothing has no kappa, instead of a bad one', () => {
    const { classes } = compare(person([of('x', 0, 100)]), run);
    expect(classes.map(({ kappa, onlyB }) => [kappa, onlyB])).toEqual([
      [null, 0],
      [null, 0],
      [null, 0],
    ]);
  });

  test.each([
    { what: 'nothing', decisions: {}, segmentsB: 0, f1: null },
    { what: 'a rejection of it', decisions: { rejected: [of('z', 1000, 1200)] }, segmentsB: 1, f1: 0 },
    { what: 'a rejection of another class', decisions: { rejected: [of('y', 1000, 1200)] }, segmentsB: 0, f1: null },
    { what: 'windows over half of it', decisions: { windows: [span(990, 1100)] }, segmentsB: 1, f1: 0 },
    { what: 'windows over less', decisions: { windows: [span(990, 1099)] }, segmentsB: 0, f1: null },
  ])('and with $what decided over a segment of the run, that counts: $segmentsB', ({ decisions, segmentsB, f1 }) => {
    const z = compare(person([of('x', 0, 100)], decisions), run).classes[2]!;
    expect([z.segmentsA, z.segmentsB, z.matches[0]!.f1]).toEqual([0, segmentsB, f1]);
    // Neither says of any frame that z isn't there.
    expect([z.onlyB, z.neither]).toEqual([0, 100]);
  });

  test('is compared with another where both have decided', () => {
    const ada = person([of('x', 0, 100), of('y', 200, 300), of('x', 500, 600)]);
    const ben = person([of('x', 10, 110), of('x', 200, 250)]);
    const { frames, classes } = compare(ada, ben);
    expect(frames).toBe(140);
    expect(classes).toMatchObject([
      { classId: 'x', both: 90, onlyA: 0, onlyB: 50, neither: 0, segmentsA: 1, segmentsB: 2 },
      { classId: 'y', both: 0, onlyA: 50, onlyB: 0, neither: 90, segmentsA: 1, segmentsB: 0 },
    ]);
  });
});

test.each([
  [span(0, 10), span(10, 20), 0],
  [span(0, 10), span(5, 15), 1 / 3],
  [span(0, 10), span(0, 10), 1],
])('IoU of %o and %o', (a, b, iou) => {
  expect(intersectionOverUnion(a, b)).toBeCloseTo(iou, 12);
});

test('a segment gives way to another where that makes one match more', () => {
  // The best pair is (0, 0), but then a[1] has nobody: it can only go with b[0], and a[0] also with b[1].
  const a = [span(10, 30), span(10, 18)];
  const b = [span(10, 29), span(20, 40)];
  expect(matched(a, b, 0.3)).toEqual([
    { a: 0, b: 1 },
    { a: 1, b: 0 },
  ]);
});

test('matches are one to one and reach the threshold exactly', () => {
  expect(matched([span(0, 10)], [span(0, 5), span(5, 10)], 0.5)).toHaveLength(1);
  expect(matched([span(0, 10)], [span(0, 5)], 0.51)).toEqual([]);
});
