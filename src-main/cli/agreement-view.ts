import type { AgreementReport, AgreementRow } from '../shared/protocol/review-methods.ts';
import { inColumns } from './columns.ts';
import { raterText } from './rater.ts';

/** Two raters class by class; edges are those of the segments that match at the last overlap. */
export function agreementText(
  report: AgreementReport,
  classes: readonly { readonly id: string; readonly name: string }[],
): string {
  const [a, b] = [raterText(report.a), raterText(report.b)];
  const over = `${report.videoIds.length} ${report.videoIds.length === 1 ? 'video' : 'videos'}, ${report.frames} frames`;
  const names = new Map(classes.map(({ id, name }) => [id, name]));
  const ious = report.classes[0]?.matches.map(({ iou }) => iou) ?? [];
  const f1 = ious.map((iou) => `F1@${iou}`);
  const head = ['class', 'frames', 'both', 'only A', 'only B', 'kappa', 'segments A', 'B', ...f1, 'start', 'end'];
  const rows = report.classes.map((row) => [names.get(row.classId) ?? row.classId, ...cells(row)]);
  return [
    `A: ${a}, B: ${b}, over ${over}`,
    ...(rows.length > 0 ? inColumns([head, ...rows]) : ['Neither says that anything is there.']),
    `mean kappa ${number(report.meanKappa)}, Krippendorff's alpha ${number(report.alpha)}; ` +
      'both, only A and only B in frames' +
      (ious.length > 0 ? `, start and end the mean distance in frames of segments with an IoU of ${ious.at(-1)!}` : ''),
    ...(report.a.kind === 'annotator' || report.b.kind === 'annotator'
      ? ['Frames that a person has labelled, or verified absent: what is not labelled is not absent.']
      : []),
  ].join('\n');
}

function cells(row: AgreementRow): string[] {
  return [
    ...[row.both + row.onlyA + row.onlyB + row.neither, row.both, row.onlyA, row.onlyB].map(String),
    number(row.kappa),
    ...[row.segmentsA, row.segmentsB].map(String),
    ...row.matches.map(({ f1 }) => number(f1)),
    number(row.matches.at(-1)!.startErrorFrames, 1),
    number(row.matches.at(-1)!.endErrorFrames, 1),
  ];
}

/** – where there is none. */
function number(value: number | null, digits = 3): string {
  return value === null ? '–' : value.toFixed(digits);
}
