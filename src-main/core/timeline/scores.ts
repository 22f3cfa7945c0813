import type { ProblemType } from '../../shared/domain.ts';
import { topIndices } from '../base/top-indices.ts';

/** One class with its score. */
export interface LabelScore {
  readonly label: string;
  readonly score: number;
}

/**
 * Logits → scores, in double precision and rounded to float32 at the end.
 *
 * @param logits K raw outputs of one window.
 * @returns K values: softmax (sum 1) for one label a window, sigmoid for several, the logits themselves for
 *   regression.
 */
export function scoresFromLogits(logits: Float32Array, problemType: ProblemType): Float32Array {
  switch (problemType) {
    case 'single_label_classification': {
      const logNorm = logSumExp(logits);
      return logits.map((value) => Math.exp(value - logNorm));
    }
    case 'multi_label_classification':
      return logits.map((value) => 1 / (1 + Math.exp(-value)));
    case 'regression':
      return logits.slice();
  }
}

/** log(sum(exp(x))), safe for large values. */
export function logSumExp(values: Float32Array): number {
  let max = -Infinity;
  for (const value of values) max = Math.max(max, value);
  let sum = 0;
  for (const value of values) sum += Math.exp(value - max);
  return max + Math.log(sum);
}

/** The `count` highest scores, highest first; of equals, the one with the lower index. */
export function topScores(scores: Float32Array, labels: readonly string[], count: number): LabelScore[] {
  return topIndices(scores, count).map((index) => ({ label: labels[index] ?? String(index), score: scores[index]! }));
}
