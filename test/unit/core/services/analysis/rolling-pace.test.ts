import { expect, test } from 'vitest';
import { RollingPace } from '../../../../../src-main/core/services/analysis/rolling-pace.ts';

/** Counts reached at times in seconds → the pace after the last. */
function paceAfter(points: readonly (readonly [number, number])[]): number | null {
  let nowMs = 0;
  const pace = new RollingPace(() => nowMs);
  for (const [atSec, count] of points) {
    nowMs = atSec * 1000;
    pace.reached(count);
  }
  return pace.perSec;
}

test.each([
  { what: 'nothing', points: [], expected: null },
  { what: 'one moment', points: [[5, 3]], expected: null },
  {
    what: 'two at the same time',
    points: [
      [5, 3],
      [5, 4],
    ],
    expected: null,
  },
  {
    what: 'no progress',
    points: [
      [5, 3],
      [9, 3],
    ],
    expected: null,
  },
  {
    what: 'what came before the first moment does not count',
    points: [
      [100, 40],
      [110, 60],
    ],
    expected: 2,
  },
  {
    what: 'a change of pace is followed',
    points: [
      [0, 0],
      [10, 100],
      [40, 130],
      [70, 160],
    ],
    expected: 1,
  },
  {
    what: 'all of the last half minute',
    points: [
      [0, 0],
      [10, 100],
      [30, 120],
    ],
    expected: 4,
  },
  {
    what: 'a step longer than half a minute',
    points: [
      [0, 0],
      [60, 30],
      [120, 45],
    ],
    expected: 0.25,
  },
] as const)('$what', ({ points, expected }) => {
  expect(paceAfter(points)).toBe(expected);
});

test('begins anew when told to', () => {
  let nowMs = 0;
  const pace = new RollingPace(() => nowMs);
  pace.reached(0);
  nowMs = 1000;
  pace.reached(10);
  pace.restart();
  expect(pace.perSec).toBeNull();
});
