import { SPLITS, type Split } from '../../shared/protocol/export-methods.ts';

/** A file's content, whatever videos of the project show it. */
export interface Source {
  readonly ids: readonly string[];
  readonly fingerprint: string;
  /** Segments, one number a class. */
  readonly counts: readonly number[];
  readonly total: number;
  readonly assigned: Split | null;
}

/** Segments of each set, in the order of SPLITS: one number a class, and all together. */
export interface SetCounts {
  readonly byClass: readonly number[][];
  readonly totals: number[];
  /** Of all sources, placed or not. */
  readonly ofClass: readonly number[];
  readonly ofAll: number;
}

/** A set without any segment is worse than any imbalance. */
const EMPTY = 10;
/** A class that a set lacks; of a class's weight. */
const LACKING = 0.1;
/** The sizes of the sets against the division of one class. */
const SIZE = 4;

/** @param places by source; those without one are in no set. */
export function countsOf(sources: readonly Source[], places: readonly Split[]): SetCounts {
  const classes = sources[0]?.counts.length ?? 0;
  const counts: SetCounts = {
    byClass: SPLITS.map(() => new Array<number>(classes).fill(0)),
    totals: SPLITS.map(() => 0),
    ofClass: Array.from({ length: classes }, (_, c) => sources.reduce((sum, { counts: of }) => sum + of[c]!, 0)),
    ofAll: sources.reduce((sum, { total }) => sum + total, 0),
  };
  places.forEach((set, i) => moveCounts(counts, sources[i]!, null, set));
  return counts;
}

/** Takes a source out of one set and puts it into another; null for none. */
export function moveCounts(counts: SetCounts, source: Source, from: Split | null, to: Split | null): void {
  if (from !== null) add(counts, source, SPLITS.indexOf(from), -1);
  if (to !== null) add(counts, source, SPLITS.indexOf(to), 1);
}

function add({ byClass, totals }: SetCounts, source: Source, set: number, sign: 1 | -1): void {
  const own = byClass[set]!;
  for (let c = 0; c < own.length; c++) own[c]! += sign * source.counts[c]!;
  totals[set]! += sign * source.total;
}

/** How far the sets are from their shares: 0 where each has its share of everything. @param wanted together 1. */
export function costOf({ byClass, totals, ofClass, ofAll }: SetCounts, wanted: readonly number[]): number {
  if (ofAll === 0) return 0;
  let cost = 0;
  for (let set = 0; set < SPLITS.length; set++) {
    const share = wanted[set]!;
    cost += SIZE * (totals[set]! / ofAll - share) ** 2;
    if (share > 0 && totals[set] === 0) cost += EMPTY;
    for (let c = 0; c < ofClass.length; c++) {
      if (ofClass[c] === 0) continue;
      const own = byClass[set]![c]!;
      cost += ((own / ofClass[c]! - share) ** 2 + (share > 0 && own === 0 ? LACKING : 0)) / ofClass.length;
    }
  }
  return cost;
}
