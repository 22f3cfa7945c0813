import type { Span } from '../../shared/records.ts';
import { framesIn, union } from '../base/spans.ts';

/** Played faster than this, a span counts as passed over, not as looked at. */
const MAX_LOOKED_AT_SPEED = 4;

/** One span of the ledger. */
export interface CoverageEntry extends Span {
  readonly kind: 'displayed' | 'decided';
  /** Times real time; 0 for stills and for what was decided. */
  readonly speed: number;
}

/** Coverage of one video, overlaps counted once. */
export interface CoverageSummary {
  readonly displayedFrames: number;
  readonly decidedFrames: number;
}

/** The spans that someone has really looked at: displayed at 4x or slower. As a union. */
export function lookedAt(entries: readonly CoverageEntry[]): Span[] {
  return union(entries.filter(({ kind, speed }) => kind === 'displayed' && speed <= MAX_LOOKED_AT_SPEED));
}

/**
 * @param entries of one video.
 * @param decided what was decided by other means: segments and verified absences.
 */
export function coverageSummary(entries: readonly CoverageEntry[], decided: readonly Span[]): CoverageSummary {
  const marked = entries.filter(({ kind }) => kind === 'decided');
  return { displayedFrames: framesIn(lookedAt(entries)), decidedFrames: framesIn(union([...marked, ...decided])) };
}
