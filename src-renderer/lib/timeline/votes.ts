import type { Vote } from '#shared/protocol/run-methods';

/** How wide a bar is, in frames: as far as windows are apart. @param votes by start. */
export function voteStride(votes: readonly Vote[]): number {
  const [first, second] = votes;
  return first && second ? second.startFrame - first.startFrame : 16;
}

/** The vote whose bar lies at a frame (fractional); null beside the bars. */
export function voteAt(votes: readonly Vote[], frame: number): Vote | null {
  const stride = voteStride(votes);
  const isUnder = ({ startFrame, endFrame }: Vote) => Math.abs(frame - (startFrame + endFrame) / 2) <= stride / 2;
  return votes.find(isUnder) ?? null;
}
