import type { LabelClass, Segment, SegmentId, Span } from '#shared/records';
import { grouped } from '../numbers.ts';

/** What of a segment the pointer holds. */
export type Grip = 'start' | 'end' | 'whole';

/**
 * The span of a segment whose grip was taken to a frame: an edge leaves it at least one frame, the whole keeps its length
 * and stays within the video.
 *
 * @param toFrame where the edge, or for the whole its start, is to be.
 */
export function draggedSpan({ startFrame, endFrame }: Span, grip: Grip, toFrame: number, frameCount: number): Span {
  const between = (value: number, least: number, most: number) => Math.max(least, Math.min(most, Math.round(value)));
  if (grip === 'start') return { startFrame: between(toFrame, 0, endFrame - 1), endFrame };
  if (grip === 'end') return { startFrame, endFrame: between(toFrame, startFrame + 1, frameCount) };
  const start = between(toFrame, 0, Math.max(0, frameCount - (endFrame - startFrame)));
  return { startFrame: start, endFrame: start + endFrame - startFrame };
}

/** Where a span would cut neighbours: segments of its class and of those that exclude it, as the core trims them. */
export function overlapsOf(
  span: Span,
  segment: Pick<Segment, 'id' | 'classId'>,
  others: readonly Segment[],
  {
    classOf,
    annotator,
  }: { readonly classOf: (id: Segment['classId']) => LabelClass | undefined; readonly annotator: string },
): { readonly segmentId: SegmentId; readonly span: Span }[] {
  const own = classOf(segment.classId);
  const excludes = (other: LabelClass | undefined) =>
    other?.id === segment.classId || (own?.isExclusive && other?.isExclusive && own.group === other.group);
  return others
    .filter((other) => other.id !== segment.id && other.status !== 'rejected' && excludes(classOf(other.classId)))
    .filter((other) => other.status === 'unreviewed' || other.annotator === annotator)
    .filter((other) => other.startFrame < span.endFrame && other.endFrame > span.startFrame)
    .map((other) => ({
      segmentId: other.id,
      span: {
        startFrame: Math.max(span.startFrame, other.startFrame),
        endFrame: Math.min(span.endFrame, other.endFrame),
      },
    }));
}

/** What the chip at a dragged edge says: "31,624", and "+8 · 0.32 s · window 1,976 end". */
export function chipWords(
  frame: number,
  fromFrame: number,
  secondsAt: (frame: number) => number,
  snapWords: string,
): { readonly strong: string; readonly rest: string } {
  const frames = frame - fromFrame;
  const sign = frames < 0 ? '-' : '+';
  const seconds = Math.abs(secondsAt(frame) - secondsAt(fromFrame)).toFixed(2);
  const rest = [`${sign}${grouped(Math.abs(frames))}`, `${frames < 0 ? '-' : ''}${seconds} s`, snapWords];
  return { strong: grouped(frame), rest: rest.filter((part) => part !== '').join(' · ') };
}
