import type { ImportFormat, ImportPlan, ImportReport } from '../shared/protocol/import-methods.ts';
import { inColumns } from './columns.ts';
import { lossLines } from './export-view.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Lines of what can't be placed that are printed; --json has them all. */
const SHOWN = 20;

/** The formats, one a line. */
export function importFormatsText(formats: readonly ImportFormat[]): string {
  return inColumns([
    ['id', 'name', 'files'],
    ...formats.map(({ id, name, endings }) => [id, name, endings.join(' ')]),
  ]).join('\n');
}

/** What an import would do: videos, classes, counts, conflicts, and what is lost. */
export function importPlanText(plan: ImportPlan, videos: readonly Named[]): string {
  return [headline(plan), '', ...planLines(plan, videos)].join('\n');
}

/** What an import did. */
export function importReportText(report: ImportReport, videos: readonly Named[]): string {
  return [`${report.title} (undo takes it back)`, '', ...planLines(report, videos)].join('\n');
}

function headline({ files, found, segments }: ImportPlan): string {
  const formats = [...new Set(files.map(({ formatName }) => formatName))].join(', ');
  return `${formats}: ${segments} of ${found} spans would be imported`;
}

function planLines(plan: ImportPlan, videos: readonly Named[]): string[] {
  const { media, labels, cells, conflicts, annotators, unplaced, losses, table } = plan;
  const nameOf = (id: string | null) => videos.find((video) => video.id === id)?.name ?? '–';
  const used = videos.filter(({ id }) => cells.some(({ videoId }) => videoId === id));
  const rows = [...new Set(cells.map(({ className }) => className))].map((className) => [
    className,
    ...used.map(({ id }) => {
      const cell = cells.find((one) => one.className === className && one.videoId === id);
      return String(cell?.segments ?? '–');
    }),
  ]);
  return [
    ...inColumns([
      ['in the file', 'video', 'by', 'spans'],
      ...media.map((one) => [one.name, nameOf(one.videoId), one.by ?? '–', String(one.spans)]),
    ]),
    ...media.flatMap(({ why }) => (why === null ? [] : [`! ${why}`])),
    '',
    ...(rows.length > 0 ? [...inColumns([['class', ...used.map(({ name }) => name)], ...rows]), ''] : []),
    ...labels.filter(({ isNew }) => isNew).map(({ className }) => `+ new class ${className!}`),
    ...labels
      .filter(({ className, spans }) => className === null && spans > 0)
      .map(({ label, spans }) => `✗ ${label} left out (${spans})`),
    ...annotators
      .filter(({ name, from }) => name !== from)
      .map(({ name, from }) => `! what ${from} said goes into the layer "${name}"`),
    ...(conflicts.count > 0
      ? [`! ${conflicts.count} in conflict with what the same person has said (${RULES[conflicts.rule]})`]
      : []),
    ...conflicts.examples.map((example) => `  ${example}`),
    ...lossLines(losses),
    ...unplaced.slice(0, SHOWN).map(({ what, why }) => `  ${what}: ${why}`),
    ...(unplaced.length > SHOWN ? [`  and ${unplaced.length - SHOWN} more`] : []),
    ...(table && table.missing.length > 0
      ? [`Say with --columns which of ${table.columns.join(', ')} are ${table.missing.join(', ')}.`]
      : []),
  ];
}

const RULES = { layer: 'kept apart', skip: 'left out', replace: 'what was there is removed' } as const;
