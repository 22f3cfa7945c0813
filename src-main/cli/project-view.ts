import type {
  AddedVideo,
  CheckReport,
  ProjectInfo,
  RelinkResult,
  RepairReport,
} from '../shared/protocol/project-methods.ts';
import type { ProjectVideo } from '../shared/records.ts';

/** A project in a few lines, then its videos, one a line. */
export function infoText(info: ProjectInfo, videos: readonly ProjectVideo[]): string {
  const { path, createdAt, sizeBytes, backups } = info;
  const counts = [
    counted(info.videos, 'video'),
    counted(info.frames, 'frame'),
    counted(info.classes, 'class', 'classes'),
    counted(info.segments, 'segment'),
    counted(info.runs, 'run'),
    counted(info.journalEntries, 'journal entry', 'journal entries'),
    counted(backups.length, 'backup'),
  ];
  const rows = videos.map((video) => [
    video.name,
    counted(video.frameCount, 'frame'),
    `${video.facts.widthPx} x ${video.facts.heightPx}`,
    video.fileState === 'ok' ? '' : video.fileState,
    video.path,
  ]);
  return [
    path,
    `made ${createdAt.slice(0, 10)}, ${(sizeBytes / 1e6).toFixed(1)} MB, version ${info.version}, id ${info.id}`,
    counts.join(', '),
    ...inColumns(rows),
  ].join('\n');
}

export function addedText(added: readonly AddedVideo[]): string {
  return added
    .map(({ path, video, error }) => error ?? `Added ${path}: ${counted(video?.frameCount ?? 0, 'frame')}`)
    .join('\n');
}

export function relinkText(results: readonly RelinkResult[]): string {
  if (results.length === 0) return 'All videos are where they were.';
  return results
    .map(({ video, from, to }) => (to === null ? `${video.name}: not found (was ${from})` : `${video.name}: ${to}`))
    .join('\n');
}

export function checkText({ path, checked, faults }: CheckReport): string {
  if (faults.length === 0) return `${path} is in order: ${counted(checked.length, 'rule')} checked.`;
  return inColumns(faults.map(({ where, what }) => [where, what])).join('\n');
}

export function repairText({ to, tables, faults }: RepairReport): string {
  const rows = tables
    .filter(({ rows: count, lost }) => count > 0 || lost)
    .map(({ table, rows: count, lost }) => [table, counted(count, 'row'), lost ? 'some were lost' : '']);
  const remarks = faults.map(({ where, what }) => `${where}: ${what}`);
  return [...inColumns(rows), ...remarks, `Recovered into ${to}`].join('\n');
}

/** Rows with their cells under each other. */
function inColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
