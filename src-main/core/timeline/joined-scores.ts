import type { ProblemType } from '../../shared/domain.ts';
import type { ScoredSpan } from './curve.ts';

/**
 * Scores of a model's labels → scores of the classes that they are mapped to, window by window. Labels of a
 * single-label model exclude each other, so that the probability of "one of them" is their sum; of other models, the
 * greatest of them counts.
 *
 * @param groups for each class the indices of its labels, at least one.
 * @returns the windows with one score a class, in the order of the groups; a class of one label has its very scores.
 */
export function joinedScores<T extends ScoredSpan>(
  spans: readonly T[],
  groups: readonly (readonly number[])[],
  problemType: ProblemType,
): T[] {
  const join = problemType === 'single_label_classification' ? sumOf : greatestOf;
  return spans.map((span) => ({
    ...span,
    scores: Float32Array.from(groups, (indices) => join(span.scores, indices)),
  }));
}

function sumOf(scores: Float32Array, indices: readonly number[]): number {
  if (indices.length === 1) return scores[indices[0]!]!;
  let sum = 0;
  for (const index of indices) sum += scores[index]!;
  // Rounded scores may add up to a little more than certainty.
  return Math.min(1, sum);
}

function greatestOf(scores: Float32Array, indices: readonly number[]): number {
  let greatest = -Infinity;
  for (const index of indices) greatest = Math.max(greatest, scores[index]!);
  return greatest;
}
