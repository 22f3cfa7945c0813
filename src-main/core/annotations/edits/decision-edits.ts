import { AppError } from '../../../shared/errors.ts';
import type { ClassId, Segment, SegmentStatus } from '../../../shared/records.ts';
import type { SegmentFilter } from '../../base/annotation-view.ts';
import type { Draft } from '../draft.ts';
import type { EditContext, EditRule } from '../edit-context.ts';
import { joined, replaceBy } from '../joining.ts';
import { correctedBy, knownClass, knownSegment, knownSegments, knownVideo } from '../rules.ts';
import { byTime } from '../selection.ts';
import { classWord, segmentsWord } from '../words.ts';

export const relabel: EditRule<'relabel'> = (draft, { segmentIds, classId }, context) =>
  relabelled(draft, knownSegments(draft, segmentIds), classId, context);

export const relabelWhere: EditRule<'relabelWhere'> = (draft, { filter, classId }, context) =>
  relabelled(draft, selected(draft, filter), classId, context);

/** Who decides what another has decided takes it over. */
export const setStatus: EditRule<'setStatus'> = (draft, { segmentIds, status }, context) => {
  const segments = knownSegments(draft, segmentIds);
  const annotator = status === 'unreviewed' ? null : context.annotator;
  const others = segments.filter((segment) => segment.status !== status || segment.annotator !== annotator);
  return decided(draft, { segments, others, status }, context);
};

/** What has the status already stays whose it is. */
export const setStatusWhere: EditRule<'setStatusWhere'> = (draft, { filter, status }, context) => {
  const segments = selected(draft, filter);
  const others = segments.filter((segment) => segment.status !== status);
  return decided(draft, { segments, others, status }, context);
};

/** A note alone decides nothing, but keeps newer predictions from taking the segment's place. */
export const setNote: EditRule<'setNote'> = (draft, { segmentId, note }) => {
  const segment = knownSegment(draft, segmentId);
  if (segment.note === note) throw new AppError('edit.invalid', 'The note says that already. Nothing was changed.');
  draft.put('segment', { ...segment, note });
  return `${note === '' ? 'Clear the note' : 'Note'} on ${classWord(draft, segment.classId)}`;
};

/** Joins segments of one class to one from the first start to the last end; see `joined`. */
export const merge: EditRule<'merge'> = (draft, { segmentIds }, { annotator }) => {
  const segments = knownSegments(draft, segmentIds).sort(byTime);
  const [first, ...rest] = segments;
  if (!first || rest.length === 0) throw new AppError('edit.invalid', 'It takes two different segments to merge.');
  const name = classWord(draft, first.classId);
  for (const { videoId, classId } of rest) {
    if (videoId !== first.videoId) throw new AppError('edit.invalid', "Segments of different videos can't be merged.");
    if (classId !== first.classId) {
      const other = classWord(draft, classId);
      throw new AppError('edit.invalid', `"${name}" and "${other}" can't be merged: relabel one of them first.`);
    }
  }
  replaceBy(draft, segments, correctedBy(annotator, joined(segments)));
  return `Merge ${segments.length} segments of ${name}`;
};

export const deleteSegments: EditRule<'delete'> = (draft, { segmentIds }) => {
  const segments = knownSegments(draft, segmentIds);
  const title = `Delete ${segmentsWord(draft, segments)}`;
  for (const { id } of segments) draft.remove('segment', id);
  return title;
};

/** The score and the doubts were those of the class before. */
function relabelled(draft: Draft, segments: readonly Segment[], classId: ClassId, { annotator }: EditContext): string {
  const { name } = knownClass(draft, classId);
  const others = segments.filter((segment) => segment.classId !== classId);
  if (others.length === 0) throw nothingToDo(segments, `of the class "${name}"`);
  for (const segment of others) {
    const unknown = { score: null, startDoubtFrames: null, endDoubtFrames: null };
    draft.put('segment', { ...correctedBy(annotator, segment), ...unknown, classId });
  }
  return `Relabel ${segmentsWord(draft, others)} → ${name}`;
}

interface Decision {
  readonly segments: readonly Segment[];
  /** Those of them that change. */
  readonly others: readonly Segment[];
  readonly status: SegmentStatus;
}

function decided(draft: Draft, { segments, others, status }: Decision, context: EditContext): string {
  if (others.length === 0) throw nothingToDo(segments, status);
  const annotator = status === 'unreviewed' ? null : context.annotator;
  for (const segment of others) draft.put('segment', { ...segment, status, annotator });
  return `${VERBS[status]} ${segmentsWord(draft, others)}`;
}

const VERBS: { readonly [S in SegmentStatus]: string } = {
  unreviewed: 'Reopen',
  accepted: 'Accept',
  corrected: 'Mark as corrected',
  rejected: 'Reject',
};

/** Segments of removed videos are not seen, so a filter doesn't mean them. */
function selected(draft: Draft, filter: SegmentFilter): Segment[] {
  if (filter.videoId !== undefined) knownVideo(draft, filter.videoId);
  if (filter.classId !== undefined) knownClass(draft, filter.classId);
  const segments = draft.segments(filter);
  const hidden = new Set(
    [...new Set(segments.map(({ videoId }) => videoId))].filter((id) => draft.video(id)?.isRemoved),
  );
  return segments.filter(({ videoId }) => !hidden.has(videoId));
}

function nothingToDo(segments: readonly Segment[], state: string): AppError {
  const which = segments.length === 0 ? 'No segment fits the filter' : `All ${segments.length} are ${state} already`;
  return new AppError(
    'edit.invalid',
    `${segments.length === 1 ? `It is ${state} already` : which}. Nothing was changed.`,
  );
}
