import type { Evaluation } from '../core/services/evaluation/evaluation.ts';
import type { Comparison } from '../core/services/evaluation/comparison.ts';
import type { ProblemType } from '../shared/domain.ts';

/** A matrix wider than this is unreadable on a terminal; --json has it. */
const MAX_CONFUSION_CLASSES = 20;

/** An evaluation for the terminal. */
export function evaluationText({ clips, loss, classification, labels }: Evaluation, problemType: ProblemType): string {
  if (loss === null) return 'No clip could be judged.';
  const lossName = {
    single_label_classification: 'cross-entropy',
    multi_label_classification: 'binary cross-entropy',
    regression: 'mean squared error',
  }[problemType];
  const head = [`${clips.length} clips`, `${lossName} ${loss.toFixed(4)}`];
  if (!classification) {
    const rows = (labels ?? []).map(({ label, support, accuracy, precision, recall }) => [
      label,
      String(support),
      percent(accuracy),
      percent(precision),
      percent(recall),
    ]);
    const isListed = rows.length > 0;
    return [
      head.join(', '),
      ...(isListed ? [table(['label', 'clips', 'accuracy', 'precision', 'recall'], rows)] : []),
    ].join('\n\n');
  }
  const { top1, top5, classes, confusion } = classification;
  const rows = classes.map(({ label, support, precision, recall }) => [
    label,
    String(support),
    percent(recall),
    percent(precision),
  ]);
  const columns = ['', ...classes.map((_, k) => String(k))];
  const matrix = confusion.map((row, k) => [
    `${k} ${classes[k]!.label}`,
    ...row.map((count) => (count === 0 ? '·' : String(count))),
  ]);
  return [
    [...head, `top-1 ${percent(top1)}`, `top-5 ${percent(top5)}`].join(', '),
    table(['class', 'clips', 'accuracy (recall)', 'precision'], rows),
    classes.length <= MAX_CONFUSION_CLASSES
      ? `Confusion: rows are the truth, columns what was said.\n${table(columns, matrix)}`
      : `The confusion of ${classes.length} classes is in --json.`,
  ].join('\n\n');
}

/** Two models on the same clips for the terminal. */
export function comparisonText(report: Comparison, before: string, after: string): string {
  const { clips, fixed, broken, pValue, classes } = report;
  const chance = pValue < 0.0001 ? 'p < 0.0001' : `p = ${pValue.toFixed(4)}`;
  const rows = [...classes, { label: 'all', ...report }].map((row) => [
    row.label,
    String(row.clips),
    percent(row.before),
    percent(row.after),
  ]);
  return [
    `${after} against ${before} on ${clips} clips: ${fixed} fixed, ${broken} broken (McNemar, exact: ${chance})`,
    table(['class', 'clips', 'before', 'after'], rows),
  ].join('\n\n');
}

function percent(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(1)} %`;
}

/** First column to the left, the others to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]) =>
    row.map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join('  ');
  return [head, ...rows].map((row) => `  ${line(row)}`).join('\n');
}
