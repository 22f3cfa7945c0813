import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinedScores } from '../../../../src-main/core/timeline/joined-scores.ts';
import { thresholdsOf } from '../../../../src-main/core/timeline/thresholds.ts';
import { ballotOf, partition, votesOver, windowsOver } from '../../../../src-main/core/timeline/votes.ts';

describe('thresholds of a class', () => {
  const common = { threshold: 0.5, leaveThreshold: 0.4 };

  test.each([
    { what: 'its own, with the same ratio', settings: common, own: 0.75, expected: { enter: 0.75, leave: 0.6 } },
    { what: 'lower, too', settings: common, own: 0.25, expected: { enter: 0.25, leave: 0.2 } },
    { what: 'of 0', settings: common, own: 0, expected: { enter: 0, leave: 0 } },
    {
      what: 'by distance from 0',
      settings: { threshold: 0, leaveThreshold: -2 },
      own: 3,
      expected: { enter: 3, leave: 1 },
    },
    {
      what: 'never left above where it is entered',
      settings: { threshold: -2, leaveThreshold: -3 },
      own: 4,
      expected: { enter: 4, leave: 4 },
    },
  ])('$what', ({ settings, own, expected }) => {
    const { enter, leave } = thresholdsOf({ ...settings, classThresholds: { jump: own } }, 'jump');
    expect(enter).toBe(expected.enter);
    expect(leave).toBeCloseTo(expected.leave, 12);
  });

  test('the common ones for every other class, whatever it is called', () => {
    const settings = { ...common, classThresholds: { jump: 0.9 } };
    expect(thresholdsOf(settings, 'run')).toEqual({ enter: 0.5, leave: 0.4 });
    expect(thresholdsOf(settings, 'constructor')).toEqual({ enter: 0.5, leave: 0.4 });
    expect(thresholdsOf(common, 'jump')).toEqual({ enter: 0.5, leave: 0.4 });
  });
});

test.each([
  { score: 0.5, ballot: 'for' },
  { score: 0.4999, ballot: 'unsure' },
  { score: 0.4, ballot: 'unsure' },
  { score: 0.3999, ballot: 'against' },
])('$score is $ballot', ({ score, ballot }) => {
  expect(ballotOf(score, { enter: 0.5, leave: 0.4 })).toBe(ballot);
});

describe('votes over a segment', () => {
  /** Windows 0, 1, 3 and 4 of 10 frames every 5; window 2 lies in a hole. Two classes. */
  const spans = [0, 1, 3, 4].map((index) => ({
    index,
    startFrame: index * 5,
    endFrame: index * 5 + 10,
    scores: Float32Array.of(0, index / 4),
  }));

  test('come from every window that shares a frame with it, by their own numbers', () => {
    expect(votesOver(spans, 1, { startFrame: 10, endFrame: 20 }, { enter: 0.75, leave: 0.5 })).toEqual([
      { index: 1, startFrame: 5, endFrame: 15, score: 0.25, isFor: false },
      { index: 3, startFrame: 15, endFrame: 25, score: 0.75, isFor: true },
    ]);
  });

  test('are none where no window looks', () => {
    expect(votesOver(spans, 1, { startFrame: 30, endFrame: 40 }, { enter: 0.5, leave: 0.5 })).toEqual([]);
  });

  test('the windows over a span are those that share a frame with it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 15 }),
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 1, max: 50 }),
        (span, stride, count, startFrame, length) => {
          const all = Array.from({ length: count }, (_, i) => ({
            startFrame: i * stride,
            endFrame: i * stride + span,
            scores: Float32Array.of(0),
          }));
          const endFrame = startFrame + length;
          const frames = (window: { startFrame: number; endFrame: number }) =>
            Math.min(window.endFrame, endFrame) - Math.max(window.startFrame, startFrame);
          expect(windowsOver(all, { startFrame, endFrame })).toEqual(all.filter((window) => frames(window) > 0));
        },
      ),
    );
  });

  test('a list is parted where the test ends to hold', () => {
    for (let parts = 0; parts <= 5; parts++) expect(partition([0, 1, 2, 3, 4], (item) => item < parts)).toBe(parts);
  });
});

describe('scores of several labels that are one class', () => {
  const spans = [{ startFrame: 0, endFrame: 8, index: 3, scores: Float32Array.of(0.25, 0.5, 0.125, 0.125) }];
  const groups = [[0, 2], [1]];

  test.each([
    { problemType: 'single_label_classification', expected: [0.375, 0.5] },
    { problemType: 'multi_label_classification', expected: [0.25, 0.5] },
    { problemType: 'regression', expected: [0.25, 0.5] },
  ] as const)('$problemType', ({ problemType, expected }) => {
    expect(joinedScores(spans, groups, problemType)).toEqual([{ ...spans[0], scores: Float32Array.from(expected) }]);
  });

  test('never add up to more than certainty, nor change those of one label', () => {
    const rounded = [{ startFrame: 0, endFrame: 8, scores: Float32Array.of(0.75, 0.5, 1.5) }];
    const [joined] = joinedScores(rounded, [[0, 1], [2]], 'single_label_classification');
    expect([...joined!.scores]).toEqual([1, 1.5]);
    const [negative] = joinedScores([{ ...rounded[0]!, scores: Float32Array.of(-3, -2) }], [[0, 1]], 'regression');
    expect([...negative!.scores]).toEqual([-2]);
  });
});
