import { topIndices } from '../base/top-indices.ts';

/** How one class fared. Rates are null where there is nothing to divide by. */
export interface ClassReport {
  readonly label: string;
  /** Clips that are of this class, and clips that were said to be. */
  readonly support: number;
  readonly predicted: number;
  readonly correct: number;
  /** Of those said to be, the share that are. */
  readonly precision: number | null;
  /** Of those that are, the share found: the class's accuracy. */
  readonly recall: number | null;
}

/** Accuracy of a single-label classifier over some clips. */
export interface ClassificationReport {
  readonly clips: number;
  readonly top1: number;
  readonly top5: number;
  readonly classes: readonly ClassReport[];
  /** Row: the true class; column: the one with the highest score; K x K counts. */
  readonly confusion: readonly (readonly number[])[];
}

/**
 * @param clips at least one; K scores each, and the index of the true class.
 */
export function classificationReport(
  clips: readonly { readonly scores: Float32Array; readonly trueIndex: number }[],
  labels: readonly string[],
): ClassificationReport {
  const confusion = labels.map(() => labels.map(() => 0));
  let inTop5 = 0;
  for (const { scores, trueIndex } of clips) {
    const best = topIndices(scores, 5);
    confusion[trueIndex]![best[0]!]!++;
    if (best.includes(trueIndex)) inTop5++;
  }
  const classes = labels.map((label, k) => classReport(label, k, confusion));
  const correct = classes.reduce((sum, { correct: own }) => sum + own, 0);
  return { clips: clips.length, top1: correct / clips.length, top5: inTop5 / clips.length, classes, confusion };
}

function classReport(label: string, k: number, confusion: readonly (readonly number[])[]): ClassReport {
  const support = confusion[k]!.reduce((sum, count) => sum + count, 0);
  const predicted = confusion.reduce((sum, row) => sum + row[k]!, 0);
  const correct = confusion[k]![k]!;
  return { label, support, predicted, correct, precision: ratio(correct, predicted), recall: ratio(correct, support) };
}

/** How one output of a multi-label classifier fared at a score of 0.5. */
export interface LabelReport extends Omit<ClassReport, 'correct'> {
  /** Share of the clips where the score is on the right side of 0.5. */
  readonly accuracy: number;
}

/** @param clips at least one; K scores, and K truths of 0 or 1. */
export function multiLabelReport(
  clips: readonly { readonly scores: Float32Array; readonly truths: readonly number[] }[],
  labels: readonly string[],
): LabelReport[] {
  return labels.map((label, k) => {
    const count = (test: (isSaid: boolean, isTrue: boolean) => boolean) =>
      clips.filter(({ scores, truths }) => test(scores[k]! >= 0.5, truths[k]! >= 0.5)).length;
    const support = count((_, isTrue) => isTrue);
    const predicted = count((isSaid) => isSaid);
    const found = count((isSaid, isTrue) => isSaid && isTrue);
    const accuracy = count((isSaid, isTrue) => isSaid === isTrue) / clips.length;
    return {
      label,
      support,
      predicted,
      accuracy,
      precision: ratio(found, predicted),
      recall: ratio(found, support),
    };
  });
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
