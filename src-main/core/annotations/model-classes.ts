import type { Diff } from '../../shared/diff.ts';
import type { MappingId } from '../../shared/records.ts';
import type { AnnotationView } from '../base/annotation-view.ts';
import { Draft } from './draft.ts';
import { newClass } from './edits/class-edits.ts';
import { nameKey } from './schema-conflicts.ts';

/**
 * Brings a model's labels into the schema: each label that is not mapped yet is mapped to the class of its name
 * (whatever the case), which is made where there is none.
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
    const known = byName.get(nameKey(label)) ?? newClass(draft, newId(), label);
    byName.set(nameKey(label), known);
    draft.put('labelClass', known);
    draft.put('mapping', { id: newId() as MappingId, modelHash, modelLabel: label, classId: known.id });
  }
  return draft.diff();
}
