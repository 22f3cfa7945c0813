import { expect, test } from 'vitest';
import { type CoverageEntry, coverageSummary, lookedAt } from '../../../../src-main/core/review/coverage.ts';

const span = (startFrame: number, endFrame: number) => ({ startFrame, endFrame });

function entry(startFrame: number, endFrame: number, changes: Partial<CoverageEntry> = {}): CoverageEntry {
  return { kind: 'displayed', speed: 1, startFrame, endFrame, ...changes };
}

test.each([
  { speed: 0, isLookedAt: true },
  { speed: 4, isLookedAt: true },
  { speed: 4.5, isLookedAt: false },
  { speed: 16, isLookedAt: false },
])('at a speed of $speed a span counts as looked at: $isLookedAt', ({ speed, isLookedAt }) => {
  expect(lookedAt([entry(0, 10, { speed })])).toEqual(isLookedAt ? [span(0, 10)] : []);
});

test('spans of several recordings and speeds are counted once', () => {
  const entries = [
    entry(0, 10),
    entry(5, 20, { speed: 2 }),
    entry(0, 100, { speed: 16 }),
    entry(8, 12, { kind: 'decided', speed: 0 }),
    entry(50, 60, { kind: 'decided', speed: 0 }),
  ];
  expect(coverageSummary(entries, [])).toEqual({ displayedFrames: 20, decidedFrames: 14 });
  expect(coverageSummary(entries, [span(0, 9), span(90, 95)])).toEqual({ displayedFrames: 20, decidedFrames: 27 });
});
