import { expect, test } from 'vitest';
import {
  type CoverageEntry,
  coverageSummary,
  lookedAt,
  neverLookedAt,
  recorded,
} from '../../../../src-main/core/review/coverage.ts';
import type { VideoId } from '../../../../src-main/shared/records.ts';

const span = (startFrame: number, endFrame: number) => ({ startFrame, endFrame });

function entry(startFrame: number, endFrame: number, changes: Partial<CoverageEntry> = {}): CoverageEntry {
  const at = '2026-01-01T00:00:00.000Z';
  const videoId = 'video' as VideoId;
  return { videoId, annotator: 'ada', kind: 'displayed', speed: 1, at, startFrame, endFrame, ...changes };
}

test.each([
  { speed: 0, isLookedAt: true },
  { speed: 4, isLookedAt: true },
  { speed: 4.5, isLookedAt: false },
  { speed: 16, isLookedAt: false },
])('at a speed of $speed a span counts as looked at: $isLookedAt', ({ speed, isLookedAt }) => {
  expect(lookedAt([entry(0, 10, { speed })])).toEqual(isLookedAt ? [span(0, 10)] : []);
});

test('spans of several people and speeds are counted once', () => {
  const entries = [
    entry(0, 10),
    entry(5, 20, { annotator: 'ben', speed: 2 }),
    entry(0, 100, { speed: 16 }),
    entry(8, 12, { kind: 'decided', speed: 0 }),
    entry(50, 60, { kind: 'decided', speed: 0, annotator: 'ben' }),
  ];
  expect(coverageSummary(entries)).toEqual({ displayedFrames: 20, decidedFrames: 14 });
  expect(neverLookedAt(entries, 100)).toEqual([span(20, 100)]);
});

test('a recording joins what it touches and leaves the rest', () => {
  expect(recorded([span(0, 10), span(30, 40)], [span(10, 15), span(12, 20)])).toEqual([span(0, 20), span(30, 40)]);
});
