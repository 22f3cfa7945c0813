import type { Video } from './domain.ts';

/** The parts of a video that tell times. */
export type Clock = Pick<Video, 'pts' | 'timeBase' | 'lastDuration'>;

/** Presentation time of a frame in seconds, as in the stream: the first frame's need not be 0. */
export function ptsSec({ pts, timeBase }: Clock, frame: number): number {
  return (pts[frame]! * timeBase.num) / timeBase.den;
}

/**
 * When a frame is first shown, in seconds from the first frame; for the frame count, the end of the last frame.
 * A span [startFrame, endFrame) lasts from the one's time to the other's.
 */
export function secondsFromStart({ pts, timeBase, lastDuration }: Clock, frame: number): number {
  const tick = frame < pts.length ? pts[frame]! : pts.at(-1)! + lastDuration;
  return ((tick - pts[0]!) * timeBase.num) / timeBase.den;
}

/** 3723.4567 → "1:02:03.457"; hours only where there are any. @param digits after the point. */
export function clockText(seconds: number, digits = 3): string {
  const unit = 10 ** digits;
  const total = Math.round(seconds * unit);
  const rest = total % (60 * unit);
  const minutes = Math.floor(total / (60 * unit));
  const hours = Math.floor(minutes / 60);
  const tail = (rest / unit).toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0');
  return hours > 0 ? `${hours}:${String(minutes % 60).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}
