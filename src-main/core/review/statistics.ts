import type { Stats, StatsRow } from '../../shared/protocol/review-methods.ts';
import type { ClassId, Segment, SegmentId, VideoId } from '../../shared/records.ts';
import type { Decision, Proposal } from './history.ts';
import { framesIn, union } from '../base/spans.ts';

type Counted = Pick<Segment, 'id' | 'videoId' | 'classId' | 'status' | 'startFrame' | 'endFrame'>;

/** A proposal that a person has judged. */
interface Judged {
  readonly videoId: VideoId;
  readonly classId: ClassId;
  readonly isKept: boolean;
}

const PACE_WINDOW_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;

/**
 * Counts in all, by class and by video.
 *
 * Precision is that of the proposals a person has judged: accepted or corrected ones whose class is still the one
 * that was proposed, over those and all that were given another class, rejected, or deleted by a person. In the row
 * of a class stand the proposals made for that class. A proposal that a newer one took the place of, or that was
 * joined with another segment, is not judged; each part of one that was split is.
 *
 * @param classIds, videoIds the rows to make, in order.
 */
export function counts(
  segments: readonly Counted[],
  proposals: readonly Proposal[],
  { classIds, videoIds }: { readonly classIds: readonly ClassId[]; readonly videoIds: readonly VideoId[] },
): Pick<Stats, 'total' | 'byClass' | 'byVideo'> {
  const judged = judgedProposals(proposals, new Map(segments.map((segment) => [segment.id, segment])));
  const row = (videoId: VideoId | null, classId: ClassId | null) => {
    const isMeant = (of: { readonly videoId: VideoId; readonly classId: ClassId }) =>
      (videoId === null || of.videoId === videoId) && (classId === null || of.classId === classId);
    return rowFrom(videoId, classId, segments.filter(isMeant), judged.filter(isMeant));
  };
  return {
    total: row(null, null),
    byClass: classIds.map((id) => row(null, id)),
    byVideo: videoIds.map((id) => row(id, null)),
  };
}

/**
 * How fast each annotator decides, by name.
 *
 * @param decisions in any order.
 */
export function pace(decisions: readonly Decision[]): Stats['pace'] {
  const timesMs = new Map<string, number[]>();
  for (const { annotator, at } of decisions) listFor(timesMs, annotator).push(Date.parse(at));
  return [...timesMs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([annotator, times]) => {
      const last = times.reduce((latest, time) => Math.max(latest, time), -Infinity);
      const recent = times.filter((time) => time > last - PACE_WINDOW_MS).length;
      return { annotator, decisions: times.length, perHour: (recent * HOUR_MS) / PACE_WINDOW_MS };
    });
}

function judgedProposals(proposals: readonly Proposal[], segments: ReadonlyMap<SegmentId, Counted>): Judged[] {
  return proposals.flatMap(({ segmentId, videoId, classId, fate }) => {
    if (fate === 'withdrawn') return [];
    const segment = segments.get(segmentId);
    if (fate === 'deleted') return [{ videoId, classId, isKept: false }];
    if (!segment || segment.status === 'unreviewed') return [];
    return [{ videoId, classId, isKept: segment.status !== 'rejected' && segment.classId === classId }];
  });
}

function rowFrom(
  videoId: VideoId | null,
  classId: ClassId | null,
  segments: readonly Counted[],
  judged: readonly Judged[],
): StatsRow {
  const count = (status: Segment['status']) => segments.filter((segment) => segment.status === status).length;
  const unreviewed = count('unreviewed');
  return {
    videoId,
    classId,
    segments: segments.length,
    unreviewed,
    accepted: count('accepted'),
    corrected: count('corrected'),
    rejected: count('rejected'),
    reviewedShare: segments.length > 0 ? (segments.length - unreviewed) / segments.length : null,
    precision: judged.length > 0 ? judged.filter(({ isKept }) => isKept).length / judged.length : null,
    frames: presentFrames(segments),
  };
}

function presentFrames(segments: readonly Counted[]): number {
  const spans = new Map<VideoId, Counted[]>();
  for (const segment of segments) {
    if (segment.status === 'accepted' || segment.status === 'corrected') listFor(spans, segment.videoId).push(segment);
  }
  return [...spans.values()].reduce((sum, present) => sum + framesIn(union(present)), 0);
}

function listFor<K, V>(lists: Map<K, V[]>, key: K): V[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
