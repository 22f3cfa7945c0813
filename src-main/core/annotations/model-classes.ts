import type { Diff } from '../../shared/diff.ts';
import type { MappingId } from '../../shared/records.ts';
import type { AnnotationView } from '../base/annotation-view.ts';
import { Draft } from './draft.ts';
import { newClass } from './edits/class-edits.ts';
import { nameKey } from './schema-conflicts.ts';

/** As they lie on a keyboard. */
const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

/**
 * Brings a model's labels into the schema: each label that is not mapped yet is mapped to the class of its name
 * (whatever the case), which is made where there is none, with the next digit that is free as its shortcut.
 *
 * @returns an empty diff when every label is mapped.
 */
export function diffForModelLabels(
  view: AnnotationView,
  { modelHash, labels }: { readonly modelHash: string; readonly labels: readonly string[] },
  newId: () => string,
): Diff {
  const draft = new Draft(view);
  const mapped = new Set(view.mappings({ modelHash }).map(({ modelLabel }) => modelLabel));
  const byName = new Map(view.labelClasses().map((labelClass) => [nameKey(labelClass.name), labelClass]));
  for (const label of new Set(labels)) {
    if (mapped.has(label)) continue;
    const known = byName.get(nameKey(label)) ?? { ...newClass(draft, newId(), label), shortcut: freeDigit(draft) };
    byName.set(nameKey(label), known);
    draft.put('labelClass', known);
    draft.put('mapping', { id: newId() as MappingId, modelHash, modelLabel: label, classId: known.id });
  }
  return draft.diff();
}

/** null where all ten are taken. */
function freeDigit(view: AnnotationView): string | null {
  const taken = new Set(view.labelClasses().map(({ shortcut }) => shortcut));
  return DIGITS.find((digit) => !taken.has(digit)) ?? null;
}
