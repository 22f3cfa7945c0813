import type { ExportFormat, ExportLoss, ExportPlan, ExportReport } from '../shared/protocol/export-methods.ts';
import { inColumns } from './columns.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** The formats, one a line. */
export function formatsText(formats: readonly ExportFormat[]): string {
  return inColumns([['id', 'name', 'read by'], ...formats.map(({ id, name, readBy }) => [id, name, readBy])]).join(
    '\n',
  );
}

/** What an export would write: counts by class and video, sets, losses, files. */
export function planText(
  plan: ExportPlan,
  { videos, classes }: { readonly videos: readonly Named[]; readonly classes: readonly Named[] },
): string {
  const used = videos.filter(({ id }) => plan.cells.some(({ videoId }) => videoId === id));
  const rows = [...classes, { id: null, name: 'background' }]
    .filter(({ id }) => plan.cells.some(({ classId }) => classId === id))
    .map(({ id, name }) => [
      name,
      ...used.map((video) => {
        const cell = plan.cells.find(({ classId, videoId }) => classId === id && videoId === video.id);
        if (!cell) return '–';
        return cell.written < cell.segments ? `${cell.segments} → ${cell.written}` : String(cell.segments);
      }),
    ]);
  const sets = new Map(plan.split.map(({ videoId, set }) => [videoId as string, set as string]));
  const split = plan.split.length > 0 ? [['set', ...used.map(({ id }) => sets.get(id) ?? '–')]] : [];
  return [
    `${plan.format.name}: ${plan.written} of ${plan.segments} segments`,
    '',
    ...inColumns([['class', ...used.map(({ name }) => name)], ...rows, ...split]),
    '',
    ...lossLines(plan.losses),
    '',
    ...inColumns(plan.files.map(({ path, what }) => [path, what])),
  ].join('\n');
}

/** Where an export went, and what came of it. */
export function reportText({ out, files, losses }: ExportReport): string {
  return [`Wrote ${files.length} files to ${out}`, ...lossLines(losses)].join('\n');
}

const MARKS = { ok: '✓', warning: '!', lost: '✗' } as const;

function lossLines(losses: readonly ExportLoss[]): string[] {
  return losses.map(({ level, what, why }) => `${MARKS[level]} ${what} (${why})`);
}
