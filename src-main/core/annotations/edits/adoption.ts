import { AppError } from '../../../shared/errors.ts';
import type { Segment, SegmentId } from '../../../shared/records.ts';
import { union } from '../../base/spans.ts';
import { absencesOf, setAbsences } from '../absence-spans.ts';
import type { EditRule } from '../edit-context.ts';
import { DECIDED_STATUSES, knownClass, knownVideo } from '../rules.ts';

/**
 * Copies what another annotator decided and verified absent into one's own layer; the other's stays as it is. What
 * one has already, by class and span, is not copied again.
 */
export const adopt: EditRule<'adopt'> = (draft, { from, videoId, classId }, { annotator, newId }) => {
  if (from === annotator) throw new AppError('edit.invalid', `These are ${from}'s own already. Nothing was changed.`);
  if (videoId !== undefined) knownVideo(draft, videoId);
  if (classId !== undefined) knownClass(draft, classId);
  const which = { ...(videoId !== undefined && { videoId }), ...(classId !== undefined && { classId }) };
  const decided = draft
    .segments({ ...which, statuses: DECIDED_STATUSES })
    .filter((segment) => draft.video(segment.videoId)?.isRemoved === false);
  const own = new Set(decided.filter((segment) => segment.annotator === annotator).map(placeOf));
  const theirs = decided.filter((segment) => segment.annotator === from && !own.has(placeOf(segment)));
  const absences = draft.absences(which).filter((absence) => absence.annotator === from);
  if (theirs.length + absences.length === 0) {
    throw new AppError(
      'edit.invalid',
      `${from} has decided nothing there that ${annotator} hasn't. Nothing was changed.`,
    );
  }
  for (const segment of theirs) draft.put('segment', { ...segment, id: newId() as SegmentId, annotator });
  for (const absence of absences) {
    const lane = { videoId: absence.videoId, classId: absence.classId, annotator };
    setAbsences(draft, lane, union([...absencesOf(draft, lane), absence]), newId);
  }
  return `Adopt ${theirs.length === 1 ? 'a segment' : `${theirs.length} segments`} of ${from}`;
};

function placeOf({ videoId, classId, startFrame, endFrame }: Segment): string {
  return JSON.stringify([videoId, classId, startFrame, endFrame]);
}
