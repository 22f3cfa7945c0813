import type { Vote } from '../../shared/protocol/run-methods.ts';
import type { Span } from '../../shared/records.ts';
import type { ScoredSpan } from './curve.ts';
import type { ClassThresholds } from './thresholds.ts';

/** What one window says of one class. */
export type Ballot = 'for' | 'against' | 'unsure';

/** For from the enter threshold on, against below the leave threshold, unsure between the two. */
export function ballotOf(score: number, { enter, leave }: ClassThresholds): Ballot {
  if (score >= enter) return 'for';
  return score < leave ? 'against' : 'unsure';
}

/** A window with its place among all that were planned, from which those in holes are missing. */
export interface IndexedSpan extends ScoredSpan {
  readonly index: number;
}

/**
 * How the windows over a segment voted on its class.
 *
 * @param spans windows in order of start and of end.
 * @returns one vote for each window that shares a frame with the segment, in order; `isFor` from the enter threshold
 *   on.
 */
export function votesOver(
  spans: readonly IndexedSpan[],
  classIndex: number,
  segment: Span,
  thresholds: ClassThresholds,
): Vote[] {
  return windowsOver(spans, segment).map(({ index, startFrame, endFrame, scores }) => {
    const score = scores[classIndex]!;
    return { index, startFrame, endFrame, score, isFor: ballotOf(score, thresholds) === 'for' };
  });
}

/**
 * The windows that share a frame with a span.
 *
 * @param spans in order of start and of end.
 */
export function windowsOver<T extends ScoredSpan>(spans: readonly T[], { startFrame, endFrame }: Span): T[] {
  const from = partition(spans, (window) => window.endFrame <= startFrame);
  const to = partition(spans, (window) => window.startFrame < endFrame);
  return spans.slice(from, to);
}

/** How many of the first items the test holds for; it must hold for none after the first it doesn't. */
export function partition<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
