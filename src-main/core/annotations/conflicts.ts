import { AppError } from '../../shared/errors.ts';
import type { Draft } from './draft.ts';
import { absenceContradictions, absenceOverlaps, segmentOverlaps } from './overlap-conflicts.ts';
import { classClashes, lostClasses, mappingClashes } from './schema-conflicts.ts';

/**
 * Every edit, undo and redo leaves a project in which these hold: decided segments of one annotator in exclusive
 * classes of one group don't overlap, and don't contradict what that annotator verified absent; absences don't
 * touch; names, shortcuts and mapped labels are unique; whatever has a class finds it.
 *
 * @throws AppError 'edit.conflict' naming the first contradiction that the draft would make, and how many there are.
 */
export function refuseConflicts(draft: Draft): void {
  const found = RULES.flatMap((conflictsOf) => conflictsOf(draft));
  const [first] = found;
  if (first === undefined) return;
  const more = found.length === 1 ? '' : ` That is the first of ${found.length} conflicts.`;
  throw new AppError('edit.conflict', `${first}. Nothing was changed.${more}`);
}

const RULES = [
  lostClasses,
  classClashes,
  mappingClashes,
  segmentOverlaps,
  absenceContradictions,
  absenceOverlaps,
] as const;
