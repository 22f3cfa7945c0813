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
  return candidates
    .filter(({ videoId, doubt }) => place.has(videoId) && !Number.isNaN(doubt))
    .sort(
      (a, b) =>
        b.doubt - a.doubt ||
        place.get(a.videoId)! - place.get(b.videoId)! ||
        a.startFrame - b.startFrame ||
        a.endFrame - b.endFrame,
    )
    .slice(0, limit);
}
