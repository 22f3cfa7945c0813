import type { Span, VideoId } from '../../shared/records.ts';

/** Something that may go into a queue. */
export interface Candidate extends Span {
  readonly videoId: VideoId;
  /** More is more doubtful. */
  readonly doubt: number;
}

/**
 * The most doubtful first; of equals by video, then start, then end, then as they came. What has no doubt
 * (NaN) is left out.
 *
 * @param videoIds the videos in their order; candidates of others are left out.
 * @param limit how many to keep.
 */
export function inOrderOfDoubt<T extends Candidate>(
  candidates: readonly T[],
  videoIds: readonly VideoId[],
  limit: number,
): T[] {
  const place = new Map(videoIds.map((id, index) => [id, index]));
  const known = candidates.filter(({ videoId, doubt }) => place.has(videoId) && !Number.isNaN(doubt));
  const least = doubtOfLast(known, limit);
  return known
    .filter(({ doubt }) => doubt >= least)
    .sort(
      (a, b) =>
        b.doubt - a.doubt ||
        place.get(a.videoId)! - place.get(b.videoId)! ||
        a.startFrame - b.startFrame ||
        a.endFrame - b.endFrame,
    )
    .slice(0, limit);
}

/** The doubt below which nothing is among the first `limit`: numbers alone are sorted a good deal faster. */
function doubtOfLast(candidates: readonly Candidate[], limit: number): number {
  if (candidates.length <= limit) return -Infinity;
  return Float64Array.from(candidates, ({ doubt }) => doubt).sort()[candidates.length - limit]!;
}
