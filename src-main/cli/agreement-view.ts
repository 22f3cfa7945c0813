import type { AgreementReport, AgreementRow } from '../shared/protocol/review-methods.ts';
import { inColumns } from './columns.ts';
import { raterText } from './rater.ts';

/** Two raters class by class. @param iou least overlap at which segments were matched. */
export function agreementText(
  report: AgreementReport,
  classes: readonly { readonly id: string; readonly name: string }[],
  iou: number,
): string {
  const [a, b] = [raterText(report.a), raterText(report.b)];
  const over = `${report.videoIds.length} ${report.videoIds.length === 1 ? 'video' : 'videos'}, ${report.frames} frames`;
  const names = new Map(classes.map(({ id, name }) => [id, name]));
  const head = ['class', 'both', 'only A', 'only B', 'kappa', 'segments A', 'B', 'matched', 'F1', 'start', 'end'];
  const rows = report.classes.map((row) => [names.get(row.classId) ?? row.classId, ...cells(row)]);
  return [
    `A: ${a}, B: ${b}, over ${over}`,
    ...(rows.length > 0 ? inColumns([head, ...rows]) : ['Neither says that anything is there.']),
    `mean kappa ${number(report.meanKappa)}, Krippendorff's alpha ${number(report.alpha)}; ` +
      `both, only A and only B in frames, start and end the mean distance in frames of segments with an IoU of ${iou}`,
    ...(report.a.kind === 'annotator' || report.b.kind === 'annotator'
      ? ['What a person has not labelled counts as not present.']
      : []),
  ].join('\n');
}

function cells(row: AgreementRow): string[] {
  return [
    ...[row.both, row.onlyA, row.onlyB].map(String),
    number(row.kappa),
    ...[row.segmentsA, row.segmentsB, row.matched].map(String),
    number(row.f1),
    number(row.startErrorFrames, 1),
    number(row.endErrorFrames, 1),
  ];
}

/** – where there is none. */
function number(value: number | null, digits = 3): string {
  return value === null ? '–' : value.toFixed(digits);
}
