import { expect, test } from 'vitest';
import type { ModelChoice } from '../../../../src-main/shared/protocol/app-methods.ts';
import type { ProjectVideo } from '../../../../src-main/shared/records.ts';
import { analysisSec } from '../../../../src-renderer/lib/analysis-estimate.ts';
import {
  besideSquarePx,
  clipSquarePx,
  repeatedPlaces,
  samplingText,
  weightBars,
} from '../../../../src-renderer/lib/clip-layout.ts';
import { displaySize } from '../../../../src-renderer/lib/display-size.ts';
import { oddities, videoFacts } from '../../../../src-renderer/lib/video-facts.ts';

test('squares are as large as asked, and shrink to 40 px before the strip scrolls', () => {
  expect(clipSquarePx(8, 600, 70, 4)).toBe(70);
  expect(clipSquarePx(16, 900, 70, 4)).toBe(52);
  expect(clipSquarePx(96, 900, 70, 4)).toBe(40);
});

test('beside the picture two rows of four are as large as asked, and of more frames all are small', () => {
  expect([besideSquarePx(8, 70), besideSquarePx(9, 70)]).toEqual([70, 40]);
});

test('the heaviest frame fills 90 % of its bar', () => {
  expect(weightBars([0.1, 0.2, 0])).toEqual([0.45, 0.9, 0]);
  expect(weightBars([0, 0])).toEqual([0, 0]);
});

test('frames that are repeated at a video’s end are known by their place', () => {
  expect(repeatedPlaces([0, 4, 8, 8, 8])).toEqual([false, false, false, true, true]);
});

test.each([
  [[0, 4, 8, 12], 'every 4th'],
  [[0, 1, 2], 'every frame'],
  [[0, 3, 7, 10], 'every 3rd to 4th'],
  [[0, 11, 22], 'every 11th'],
  [[0, 22, 44], 'every 22nd'],
  [[5, 5, 5], 'one frame'],
])('%j is sampled %s', (frames, text) => {
  expect(samplingText(frames)).toBe(text);
});

const FACTS = {
  codec: 'h264',
  widthPx: 720,
  heightPx: 576,
  rotationDeg: 0,
  sampleAspectRatio: { num: 16, den: 15 },
  isVariableFrameRate: false,
} as ProjectVideo['facts'];
const CLOCK = {
  pts: Float64Array.from({ length: 50 }, (_, i) => 40 * i),
  timeBase: { num: 1, den: 1000 },
  lastDuration: 40,
};

test('a video’s facts are printed with its rate', () => {
  expect(videoFacts({ facts: FACTS }, CLOCK)).toBe('720 × 576 · 25 fps · H.264');
  expect(videoFacts({ facts: { ...FACTS, codec: 'xyz' } }, null)).toBe('720 × 576 · xyz');
  expect(displaySize({ facts: FACTS })).toEqual({ width: 768, height: 576 });
});

test('only what is unusual is told', () => {
  expect(oddities({ facts: FACTS, holes: [] }, CLOCK)).toEqual([]);
  const facts = { ...FACTS, rotationDeg: 90, isVariableFrameRate: true };
  const holes = [{ fromFrame: 25, toFrame: 50, reason: '' }];
  const late = { ...CLOCK, pts: CLOCK.pts.map((tick) => tick + 80) };
  expect(oddities({ facts, holes }, late)).toEqual(['VFR', 'start +0.080 s', 'rotated 90', 'gap 00:01–00:02']);
});

test('an analysis takes its windows over the speed', () => {
  const model = { frames: 8, samplingRate: 4, windowsPerSec: 0.5 } as ModelChoice;
  expect(analysisSec(model, 32, 0.5)).toBe(2);
  expect(analysisSec(model, 80, 0.5)).toBe(8);
  expect(analysisSec({ ...model, windowsPerSec: null }, 80, 0.5)).toBeNull();
  expect(analysisSec(null, 80, 0.5)).toBeNull();
});
