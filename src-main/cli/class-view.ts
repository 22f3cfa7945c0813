import type { LabelStates } from '../shared/protocol/project-methods.ts';
import type { LabelClass, LabelMapping, ModelRecord, Span } from '../shared/records.ts';
import { inColumns } from './columns.ts';

/** One class a line. */
export function classesText(classes: readonly LabelClass[]): string {
  if (classes.length === 0) return 'No classes yet. `labels add` makes one, and analyzing brings those of the model.';
  const rows = classes.map(({ id, name, colour, shortcut, group, isExclusive, description }) => [
    id.slice(0, 8),
    name,
    isExclusive ? 'exclusive' : 'overlapping',
    group === null ? '' : `group ${group}`,
    shortcut === null ? '' : `key ${shortcut}`,
    colour,
    description,
  ]);
  return inColumns(rows).join('\n');
}

/** One mapped label a line, by model. */
export function mappingsText(
  mappings: readonly LabelMapping[],
  models: readonly ModelRecord[],
  classes: readonly LabelClass[],
): string {
  if (mappings.length === 0) return "No model's labels are mapped.";
  const modelNames = new Map(models.map(({ hash, name }) => [hash, name]));
  const classNames = new Map(classes.map(({ id, name }) => [id, name]));
  const rows = mappings.map(({ modelHash, modelLabel, classId }) => [
    modelNames.get(modelHash) ?? modelHash.slice(0, 8),
    modelLabel,
    classId === null ? 'ignored' : `→ ${classNames.get(classId) ?? classId}`,
  ]);
  return inColumns(rows).join('\n');
}

/** The three states of a class, one span a line; frame numbers are the first and the last of each span. */
export function statesText({ present, verifiedAbsent, unreviewed }: LabelStates): string {
  const states: [string, readonly Span[]][] = [
    ['present', present],
    ['verified absent', verifiedAbsent],
    ['unreviewed', unreviewed],
  ];
  const rows = states
    .flatMap(([state, spans]) => spans.map((span) => ({ state, ...span })))
    .sort((a, b) => a.startFrame - b.startFrame)
    .map(({ state, startFrame, endFrame }) => [
      `${startFrame}–${endFrame - 1}`,
      state,
      `${endFrame - startFrame} frames`,
    ]);
  return inColumns(rows).join('\n');
}
