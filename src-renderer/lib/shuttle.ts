/** A span of frames, [startFrame, endFrame). */
interface Span {
  readonly startFrame: number;
  readonly endFrame: number;
}

/** Speeds that J and L walk through when they are pressed again. */
const SHUTTLE_SPEEDS = [1, 2, 4, 8, 16] as const;

export interface Shuttle {
  readonly direction: 1 | -1;
  readonly speed: number;
}

/** What J (-1) or L (1) make of what runs; null for nothing that runs: the same direction again is faster. */
export function shuttled(running: Shuttle | null, direction: 1 | -1): Shuttle {
  if (running?.direction !== direction) return { direction, speed: 1 };
  return { direction, speed: SHUTTLE_SPEEDS.find((speed) => speed > running.speed) ?? SHUTTLE_SPEEDS.at(-1)! };
}

/** The next of the speeds, slower (-1) or faster (1); the last one stays. */
export function nextSpeed(speeds: readonly number[], speed: number, step: 1 | -1): number {
  const next = step > 0 ? speeds.find((other) => other > speed) : speeds.findLast((other) => other < speed);
  return next ?? speed;
}

/** Where playback goes on when it has come to a frame: inside the span it loops in, else null for the end. */
export function continued(frame: number, direction: 1 | -1, span: Span, loops: boolean): number | null {
  const isPast = direction > 0 ? frame >= span.endFrame : frame < span.startFrame;
  if (!isPast) return frame;
  if (!loops) return null;
  return direction > 0 ? span.startFrame : span.endFrame - 1;
}
