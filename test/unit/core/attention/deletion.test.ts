import { describe, expect, test } from 'vitest';
import {
  judgeDeletion,
  maskOfHighest,
  randomMasksLike,
  SHARES,
  withHidden,
} from '../../../../src-main/core/attention/deletion.ts';
import { seeded } from './drawn-tensors.ts';

const GRID = { frames: 3, rows: 2, cols: 4 };
const COUNT = 24;

function drawnMap(): Float32Array {
  const random = seeded(5);
  return Float32Array.from({ length: COUNT }, () => random());
}

test('a share hides the highest patches of the whole clip', () => {
  const map = drawnMap();
  for (const share of SHARES) {
    const mask = maskOfHighest(map, share);
    const hidden = [...map].filter((_, i) => mask[i]);
    const shown = [...map].filter((_, i) => !mask[i]);
    expect(hidden).toHaveLength(Math.round(share * COUNT));
    if (hidden.length > 0 && shown.length > 0) expect(Math.min(...hidden)).toBeGreaterThan(Math.max(...shown));
  }
});

test('random masks hide as many in each frame, elsewhere, and ever more of the same', () => {
  const masks = SHARES.map((share) => maskOfHighest(drawnMap(), share));
  const random = randomMasksLike(masks, GRID, 1);
  const counts = (mask: Uint8Array) => [0, 1, 2].map((t) => mask.subarray(8 * t, 8 * t + 8).filter(Boolean).length);
  random.forEach((mask, i) => expect(counts(mask)).toEqual(counts(masks[i]!)));
  for (let i = 1; i < random.length; i++)
    random[i - 1]!.forEach((hidden, n) => expect(random[i]![n]).toBeGreaterThanOrEqual(hidden));
  expect(randomMasksLike(masks, GRID, 1)).toEqual(random);
  expect(randomMasksLike(masks, GRID, 2)).not.toEqual(random);
});

test('hidden patches take the mean colour of the clip, and nothing else changes', () => {
  const picture = { height: 4, width: 8, channels: 3, patchPx: 2 };
  const random = seeded(9);
  const pixels = Uint8Array.from({ length: 3 * 4 * 8 * 3 }, () => Math.floor(random() * 256));
  const means = [0, 1, 2].map((c) => {
    const values = pixels.filter((_, i) => i % 3 === c);
    return Math.round(values.reduce((a, b) => a + b, 0) / values.length);
  });
  const mask = new Uint8Array(COUNT);
  // Frame 1, second row, third column.
  mask[8 + 4 + 2] = 1;
  const hidden = withHidden(pixels, mask, GRID, picture);
  pixels.forEach((value, i) => {
    const [frame, y, x] = [Math.floor(i / 96), Math.floor((i % 96) / 24), Math.floor((i % 24) / 3)];
    const isInside = frame === 1 && y >= 2 && x >= 4 && x < 6;
    expect(hidden[i]).toBe(isInside ? means[i % 3] : value);
  });
});

describe('the verdict', () => {
  const line = (from: number, to: number) => SHARES.map((share) => from + (to - from) * share);
  const seeds = [0, 0.02, 0.04, 0.06].map((bend) =>
    line(0.8, 0.1).map((value, i) => value + (i > 0 && i < 10 ? bend : 0)),
  );

  test('areas are those under the curves, spreads those of a sample', () => {
    const { mapArea, randomArea, random, randomSpread, areaSpread } = judgeDeletion(SHARES, line(0.8, 0.1), seeds);
    expect(mapArea).toBeCloseTo(0.45, 9);
    expect(randomArea).toBeCloseTo(0.45 + 0.9 * 0.03, 9);
    expect([random[0], random[10]]).toEqual([0.8, expect.closeTo(0.1)]);
    const deviation = Math.sqrt((2 * 0.03 ** 2 + 2 * 0.01 ** 2) / 3);
    expect(randomSpread[5]).toBeCloseTo(deviation, 9);
    expect(areaSpread).toBeCloseTo(0.9 * deviation, 9);
  });

  test.each([
    ['holds', 0.1],
    ['weak', 0.02],
    ['fails', -0.03],
  ] as const)('%s', (verdict, below) => {
    const map = line(0.8, 0.1).map((value, i) => value - (i > 0 && i < 10 ? below : 0));
    expect(judgeDeletion(SHARES, map, seeds).verdict).toBe(verdict);
  });

  test('what is marked at random does not hold', () => {
    const random = seeded(11);
    const noisy = () => line(0.8, 0.1).map((value, i) => value + (i > 0 && i < 10 ? 0.1 * random() : 0));
    const verdicts = Array.from({ length: 200 }, () => {
      const drawn = Array.from({ length: 10 }, noisy);
      return judgeDeletion(SHARES, noisy(), drawn).verdict;
    });
    // Two standard deviations of ten leave 4 % to chance.
    expect(verdicts.filter((verdict) => verdict === 'holds').length).toBeLessThan(20);
    expect(verdicts.filter((verdict) => verdict === 'fails').length).toBeGreaterThan(60);
  });
});
