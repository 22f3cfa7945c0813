import { AppError } from '../../../shared/errors.ts';
import { topIndices } from '../../base/top-indices.ts';
import type { OpenModel } from '../../models/architecture.ts';
import { pairedReport, type PairedReport } from '../../timeline/paired.ts';
import type { Evaluation, JudgedClip } from './evaluation.ts';

/** How a model compares with another. */
export type Comparison = PairedReport;

/** A model's account, and whose it is. */
export interface EvaluatedModel {
  readonly model: OpenModel;
  readonly evaluation: Evaluation;
}

/**
 * Two models' accounts of the same manifest: what the second gets right that the first doesn't, and the reverse. Clips
 * that either could not judge are left out.
 *
 * @returns null where there is no clip that both judged.
 */
export function compareModels(before: EvaluatedModel, after: EvaluatedModel): Comparison | null {
  const earlier = new Map(before.evaluation.clips.map((clip) => [clip.line, clip]));
  const pairs = after.evaluation.clips.flatMap((clip) => {
    const other = earlier.get(clip.line);
    if (!other || clip.target.kind !== 'class') return [];
    const label = after.model.manifest.labels[clip.target.index]!;
    return [{ label, isRightBefore: isRight(other), isRightAfter: isRight(clip) }];
  });
  return pairs.length === 0 ? null : pairedReport(pairs);
}

/** @throws AppError 'request.invalid' for a model that does not choose one class. */
export function requireComparable({ path, manifest }: OpenModel): void {
  if (manifest.problemType === 'single_label_classification') return;
  throw new AppError('request.invalid', `--against compares models that choose one class; ${path} does not.`);
}

function isRight({ target, scores }: JudgedClip): boolean {
  return target.kind === 'class' && topIndices(scores, 1)[0] === target.index;
}
