import { AppError } from '../../shared/errors.ts';
import type { ClassId, LabelClass, Segment, SegmentId, SegmentStatus, Span, VideoId } from '../../shared/records.ts';
import type { AnnotationView } from '../base/annotation-view.ts';
import { framesWord } from './words.ts';

/** A person has said that the segment is there, as it is. */
export const DECIDED_STATUSES = ['accepted', 'corrected'] as const satisfies SegmentStatus[];

export function isDecided({ status }: Pick<Segment, 'status'>): boolean {
  return status === 'accepted' || status === 'corrected';
}

/** A run's proposal that no person has seen to: newer predictions may take its place. */
export function isUntouched({ source, status, note, annotator }: Segment): boolean {
  return source === 'model' && status === 'unreviewed' && note === '' && annotator === null;
}

/** Whether segments of the two classes (which may be one) must not overlap once they are decided. */
export function isExclusivePair(a: LabelClass, b: LabelClass): boolean {
  return a.isExclusive && b.isExclusive && a.group === b.group;
}

/** A segment that a person has changed: what is a person's own stays accepted, what another made is corrected. */
export function correctedBy(annotator: string, segment: Segment): Segment {
  return { ...segment, status: segment.source === 'person' ? 'accepted' : 'corrected', annotator };
}

/** @throws AppError 'class.unknown'. */
export function knownClass(view: AnnotationView, id: ClassId): LabelClass {
  const found = view.labelClass(id);
  if (found) return found;
  throw new AppError('class.unknown', `The project has no class ${id}. Its classes: ${classList(view)}.`);
}

/** @throws AppError 'segment.unknown'; 'edit.invalid' when its video has been removed. */
export function knownSegment(view: AnnotationView, id: SegmentId): Segment {
  const found = view.segment(id);
  if (!found) throw new AppError('segment.unknown', `The project has no segment ${id}; it may have been deleted.`);
  knownVideo(view, found.videoId);
  return found;
}

/** Each segment once, in the order of the ids. */
export function knownSegments(view: AnnotationView, ids: readonly SegmentId[]): Segment[] {
  return [...new Set(ids)].map((id) => knownSegment(view, id));
}

/** @throws AppError 'video.unknown'; 'edit.invalid' when it has been removed. */
export function knownVideo(view: AnnotationView, id: VideoId): NonNullable<ReturnType<AnnotationView['video']>> {
  const found = view.video(id);
  if (!found) throw new AppError('video.unknown', `The project has no video ${id}.`);
  if (!found.isRemoved) return found;
  throw new AppError('edit.invalid', `The video "${found.name}" has been removed from the project. Restore it first.`);
}

/** @throws AppError 'edit.invalid' for a span that is empty or reaches beyond the video. */
export function checkSpan(view: AnnotationView, videoId: VideoId, span: Span): void {
  const { name, frameCount } = knownVideo(view, videoId);
  if (span.endFrame <= span.startFrame) {
    throw new AppError(
      'edit.invalid',
      `A span from frame ${span.startFrame} up to frame ${span.endFrame} is empty: it ends before its end frame.`,
    );
  }
  if (span.startFrame >= 0 && span.endFrame <= frameCount) return;
  throw new AppError(
    'edit.invalid',
    `The ${framesWord(span)} reach beyond the video "${name}", which has frames 0 to ${frameCount - 1}.`,
  );
}

function classList(view: AnnotationView): string {
  const names = view.labelClasses().map(({ name }) => `"${name}"`);
  return names.length === 0 ? 'none yet' : names.join(', ');
}
