import type { ClassId, Segment, Span } from '../../shared/records.ts';
import type { AnnotationView } from '../base/annotation-view.ts';

/** A class by name, for titles and sentences. */
export function classWord(view: AnnotationView, id: ClassId): string {
  return view.labelClass(id)?.name ?? id;
}

/** "walk" for one or several segments of one class, "3 segments" otherwise. */
export function segmentsWord(view: AnnotationView, segments: readonly Segment[]): string {
  const [first] = segments;
  return segments.length === 1 && first ? classWord(view, first.classId) : `${segments.length} segments`;
}

/** "frames 10 to 19": both are part of the span. */
export function framesWord({ startFrame, endFrame }: Span): string {
  return endFrame - startFrame === 1 ? `frame ${startFrame}` : `frames ${startFrame} to ${endFrame - 1}`;
}

/** 'the accepted "walk" at frames 10 to 19'. */
export function segmentPhrase(view: AnnotationView, segment: Segment): string {
  return `the ${segment.status} "${classWord(view, segment.classId)}" at ${framesWord(segment)}`;
}
