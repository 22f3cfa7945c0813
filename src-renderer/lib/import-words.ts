import type { ImportPlan } from '#shared/protocol/import-methods';
import { grouped } from './numbers.ts';

/** "1 span", "43 spans". */
export function spansText(count: number): string {
  return `${grouped(count)} ${count === 1 ? 'span' : 'spans'}`;
}

/** "ELAN, 3 files"; "" without files. */
export function filesText(files: ImportPlan['files']): string {
  const formats = [...new Set(files.map(({ formatName }) => formatName))];
  if (files.length === 0) return '';
  return files.length === 1
    ? `${files[0]!.name}, ${formats.join(', ')}`
    : `${formats.join(', ')}, ${grouped(files.length)} files`;
}

/** What the button does: "Import 41 segments". */
export function actionText({ segments, absences }: Pick<ImportPlan, 'segments' | 'absences'>): string {
  if (segments === 0 && absences > 0) return `Import ${grouped(absences)} ${absences === 1 ? 'absence' : 'absences'}`;
  return `Import ${grouped(segments)} ${segments === 1 ? 'segment' : 'segments'}`;
}

/** A path's last part. */
export function nameOfPath(path: string): string {
  return (
    path
      .replace(/[\\/]+$/, '')
      .split(/[\\/]/)
      .at(-1) ?? path
  );
}
