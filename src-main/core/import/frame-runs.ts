import type { Span } from '../../shared/records.ts';

/** Where frames for which something holds follow one another. */
export function runsOf(frameCount: number, holds: (frame: number) => boolean): Span[] {
  const runs: Span[] = [];
  let start = -1;
  for (let frame = 0; frame <= frameCount; frame++) {
    const isIn = frame < frameCount && holds(frame);
    if (isIn && start < 0) start = frame;
    if (!isIn && start >= 0) {
      runs.push({ startFrame: start, endFrame: frame });
      start = -1;
    }
  }
  return runs;
}
