import { AppError } from '../../shared/errors.ts';
import type { Segment, SegmentId, Span } from '../../shared/records.ts';
import { subtract } from '../base/spans.ts';
import type { Draft } from './draft.ts';
import type { EditContext } from './edit-context.ts';
import { correctedBy, isDecided, isExclusivePair, knownClass, knownVideo } from './rules.ts';
import { classWord } from './words.ts';

/** What happens to neighbours that a segment runs into; 'keep' leaves them as they are. */
export type NeighbourRule = 'keep' | 'trim' | 'push';

/**
 * Makes room for a segment among those of its class and of classes that exclude it: decided ones of the same
 * annotator, and proposals.
 *
 * @param from where the segment was, or is: neighbours beyond its middle are pushed to the right, others to the left.
 * @throws AppError 'edit.invalid' when pushing runs into an end of the video.
 */
export function makeRoom(
  draft: Draft,
  { segment, from, rule }: { readonly segment: Segment; readonly from: Span; readonly rule: NeighbourRule },
  context: EditContext,
): void {
  if (rule === 'keep') return;
  const neighbours = neighboursOf(draft, { segment, rule }, context.annotator);
  if (rule === 'trim') for (const neighbour of neighbours) trim(draft, neighbour, segment, context);
  else push(draft, neighbours, { segment, from }, context);
}

/** All of the video for a push, which may reach far; those that are met for a trim. */
function neighboursOf(
  draft: Draft,
  { segment, rule }: { readonly segment: Segment; readonly rule: 'trim' | 'push' },
  annotator: string,
): Segment[] {
  const own = knownClass(draft, segment.classId);
  const rivals = new Set(
    draft
      .labelClasses()
      .filter((other) => other.id === own.id || isExclusivePair(own, other))
      .map(({ id }) => id),
  );
  return draft
    .segments({
      videoId: segment.videoId,
      statuses: ['unreviewed', 'accepted', 'corrected'],
      ...(rule === 'trim' && { overlapping: segment }),
    })
    .filter((other) => other.id !== segment.id && rivals.has(other.classId))
    .filter((other) => !isDecided(other) || other.annotator === annotator);
}

/** Cuts a neighbour: removed when covered, in two when cut in its middle. Cut edges have no doubt any more. */
function trim(draft: Draft, neighbour: Segment, span: Span, { annotator, newId }: EditContext): void {
  const rest = subtract([neighbour], [span]);
  if (rest.length === 0) draft.remove('segment', neighbour.id);
  for (const [i, { startFrame, endFrame }] of rest.entries()) {
    draft.put('segment', {
      ...moved(neighbour, annotator),
      id: i === 0 ? neighbour.id : (newId() as SegmentId),
      startFrame,
      endFrame,
      startDoubtFrames: startFrame === neighbour.startFrame ? neighbour.startDoubtFrames : null,
      endDoubtFrames: endFrame === neighbour.endFrame ? neighbour.endDoubtFrames : null,
    });
  }
}

/** Moves neighbours along, each as far as the one before it needs. */
function push(
  draft: Draft,
  neighbours: readonly Segment[],
  { segment, from }: { readonly segment: Segment; readonly from: Span },
  { annotator }: EditContext,
): void {
  const isRight = (other: Segment) => middle(other) >= middle(from);
  let edge = segment.endFrame;
  for (const neighbour of neighbours.filter((other) => isRight(other) && other.endFrame > segment.startFrame)) {
    if (neighbour.startFrame >= edge) break;
    edge = shift(draft, neighbour, edge - neighbour.startFrame, annotator).endFrame;
  }
  edge = segment.startFrame;
  const left = neighbours.filter((other) => !isRight(other) && other.startFrame < segment.endFrame);
  for (const neighbour of left.sort((a, b) => b.endFrame - a.endFrame)) {
    if (neighbour.endFrame <= edge) break;
    edge = shift(draft, neighbour, edge - neighbour.endFrame, annotator).startFrame;
  }
}

function shift(draft: Draft, neighbour: Segment, frames: number, annotator: string): Span {
  const span = { startFrame: neighbour.startFrame + frames, endFrame: neighbour.endFrame + frames };
  const { frameCount } = knownVideo(draft, neighbour.videoId);
  if (span.startFrame < 0 || span.endFrame > frameCount) {
    const end = frames < 0 ? 'start' : 'end';
    const name = classWord(draft, neighbour.classId);
    throw new AppError('edit.invalid', `"${name}" would be pushed beyond the ${end} of the video. Trim it instead.`);
  }
  draft.put('segment', { ...moved(neighbour, annotator), ...span, startDoubtFrames: null, endDoubtFrames: null });
  return span;
}

/** A proposal stays one, but it is a person's now: newer predictions must not put it back. */
function moved(segment: Segment, annotator: string): Segment {
  return isDecided(segment) ? correctedBy(annotator, segment) : { ...segment, annotator };
}

/** Twice the middle, so that it is whole. */
function middle({ startFrame, endFrame }: Span): number {
  return startFrame + endFrame;
}
