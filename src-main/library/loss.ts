import type { ProblemType } from '../shared/domain.ts';
import { AppError } from '../shared/errors.ts';
import { type Target, meanLoss } from '../core/timeline/loss.ts';
import type { Labels } from './labels.ts';

/** torch's cross-entropy passes over these. */
const IGNORED = -100;

/**
 * The problem type that labels stand for where the configuration names none: one output is a regression, whole
 * numbers are classes, anything else is many labels a clip.
 *
 * @see transformers TimesformerForVideoClassification.forward
 */
export function problemTypeOf(labels: Labels, numLabels: number): ProblemType {
  if (numLabels === 1) return 'regression';
  return isWhole(labels) ? 'single_label_classification' : 'multi_label_classification';
}

/**
 * The mean loss of a batch: cross-entropy, binary cross-entropy with logits, or squared error.
 *
 * @param logits (rows, K), row-major.
 * @returns NaN where every label is -100, as torch gives.
 * @throws AppError 'request.invalid' for labels of another number or kind than the logits call for.
 */
export function lossOf(logits: Float32Array, numLabels: number, labels: Labels, problemType: ProblemType): number {
  const rows = logits.length / numLabels;
  const values = flat(labels);
  const perRow = problemType === 'single_label_classification' ? 1 : numLabels;
  if (values.length !== rows * perRow) {
    throw new AppError(
      'request.invalid',
      `There are ${values.length} labels for ${rows} rows of logits; ${problemType} takes ${perRow} a row.`,
    );
  }
  const clips = Array.from({ length: rows }, (_, row) => ({
    logits: logits.subarray(row * numLabels, (row + 1) * numLabels),
    target: targetOf(values.slice(row * perRow, (row + 1) * perRow), problemType),
  }));
  const isCounted = ({ target }: { readonly target: Target }) => target.kind === 'values' || target.index !== IGNORED;
  return meanLoss(clips.filter(isCounted), problemType);
}

function targetOf(values: readonly number[], problemType: ProblemType): Target {
  return problemType === 'single_label_classification'
    ? { kind: 'class', index: values[0]! }
    : { kind: 'values', values };
}

function flat(labels: Labels): number[] {
  return 'data' in labels ? Array.from(labels.data, Number) : labels.flat();
}

function isWhole(labels: Labels): boolean {
  if ('data' in labels) return !(labels.data instanceof Float32Array);
  return labels.every((label) => typeof label === 'number');
}
