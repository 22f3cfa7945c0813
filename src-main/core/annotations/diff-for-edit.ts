import { type Diff, isEmpty } from '../../shared/diff.ts';
import type { Edit, EditKind } from '../../shared/edit.ts';
import { AppError } from '../../shared/errors.ts';
import type { AnnotationView } from '../base/annotation-view.ts';
import { yieldAbsences } from './absence-spans.ts';
import { refuseConflicts } from './conflicts.ts';
import { Draft } from './draft.ts';
import type { EditContext, EditRule } from './edit-context.ts';
import { clearAbsent, verifyAbsent } from './edits/absence-edits.ts';
import { adopt } from './edits/adoption.ts';
import { createClass, mapLabel, reorderClasses, updateClass } from './edits/class-edits.ts';
import { deleteClass, mergeClasses } from './edits/class-merging.ts';
import {
  deleteSegments,
  merge,
  relabel,
  relabelWhere,
  setNote,
  setStatus,
  setStatusWhere,
} from './edits/decision-edits.ts';
import { create, setSpan, split } from './edits/span-edits.ts';
import { removeVideo, renameVideo, restoreVideo } from './edits/video-edits.ts';

const RULES: { readonly [K in EditKind]: EditRule<K> } = {
  create,
  relabel,
  setSpan,
  split,
  merge,
  delete: deleteSegments,
  setStatus,
  setNote,
  relabelWhere,
  setStatusWhere,
  verifyAbsent,
  clearAbsent,
  adopt,
  createClass,
  updateClass,
  reorderClasses,
  mergeClasses,
  deleteClass,
  mapLabel,
  renameVideo,
  removeVideo,
  restoreVideo,
};

/** A change with its name for a menu: "Relabel walk → jump". */
export interface TitledDiff {
  readonly diff: Diff;
  readonly title: string;
}

/**
 * What an edit changes in these annotations; all of it or nothing.
 *
 * @throws AppError 'video.unknown', 'class.unknown', 'segment.unknown'; 'edit.invalid' for what makes no sense or
 *   changes nothing; 'edit.conflict' for what contradicts the annotations that are there, see `refuseConflicts`.
 */
export function diffForEdit(view: AnnotationView, edit: Edit, context: EditContext): TitledDiff {
  const draft = new Draft(view);
  const title = (RULES[edit.kind] as EditRule<EditKind>)(draft, edit, context);
  if (edit.kind !== 'verifyAbsent') yieldAbsences(draft, context);
  const diff = draft.diff();
  if (isEmpty(diff)) throw new AppError('edit.invalid', 'The edit changes nothing: everything is so already.');
  refuseConflicts(draft);
  return { diff, title };
}

/** Whether a diff, undone or repeated, still fits with all else: see `refuseConflicts`. */
export function refuseUnfit(view: AnnotationView, diff: Diff): void {
  const draft = new Draft(view);
  draft.apply(diff);
  refuseConflicts(draft);
}
