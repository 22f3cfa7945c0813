import type { Clock } from '#shared/time';

/**
 * What the timeline is linear in. A video has as many units as frames; in a video of constant rate, and in any at the
 * highest zoom, unit and frame are the same. Else units are shares of time, so that time is true. Both may be fractional.
 */
export interface Axis {
  readonly frameCount: number;
  unitOf(frame: number): number;
  frameAt(unit: number): number;
}

/** Every frame as wide as the next. */
export function evenAxis(frameCount: number): Axis {
  return { frameCount, unitOf: (frame) => frame, frameAt: (unit) => unit };
}

/** Every frame as wide as it lasts. */
export function timedAxis({ pts, lastDuration }: Pick<Clock, 'pts' | 'lastDuration'>): Axis {
  const frameCount = pts.length;
  const first = pts[0] ?? 0;
  const end = (pts.at(-1) ?? 0) + lastDuration;
  const perTick = frameCount / Math.max(1, end - first);
  const tickOf = (frame: number) => (frame < frameCount ? pts[frame]! : end);
  const unitOf = (frame: number) => {
    if (frame <= 0 || frame >= frameCount) return frame;
    const whole = Math.floor(frame);
    const tick = tickOf(whole) + (frame - whole) * (tickOf(whole + 1) - tickOf(whole));
    return (tick - first) * perTick;
  };
  const frameAt = (unit: number) => {
    if (unit <= 0 || unit >= frameCount) return unit;
    const tick = first + unit / perTick;
    const whole = lastAtOrBefore(pts, tick);
    return whole + (tick - pts[whole]!) / (tickOf(whole + 1) - pts[whole]!);
  };
  return { frameCount, unitOf, frameAt };
}

/** Index of the last value that is not above the wanted one; 0 where there is none. @param values ascending. */
export function lastAtOrBefore(values: ArrayLike<number>, wanted: number): number {
  let [low, high] = [0, Math.max(0, values.length - 1)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (values[middle]! <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}
