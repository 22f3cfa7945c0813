import type { ImportPlan } from '#shared/protocol/import-methods';
import type { Finding } from './finding.ts';
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

const RULES = {
  layer: 'kept apart, nothing is overwritten',
  skip: 'what is there stays, the new is left out',
  replace: 'what is there is removed',
} as const;

/** Losses, what contradicts the project, and whose annotations get a layer of their own, in this order. */
export function findingsOf({
  losses,
  conflicts,
  annotators,
}: Pick<ImportPlan, 'losses' | 'conflicts' | 'annotators'>): Finding[] {
  const { count, rule, examples } = conflicts;
  const verb = count === 1 ? 'contradicts' : 'contradict';
  const contradicting = {
    level: 'warning',
    what: `${grouped(count)} ${verb} what the same person has said`,
    why: RULES[rule],
    examples,
  } as const;
  const layers = annotators
    .filter(({ name, from }) => name !== from)
    .map(({ name, from }): Finding => ({
      level: 'warning',
      what: `What ${from} said goes into “${name}”`,
      why: 'a layer of its own, to be compared and adopted',
    }));
  return [...losses, ...(count > 0 ? [contradicting] : []), ...layers];
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
