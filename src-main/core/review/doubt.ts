import type { ProblemType } from '../../shared/domain.ts';

/**
 * How unsure a model is of one clip. Least confidence, margin and entropy are the three measures of uncertainty
 * sampling in B. Settles, Active Learning Literature Survey, University of Wisconsin-Madison, TR 1648 (2009),
 * section 3.1; each is turned so that more is more doubtful.
 */

/** 1 - p1, 0..1. @param highest the highest score. */
export function leastConfidence(highest: number): number {
  return share(1 - highest);
}

/**
 * 1 - (p1 - p2), 0..1. A label that isn't the highest has a margin of 0.
 *
 * @param score of the label in question. @param rival the highest of the others; 0 where there is none.
 */
export function marginDoubt(score: number, rival: number): number {
  return share(1 - Math.max(0, score - rival));
}

/**
 * Entropy in nats. Softmax: of the distribution, 0..ln K; scores are brought to a sum of 1 first, as float16
 * leaves them a little off. Sigmoid: each class is a distribution of its own over yes and no, and the most
 * doubtful one decides, 0..ln 2.
 *
 * @param scores K values in 0..1.
 */
export function entropy(scores: ArrayLike<number>, problemType: ProblemType): number {
  if (problemType === 'multi_label_classification') return highest(scores, binaryEntropy);
  let sum = 0;
  let weighted = 0;
  for (let i = 0; i < scores.length; i++) {
    const p = scores[i]!;
    sum += p;
    weighted += timesLog(p);
  }
  return sum > 0 ? Math.max(0, Math.log(sum) - weighted / sum) : 0;
}

/**
 * How far two distributions over the same classes lie apart, 0 (equal) to 1 (nothing in common): Jensen-Shannon
 * divergence to base 2 (J. Lin, Divergence Measures Based on the Shannon Entropy, IEEE Trans. Inf. Theory 37(1),
 * 1991, section IV). Softmax: of the whole distributions, each brought to a sum of 1. Sigmoid: of each class's yes
 * and no; the class that differs most decides.
 *
 * @param a K scores. @param b K scores of the same classes.
 */
export function divergence(a: ArrayLike<number>, b: ArrayLike<number>, problemType: ProblemType): number {
  if (problemType === 'multi_label_classification') {
    return highest(a, (p, i) => share(jensenShannon([p, 1 - p], [b[i]!, 1 - b[i]!])));
  }
  return share(jensenShannon(a, b));
}

/** The wider of the two doubts about a segment's edges, in frames; null where neither is known. */
export function boundaryDoubt(segment: {
  readonly startDoubtFrames: number | null;
  readonly endDoubtFrames: number | null;
}): number | null {
  const { startDoubtFrames, endDoubtFrames } = segment;
  if (startDoubtFrames === null && endDoubtFrames === null) return null;
  return Math.max(startDoubtFrames ?? 0, endDoubtFrames ?? 0);
}

function jensenShannon(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const sumA = sumOf(a);
  const sumB = sumOf(b);
  if (sumA <= 0 || sumB <= 0) return sumA === sumB ? 0 : 1;
  let nats = 0;
  for (let i = 0; i < a.length; i++) {
    const p = a[i]! / sumA;
    const q = b[i]! / sumB;
    nats += (timesLog(p) + timesLog(q)) / 2 - timesLog((p + q) / 2);
  }
  return nats / Math.LN2;
}

function binaryEntropy(p: number): number {
  return -timesLog(p) - timesLog(1 - p);
}

/** x ln x, 0 at 0. */
function timesLog(x: number): number {
  return x > 0 ? x * Math.log(x) : 0;
}

function highest(values: ArrayLike<number>, measure: (value: number, index: number) => number): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, measure(values[i]!, i));
  return most;
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

/** Scores are rounded; what should lie in 0..1 does. */
function share(value: number): number {
  return Math.min(1, Math.max(0, value));
}
