import type { Video } from '../../shared/domain.ts';

/** Where to seek for a key frame: half a frame behind it, since rounding to microseconds must not lead to the one before. */
export function seekTimeSec(
  { pts, timeBase, lastDuration }: Pick<Video, 'pts' | 'timeBase' | 'lastDuration'>,
  keyframe: number,
): number {
  const duration = keyframe + 1 < pts.length ? pts[keyframe + 1]! - pts[keyframe]! : lastDuration;
  return ((pts[keyframe]! + duration / 2) * timeBase.num) / timeBase.den;
}
