import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inOrderOfDoubt } from '../../../../src-main/core/review/order.ts';
import { drawnNumber, murmur3 } from '../../../../src-main/core/base/random-draw.ts';
import type { VideoId } from '../../../../src-main/shared/records.ts';

const reference = JSON.parse(
  readFileSync(new URL('../../../fixtures/review/reference.json', import.meta.url), 'utf8'),
) as { hashes: { text: string; seed: number; hash: number }[] };

test.each(reference.hashes)(
  'the hash of "$text" with seed $seed is the one scikit-learn gives',
  ({ text, seed, hash }) => {
    expect(murmur3(new TextEncoder().encode(text), seed)).toBe(hash);
  },
);

test('drawn numbers are fixed, spread evenly, and differ by every part of the text', () => {
  expect(drawnNumber('1|video|0')).toBe(drawnNumber('1|video|0'));
  const numbers = Array.from({ length: 4000 }, (_, i) => drawnNumber(`1|video|${i}`));
  const tenths = Array.from({ length: 10 }, (_, i) => numbers.filter((n) => Math.floor(n * 10) === i).length);
  for (const count of tenths) expect(Math.abs(count - 400)).toBeLessThan(100);
  expect(new Set([drawnNumber('1|a'), drawnNumber('2|a'), drawnNumber('1|b'), drawnNumber('1|Ā')]).size).toBe(4);
});

const videoIds = ['second', 'first'] as VideoId[];
const candidates = fc.array(
  fc.record({
    videoId: fc.constantFrom(...videoIds, 'elsewhere' as VideoId),
    startFrame: fc.nat(3),
    endFrame: fc.integer({ min: 4, max: 6 }),
    doubt: fc.constantFrom(0, 0.5, 1, NaN),
  }),
  { maxLength: 30 },
);

test('the most doubtful first; ties by video, start and end; nothing without a doubt', () => {
  fc.assert(
    fc.property(candidates, (all) => {
      const ordered = inOrderOfDoubt(all, videoIds, 1000);
      const keys = ordered.map(({ doubt, videoId, startFrame, endFrame }) => [
        -doubt,
        videoIds.indexOf(videoId),
        startFrame,
        endFrame,
      ]);
      expect(keys).toEqual([...keys].sort((a, b) => a.map((v, i) => v - b[i]!).find((d) => d !== 0) ?? 0));
      expect(ordered).toHaveLength(
        all.filter(({ doubt, videoId }) => !Number.isNaN(doubt) && videoIds.includes(videoId)).length,
      );
      const places = (list: typeof all) =>
        list.map(({ videoId, startFrame, endFrame }) => [videoId, startFrame, endFrame]);
      expect(places(inOrderOfDoubt([...all].reverse(), videoIds, 1000))).toEqual(places(ordered));
      expect(inOrderOfDoubt(all, videoIds, 3)).toEqual(ordered.slice(0, 3));
    }),
  );
});
