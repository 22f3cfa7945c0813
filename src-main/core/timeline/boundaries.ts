import type { Span } from '../../shared/records.ts';
import type { ScoredSpan } from './curve.ts';
import type { ClassThresholds } from './thresholds.ts';
import { ballotOf, partition, windowsOver } from './votes.ts';

/** How far a segment's edges may lie elsewhere, in frames to either side; null where no window can tell. */
export interface EdgeDoubts {
  readonly startDoubtFrames: number | null;
  readonly endDoubtFrames: number | null;
}

/**
 * How sure a segment's edges are by the votes of the windows around them. A window speaks for the frame at its
 * centre. Going out from an edge, the nearest window that is clearly against the class (below the leave threshold) is
 * where it is surely over, or else the first or last frame that windows see; going in, the nearest window clearly for
 * it (at the enter threshold or above) is where it is surely on. The true edge lies between those two, like an event
 * between the last negative and the first positive examination of interval-censored data (Turnbull 1976, "The
 * Empirical Distribution Function with Arbitrarily Grouped, Censored and Truncated Data", Journal of the Royal
 * Statistical Society B 38); the doubt is the distance from the edge to the farther one. Windows that disagree or are
 * unsure near an edge, a hole, and a coarse stride all make it larger.
 *
 * @param spans windows in order of start and of end.
 * @returns null where no window over the segment is for the class.
 */
export function edgeDoubts(
  spans: readonly ScoredSpan[],
  classIndex: number,
  segment: Span,
  thresholds: ClassThresholds,
): EdgeDoubts {
  const { startFrame, endFrame } = segment;
  const ballot = ({ scores }: ScoredSpan) => ballotOf(scores[classIndex]!, thresholds);
  const on = windowsOver(spans, segment)
    .filter((window) => ballot(window) === 'for')
    .map(centreOf);
  if (on.length === 0) return { startDoubtFrames: null, endDoubtFrames: null };

  const { before, after } = nearestAgainst(spans, classIndex, segment, thresholds);
  const lastOff = before < 0 ? Math.min(spans[0]!.startFrame, startFrame) : centreOf(spans[before]!);
  const firstOff = after === spans.length ? Math.max(spans.at(-1)!.endFrame, endFrame) : centreOf(spans[after]!);
  // A segment shorter than a window may have all that speak for it centred beyond its other edge, or outside.
  const firstOn = on.find((centre) => centre >= startFrame) ?? on.at(-1)!;
  const lastOn = on.findLast((centre) => centre <= endFrame) ?? on[0]!;
  return {
    startDoubtFrames: Math.max(startFrame - lastOff, Math.abs(firstOn - startFrame)),
    endDoubtFrames: Math.max(firstOff - endFrame, Math.abs(endFrame - lastOn)),
  };
}

/**
 * The nearest windows clearly against a class, centred at an edge of a segment or outside it.
 *
 * @returns indices into `spans`; -1 and its length where there is none.
 */
export function nearestAgainst(
  spans: readonly ScoredSpan[],
  classIndex: number,
  { startFrame, endFrame }: Span,
  thresholds: ClassThresholds,
): { readonly before: number; readonly after: number } {
  const isAgainst = (i: number) => ballotOf(spans[i]!.scores[classIndex]!, thresholds) === 'against';
  let before = partition(spans, (window) => centreOf(window) <= startFrame) - 1;
  while (before >= 0 && !isAgainst(before)) before--;
  let after = partition(spans, (window) => centreOf(window) < endFrame);
  while (after < spans.length && !isAgainst(after)) after++;
  return { before, after };
}

function centreOf({ startFrame, endFrame }: ScoredSpan): number {
  return (startFrame + endFrame) / 2;
}
