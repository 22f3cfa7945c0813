import type { Absence, ClassId, Segment, Span, VideoId } from '../../shared/records.ts';
import { intersection, subtract, union } from '../base/spans.ts';

/**
 * Where a video is verified to show none of the classes: every one of them is verified absent there, and nobody says
 * that one is present. By start.
 *
 * @param absences of the video and of the classes. @param present segments of the video that a person decided.
 */
export function backgroundSpans(
  classIds: readonly ClassId[],
  absences: readonly Absence[],
  present: readonly Segment[],
): Span[] {
  const [first, ...others] = classIds.map((id) => union(absences.filter(({ classId }) => classId === id)));
  if (!first) return [];
  return subtract(
    others.reduce((left, right) => intersection(left, right), first),
    present,
  );
}

/** Records of each video. */
export function byVideo<T extends { readonly videoId: VideoId }>(records: readonly T[]): Map<VideoId, T[]> {
  const result = new Map<VideoId, T[]>();
  for (const record of records) {
    const own = result.get(record.videoId);
    if (own) own.push(record);
    else result.set(record.videoId, [record]);
  }
  return result;
}
