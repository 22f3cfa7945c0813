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
  const [ofClass, judgedOfClass] = [listsBy(segments, classOf), listsBy(judged, classOf)];
  const [ofVideo, judgedOfVideo] = [listsBy(segments, videoOf), listsBy(judged, videoOf)];
  return {
    total: rowFrom(null, null, segments, judged),
    byClass: classIds.map((id) => rowFrom(null, id, ofClass.get(id) ?? [], judgedOfClass.get(id) ?? [])),
    byVideo: videoIds.map((id) => rowFrom(id, null, ofVideo.get(id) ?? [], judgedOfVideo.get(id) ?? [])),
  };
}

/**
 * How fast each annotator decides, by name.
 *
 * @param decisions in any order.
 */
export function pace(decisions: readonly Decision[]): Stats['pace'] {
  return [...listsBy(decisions, ({ annotator }) => annotator)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([annotator, own]) => {
      const times = own.map(({ at }) => Date.parse(at));
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
  const present = segments.filter(({ status }) => status === 'accepted' || status === 'corrected');
  return [...listsBy(present, videoOf).values()].reduce((sum, spans) => sum + framesIn(union(spans)), 0);
}

const classOf = ({ classId }: { readonly classId: ClassId }) => classId;
const videoOf = ({ videoId }: { readonly videoId: VideoId }) => videoId;

function listsBy<K, V>(values: readonly V[], key: (value: V) => K): Map<K, V[]> {
  const lists = new Map<K, V[]>();
  for (const value of values) {
    const list = lists.get(key(value));
    if (list) list.push(value);
    else lists.set(key(value), [value]);
  }
  return lists;
}
