import type { Hole } from '#shared/domain';

/** Frames that lie in any of the holes: holes of several kinds may be about the same frames. */
export function framesInHoles(holes: readonly Hole[]): number {
  let [frames, upTo] = [0, 0];
  for (const { fromFrame, toFrame } of [...holes].sort((a, b) => a.fromFrame - b.fromFrame)) {
    frames += Math.max(0, toFrame - Math.max(fromFrame, upTo));
    upTo = Math.max(upTo, toFrame);
  }
  return frames;
}
