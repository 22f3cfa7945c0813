import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boundaryDoubt,
  divergence,
  entropy,
  leastConfidence,
  marginDoubt,
} from '../../../../src-main/core/review/doubt.ts';

interface DoubtCase {
  readonly p: number[];
  readonly q: number[];
  readonly entropy: number;
  readonly binaryEntropy: number;
  readonly divergence: number;
  readonly binaryDivergence: number;
}

const reference = JSON.parse(
  readFileSync(new URL('../../../fixtures/review/reference.json', import.meta.url), 'utf8'),
) as { doubt: DoubtCase[] };

const softmax = 'single_label_classification';
const sigmoid = 'multi_label_classification';

describe.each(reference.doubt)('against scipy, case %#', (known) => {
  test('entropy and divergence', () => {
    expect(entropy(known.p, softmax)).toBeCloseTo(known.entropy, 12);
    expect(entropy(known.p, sigmoid)).toBeCloseTo(known.binaryEntropy, 12);
    expect(divergence(known.p, known.q, softmax)).toBeCloseTo(known.divergence, 12);
    expect(divergence(known.p, known.q, sigmoid)).toBeCloseTo(known.binaryDivergence, 12);
  });
});

test.each([
  [1, 0],
  [0.25, 0.75],
  [1.0005, 0],
])('least confidence of a highest score of %f is %f', (score, doubt) => {
  expect(leastConfidence(score)).toBe(doubt);
});

test.each([
  { score: 0.75, rival: 0.25, doubt: 0.5 },
  { score: 0.5, rival: 0.5, doubt: 1 },
  { score: 0.2, rival: 0.6, doubt: 1 },
  { score: 1, rival: 0, doubt: 0 },
])('the margin of $score over $rival leaves a doubt of $doubt', ({ score, rival, doubt }) => {
  expect(marginDoubt(score, rival)).toBe(doubt);
});

test.each([
  { startDoubtFrames: 3, endDoubtFrames: 8, doubt: 8 },
  { startDoubtFrames: 3, endDoubtFrames: null, doubt: 3 },
  { startDoubtFrames: null, endDoubtFrames: 0, doubt: 0 },
  { startDoubtFrames: null, endDoubtFrames: null, doubt: null },
])('edges in doubt by $startDoubtFrames and $endDoubtFrames frames: $doubt', ({ doubt, ...edges }) => {
  expect(boundaryDoubt(edges)).toBe(doubt);
});

test('a certain window has no entropy, an even one the most', () => {
  expect(entropy([0, 1, 0], softmax)).toBe(0);
  expect(entropy([0.25, 0.25, 0.25, 0.25], softmax)).toBeCloseTo(Math.log(4), 12);
  expect(entropy([0.001, 0.5, 0.999], sigmoid)).toBeCloseTo(Math.LN2, 12);
  expect(entropy([0, 0], softmax)).toBe(0);
});

const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 40 });

test('entropy lies between 0 and ln K and does not depend on the order or the scale', () => {
  fc.assert(
    fc.property(scores, fc.double({ min: 0.1, max: 10, noNaN: true }), (p, factor) => {
      const value = entropy(p, softmax);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(Math.log(p.length) + 1e-9);
      expect(entropy([...p].reverse(), softmax)).toBeCloseTo(value, 9);
      if (p.some((score) => score > 1e-3)) {
        const scaled = p.map((score) => score * factor);
        expect(entropy(scaled, softmax)).toBeCloseTo(value, 6);
      }
      expect(entropy(p, sigmoid)).toBeLessThanOrEqual(Math.LN2 + 1e-12);
    }),
  );
});

test.each([softmax, sigmoid] as const)('divergence is symmetric, in 0..1, and 0 for equals (%s)', (problemType) => {
  fc.assert(
    fc.property(scores, (p) => {
      const q = p.map((_, i) => p[(i + 1) % p.length]!);
      const value = divergence(p, q, problemType);
      expect(divergence(q, p, problemType)).toBeCloseTo(value, 12);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
      expect(divergence(p, p, problemType)).toBeCloseTo(0, 12);
    }),
  );
});

test('distributions with nothing in common diverge fully', () => {
  expect(divergence([1, 0], [0, 1], softmax)).toBe(1);
  expect(divergence([1, 0], [0, 1], sigmoid)).toBe(1);
  expect(divergence([0, 0], [0, 1], softmax)).toBe(1);
  expect(divergence([0, 0], [0, 0], softmax)).toBe(0);
});
