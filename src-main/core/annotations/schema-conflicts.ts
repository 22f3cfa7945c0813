import type { ClassId } from '../../shared/records.ts';
import type { Draft } from './draft.ts';
import { classWord } from './words.ts';

/** Names of classes are compared without regard to case. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Classes that a draft gives the name or the shortcut of another, one sentence each. */
export function classClashes(draft: Draft): string[] {
  const { added = [], updated = [] } = draft.diff().labelClass ?? {};
  const touched = [...added, ...updated.map(({ after }) => after)];
  if (touched.length === 0) return [];
  const all = draft.labelClasses();
  return touched.flatMap((one) => {
    const others = all.filter(({ id }) => id !== one.id);
    const named = others.find(({ name }) => nameKey(name) === nameKey(one.name));
    const keyed = others.find(({ shortcut }) => shortcut !== null && shortcut === one.shortcut);
    return [
      ...(named ? [`There is a class "${named.name}" already`] : []),
      ...(keyed ? [`The shortcut "${keyed.shortcut}" belongs to the class "${keyed.name}" already`] : []),
    ];
  });
}

/** Labels of a model that a draft maps twice. */
export function mappingClashes(draft: Draft): string[] {
  return (draft.diff().mapping?.added ?? []).flatMap(({ id, modelHash, modelLabel }) =>
    draft
      .mappings({ modelHash })
      .filter((other) => other.id !== id && other.modelLabel === modelLabel)
      .map(() => `The model's label "${modelLabel}" has been mapped meanwhile`),
  );
}

/** Records that would be left with a class that a draft removes, or get one that is gone. */
export function lostClasses(draft: Draft): string[] {
  const { segment, absence, mapping, labelClass } = draft.diff();
  const used = [segment, absence, mapping].flatMap((change) => [
    ...(change?.added ?? []),
    ...(change?.updated ?? []).map(({ after }) => after),
  ]);
  const missing = [...new Set(used.map(({ classId }) => classId))].filter(
    (id): id is ClassId => id !== null && draft.labelClass(id) === undefined,
  );
  const stillUsed = (labelClass?.removed ?? []).filter(
    ({ id }) =>
      draft.segments({ classId: id }).length + draft.absences({ classId: id }).length > 0 ||
      draft.mappings({ classId: id }).length > 0,
  );
  return [
    ...missing.map((id) => `The class "${classWord(draft, id)}" is no longer in the project`),
    ...stillUsed.map(({ name }) => `The class "${name}" is in use`),
  ];
}
