import type { Segment, Span } from '../../shared/records.ts';
import type { SegmentFilter } from '../base/annotation-view.ts';

/** Whether every condition of the filter holds for a segment. */
export function isSelected(segment: Segment, filter: SegmentFilter): boolean {
  const { videoId, classId, statuses, sources, annotator, runId, overlapping, minScore, maxScore } = filter;
  return (
    (videoId === undefined || segment.videoId === videoId) &&
    (classId === undefined || segment.classId === classId) &&
    (statuses === undefined || statuses.includes(segment.status)) &&
    (sources === undefined || sources.includes(segment.source)) &&
    (annotator === undefined || segment.annotator === annotator) &&
    (runId === undefined || segment.runId === runId) &&
    (overlapping === undefined || overlap(segment, overlapping)) &&
    (minScore === undefined || (segment.score !== null && segment.score >= minScore)) &&
    (maxScore === undefined || (segment.score !== null && segment.score <= maxScore))
  );
}

/** Whether two spans share a frame. */
export function overlap(a: Span, b: Span): boolean {
  return a.startFrame < b.endFrame && b.startFrame < a.endFrame;
}

/** The order of lists: by video, start, end and id. */
export function byTime<T extends Span & { readonly id: string; readonly videoId: string }>(a: T, b: T): number {
  return compare(a.videoId, b.videoId) || a.startFrame - b.startFrame || a.endFrame - b.endFrame || compare(a.id, b.id);
}

/** By code units, as the store orders ids. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
