import { AppError } from '../../../shared/errors.ts';
import type { Segment, SegmentId } from '../../../shared/records.ts';
import type { EditRule } from '../edit-context.ts';
import { makeRoom } from '../neighbours.ts';
import { checkSpan, correctedBy, knownClass, knownSegment } from '../rules.ts';
import { classWord, framesWord } from '../words.ts';

export const create: EditRule<'create'> = (draft, edit, context) => {
  const { videoId, classId, startFrame, endFrame, neighbours: rule } = edit;
  checkSpan(draft, videoId, edit);
  const { name } = knownClass(draft, classId);
  const segment: Segment = {
    id: context.newId() as SegmentId,
    videoId,
    classId,
    startFrame,
    endFrame,
    source: 'person',
    status: 'accepted',
    runId: null,
    score: null,
    startDoubtFrames: null,
    endDoubtFrames: null,
    note: '',
    annotator: context.annotator,
  };
  makeRoom(draft, { segment, from: segment, rule }, context);
  draft.put('segment', segment);
  return `Create ${name}`;
};

/** An edge that a person has set is in no doubt. */
export const setSpan: EditRule<'setSpan'> = (draft, edit, context) => {
  const { segmentId, startFrame, endFrame, neighbours: rule } = edit;
  const before = knownSegment(draft, segmentId);
  checkSpan(draft, before.videoId, edit);
  const isStartMoved = startFrame !== before.startFrame;
  const isEndMoved = endFrame !== before.endFrame;
  const name = classWord(draft, before.classId);
  if (!isStartMoved && !isEndMoved) {
    throw new AppError('edit.invalid', `"${name}" is at ${framesWord(edit)} already. Nothing was changed.`);
  }
  const segment: Segment = {
    ...correctedBy(context.annotator, before),
    startFrame,
    endFrame,
    startDoubtFrames: isStartMoved ? null : before.startDoubtFrames,
    endDoubtFrames: isEndMoved ? null : before.endDoubtFrames,
  };
  makeRoom(draft, { segment, from: before, rule }, context);
  draft.put('segment', segment);
  if (isStartMoved && isEndMoved) return `Move ${name}`;
  return isStartMoved ? `Move the start of ${name}` : `Move the end of ${name}`;
};

/** Both parts keep all but the doubt of the new edges; the earlier one keeps the id. */
export const split: EditRule<'split'> = (draft, { segmentId, atFrame }, { annotator, newId }) => {
  const whole = knownSegment(draft, segmentId);
  const name = classWord(draft, whole.classId);
  if (atFrame <= whole.startFrame || atFrame >= whole.endFrame) {
    throw new AppError(
      'edit.invalid',
      `"${name}" can't be split at frame ${atFrame}: it covers ${framesWord(whole)}, and both parts need a frame.`,
    );
  }
  draft.put('segment', { ...whole, endFrame: atFrame, endDoubtFrames: null, annotator });
  const id = newId() as SegmentId;
  draft.put('segment', { ...whole, id, startFrame: atFrame, startDoubtFrames: null, annotator });
  return `Split ${name}`;
};
