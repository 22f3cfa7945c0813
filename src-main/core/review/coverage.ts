import type { Span, VideoId } from '../../shared/records.ts';
import { framesIn, subtract, union } from '../base/spans.ts';

/** Played faster than this, a span counts as passed over, not as looked at. */
export const MAX_LOOKED_AT_SPEED = 4;

export type CoverageKind = 'displayed' | 'decided';

/** One merged span of the ledger: what one annotator saw, or decided, at one speed. */
export interface CoverageEntry extends Span {
  readonly videoId: VideoId;
  readonly annotator: string;
  readonly kind: CoverageKind;
  /** Times real time; 0 for stills and for what was decided. */
  readonly speed: number;
  /** ISO 8601, UTC: when the span last grew. */
  readonly at: string;
}

/** Coverage of one video, overlaps counted once. */
export interface CoverageSummary {
  readonly displayedFrames: number;
  readonly decidedFrames: number;
}

/**
 * What a recording makes of the spans on record that it overlaps or touches (same video, annotator, kind and speed).
 *
 * @returns the spans that take the place of `known`.
 */
export function recorded(known: readonly Span[], spans: readonly Span[]): Span[] {
  return union([...known, ...spans]);
}

/** The spans that someone has really looked at: displayed at 4x or slower. As a union. */
export function lookedAt(entries: readonly CoverageEntry[]): Span[] {
  return union(entries.filter(({ kind, speed }) => kind === 'displayed' && speed <= MAX_LOOKED_AT_SPEED));
}

/** The spans that were decided without a segment. As a union. */
export function decided(entries: readonly CoverageEntry[]): Span[] {
  return union(entries.filter(({ kind }) => kind === 'decided'));
}

/** The frames of a video that nobody has looked at. As a union. */
export function neverLookedAt(entries: readonly CoverageEntry[], frameCount: number): Span[] {
  return subtract([{ startFrame: 0, endFrame: frameCount }], lookedAt(entries));
}

/** @param entries of one video. */
export function coverageSummary(entries: readonly CoverageEntry[]): CoverageSummary {
  return { displayedFrames: framesIn(lookedAt(entries)), decidedFrames: framesIn(decided(entries)) };
}
