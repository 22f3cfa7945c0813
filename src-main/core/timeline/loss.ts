import type { ProblemType } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import { logSumExp } from './scores.ts';

/** What a clip truly shows: a class, a 0 or 1 for each class, or a number for each output. */
export type Target =
  { readonly kind: 'class'; readonly index: number } | { readonly kind: 'values'; readonly values: readonly number[] };

/**
 * The loss TimesformerForVideoClassification computes when labels are given: cross-entropy for one label,
 * binary cross-entropy with logits for several, squared error for regression; the mean over clips (and, but
 * for cross-entropy, over outputs).
 *
 * @param clips K logits each, with the target of each: a class for single-label problems, K values otherwise.
 * @throws AppError 'request.invalid' where a target is of the other kind or doesn't fit the number of outputs.
 */
export function meanLoss(
  clips: readonly { readonly logits: Float32Array; readonly target: Target }[],
  problemType: ProblemType,
): number {
  let sum = 0;
  for (const { logits, target } of clips) sum += clipLoss(logits, target, problemType);
  return sum / clips.length;
}

function clipLoss(logits: Float32Array, target: Target, problemType: ProblemType): number {
  if (problemType === 'single_label_classification') {
    const logit = target.kind === 'class' ? logits[target.index] : undefined;
    if (logit === undefined) throw targetError(`a class from 0 to ${logits.length - 1}`);
    return logSumExp(logits) - logit;
  }
  if (target.kind !== 'values' || target.values.length !== logits.length) throw targetError(`${logits.length} values`);
  const lossOf = problemType === 'regression' ? squaredError : binaryCrossEntropy;
  return target.values.reduce((sum, wanted, k) => sum + lossOf(logits[k]!, wanted), 0) / logits.length;
}

function squaredError(value: number, wanted: number): number {
  return (value - wanted) ** 2;
}

/** -[y log s(x) + (1 - y) log(1 - s(x))], in the form that doesn't overflow. */
function binaryCrossEntropy(logit: number, wanted: number): number {
  return Math.max(logit, 0) - logit * wanted + Math.log1p(Math.exp(-Math.abs(logit)));
}

function targetError(needed: string): AppError {
  return new AppError('request.invalid', `The model's problem type needs ${needed} as the truth of a clip.`);
}
