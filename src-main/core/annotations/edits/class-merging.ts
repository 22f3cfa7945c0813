import { AppError } from '../../../shared/errors.ts';
import type { ClassId, LabelClass, Segment } from '../../../shared/records.ts';
import { intersection } from '../../base/spans.ts';
import { absencesOf, setAbsences } from '../absence-spans.ts';
import type { Draft } from '../draft.ts';
import type { EditContext, EditRule } from '../edit-context.ts';
import { joined, replaceBy } from '../joining.ts';
import { DECIDED_STATUSES, knownClass } from '../rules.ts';
import { overlap } from '../selection.ts';

export const mergeClasses: EditRule<'mergeClasses'> = (draft, { classIds, into }, context) => {
  const target = knownClass(draft, into);
  const others = [...new Set(classIds)].filter((id) => id !== into).map((id) => knownClass(draft, id));
  if (others.length === 0) throw new AppError('edit.invalid', `"${target.name}" can't be merged with itself alone.`);
  mergeInto(draft, others, target, context);
  return `Merge ${others.map(({ name }) => name).join(', ')} into ${target.name}`;
};

/** Labels that were mapped to a deleted class are ignored, unless its segments move to another. */
export const deleteClass: EditRule<'deleteClass'> = (draft, { classId, moveTo }, context) => {
  const gone = knownClass(draft, classId);
  if (moveTo !== undefined) {
    const target = knownClass(draft, moveTo);
    if (moveTo === classId) throw new AppError('edit.invalid', `The segments of "${gone.name}" can't move to itself.`);
    mergeInto(draft, [gone], target, context);
    return `Delete the class ${gone.name}, its segments → ${target.name}`;
  }
  const count = draft.segments({ classId }).length;
  if (count > 0) {
    throw new AppError(
      'edit.invalid',
      `The class "${gone.name}" has ${count === 1 ? 'a segment' : `${count} segments`}. Name a class that takes them, or merge the two.`,
    );
  }
  for (const { id } of draft.absences({ classId })) draft.remove('absence', id);
  for (const mapping of draft.mappings({ classId })) draft.put('mapping', { ...mapping, classId: null });
  draft.remove('labelClass', classId);
  return `Delete the class ${gone.name}`;
};

function mergeInto(draft: Draft, gone: readonly LabelClass[], target: LabelClass, context: EditContext): void {
  mergeAbsences(draft, [target, ...gone], context);
  for (const { id } of gone) {
    for (const segment of draft.segments({ classId: id })) draft.put('segment', { ...segment, classId: target.id });
    for (const mapping of draft.mappings({ classId: id })) draft.put('mapping', { ...mapping, classId: target.id });
    draft.remove('labelClass', id);
  }
  if (target.isExclusive) joinOverlaps(draft, target.id);
}

/** The merged class is verified absent where each of its parts was, by the same person. */
function mergeAbsences(draft: Draft, [target, ...gone]: readonly LabelClass[], { newId }: EditContext): void {
  const all = [target!, ...gone].flatMap(({ id }) => draft.absences({ classId: id }));
  const lanes = new Map(
    all.map(({ videoId, annotator }) => [JSON.stringify([videoId, annotator]), { videoId, annotator }]),
  );
  for (const lane of lanes.values()) {
    const own = { ...lane, classId: target!.id };
    let spans = absencesOf(draft, own).map(({ startFrame, endFrame }) => ({ startFrame, endFrame }));
    for (const { id } of gone) {
      spans = intersection(spans, absencesOf(draft, { ...lane, classId: id }));
      setAbsences(draft, { ...lane, classId: id }, [], newId);
    }
    setAbsences(draft, own, spans, newId);
  }
}

/** Decided segments of one annotator that the merge made overlap become one. */
function joinOverlaps(draft: Draft, classId: ClassId): void {
  const chains: Segment[][] = [];
  const open = new Map<string, Segment[]>();
  for (const segment of draft.segments({ classId, statuses: DECIDED_STATUSES })) {
    const key = JSON.stringify([segment.videoId, segment.annotator]);
    const chain = open.get(key);
    if (chain?.some((other) => overlap(other, segment))) chain.push(segment);
    else {
      const begun = [segment];
      open.set(key, begun);
      chains.push(begun);
    }
  }
  for (const chain of chains) if (chain.length > 1) replaceBy(draft, chain, joined(chain));
}
