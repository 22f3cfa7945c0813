import { SPLITS, type Shares, type Split } from '../../shared/protocol/export-methods.ts';
import { drawnNumber } from '../base/random-draw.ts';
import { costOf, countsOf, moveCounts, type SetCounts, type Source } from './split-cost.ts';

/** A source video to be put into a set as a whole. */
export interface SplitVideo {
  readonly id: string;
  /** Of its content: two entries with one fingerprint are one source. */
  readonly fingerprint: string;
  /** Segments by class. */
  readonly counts: ReadonlyMap<string, number>;
  /** Where a person wants it; null: anywhere. */
  readonly assigned: Split | null;
}

/** Orders that are tried, the best division of all being taken; fewer for many videos and classes. */
const MOST_TRIES = 24;
const TRIED_CELLS = 40_000;
/** Swaps are tried for each pair of videos, and each costs as much as there are classes. */
const SWAPPED_CELLS = 20_000;
const MOST_PASSES = 20;
/** Videos that are moved and swapped in one step. */
const TURN_VIDEOS = 8;

/**
 * Puts each video into one set, so that each set has its share of the segments and of every class as far as whole
 * videos allow: the largest first, each where it is missed most, then single moves and swaps as long as they help.
 * The same seed and videos give the same sets, in whichever order they come. In steps of a few milliseconds.
 *
 * @returns by video id. @throws Error where one source would lie in two sets.
 */
export function* splitVideos(
  videos: readonly SplitVideo[],
  shares: Shares,
  seed: number,
): Generator<void, Map<string, Split>, void> {
  const sources = groupBySource(videos);
  const sets = SPLITS.filter((set) => shares[set] > 0);
  const sum = shares.train + shares.val + shares.test;
  const wanted = SPLITS.map((set) => shares[set] / sum);
  const tries = Math.max(1, Math.min(MOST_TRIES, Math.floor(TRIED_CELLS / cellsOf(sources))));
  let best: { readonly places: readonly Split[]; readonly cost: number } | undefined;
  for (let attempt = 0; attempt < tries; attempt++) {
    yield;
    const found = yield* improved(sources, greedy(sources, { sets, wanted, seed: `${seed} ${attempt}` }), sets, wanted);
    if (!best || found.cost < best.cost - 1e-9) best = found;
  }
  const result = new Map<string, Split>();
  sources.forEach(({ ids }, i) => {
    for (const id of ids) result.set(id, best!.places[i]!);
  });
  requireDisjoint(videos, result);
  return result;
}

/** @throws Error where one source lies in two sets. */
export function requireDisjoint(
  videos: readonly Pick<SplitVideo, 'id' | 'fingerprint'>[],
  sets: ReadonlyMap<string, Split>,
): void {
  const ofSource = new Map<string, Split>();
  for (const { id, fingerprint } of videos) {
    const set = sets.get(id)!;
    const known = ofSource.get(fingerprint) ?? set;
    if (known !== set) throw new Error(`the source ${fingerprint} lies in ${known} and in ${set}`);
    ofSource.set(fingerprint, set);
  }
}

interface Order {
  readonly sets: readonly Split[];
  /** Share of each of SPLITS, together 1. */
  readonly wanted: readonly number[];
  readonly seed: string;
}

function greedy(sources: readonly Source[], { sets, wanted, seed }: Order): Split[] {
  const draw = new Map(sources.map(({ fingerprint }) => [fingerprint, drawnNumber(`${seed} ${fingerprint}`)]));
  // Sizes are blurred by up to a half, so that each try is another order that still begins with the large ones.
  const weight = ({ fingerprint, total }: Source) => total * (1 + draw.get(fingerprint)! / 2);
  const order = sources.map((_, i) => i).sort((a, b) => weight(sources[b]!) - weight(sources[a]!));
  const places = new Array<Split>(sources.length);
  const counts = countsOf(sources, []);
  for (const i of order) if (sources[i]!.assigned) place(i, sources[i]!.assigned);
  for (const i of order) if (!sources[i]!.assigned) place(i, cheapest(sources[i]!, counts, sets, wanted));
  return places;

  function place(i: number, set: Split): void {
    places[i] = set;
    moveCounts(counts, sources[i]!, null, set);
  }
}

function cheapest(source: Source, counts: SetCounts, sets: readonly Split[], wanted: readonly number[]): Split {
  let best = sets[0]!;
  let least = Infinity;
  for (const set of sets) {
    moveCounts(counts, source, null, set);
    const cost = costOf(counts, wanted);
    moveCounts(counts, source, set, null);
    if (cost < least - 1e-9) [best, least] = [set, cost];
  }
  return best;
}

function* improved(
  sources: readonly Source[],
  start: readonly Split[],
  sets: readonly Split[],
  wanted: readonly number[],
): Generator<void, { places: Split[]; cost: number }, void> {
  const places = [...start];
  const counts = countsOf(sources, places);
  let cost = costOf(counts, wanted);
  const free = sources.map((_, i) => i).filter((i) => sources[i]!.assigned === null);
  const partners = free.length * cellsOf(sources) <= SWAPPED_CELLS ? free : [];
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const before = cost;
    for (const i of free) {
      for (const set of sets) attempt([[i, set]]);
      if (i % TURN_VIDEOS === 0) yield;
    }
    for (const i of partners) {
      if (i % TURN_VIDEOS === 0) yield;
      for (const j of partners) {
        if (i < j && places[i] !== places[j]) attempt([[i, places[j]!], [j, places[i]!]]); // prettier-ignore
      }
    }
    if (cost > before - 1e-9) break;
  }
  return { places, cost };

  /** Does the moves if they help. */
  function attempt(moves: readonly (readonly [number, Split])[]): void {
    const old = moves.map(([i]) => places[i]!);
    moves.forEach(([i, set], k) => moveCounts(counts, sources[i]!, old[k]!, set));
    const now = costOf(counts, wanted);
    if (now < cost - 1e-9) {
      cost = now;
      for (const [i, set] of moves) places[i] = set;
    } else {
      moves.forEach(([i, set], k) => moveCounts(counts, sources[i]!, set, old[k]!));
    }
  }
}

function cellsOf(sources: readonly Source[]): number {
  return Math.max(1, sources.length * (sources[0]?.counts.length ?? 1));
}

/** By fingerprint, so that the order of the videos doesn't matter. */
function groupBySource(videos: readonly SplitVideo[]): Source[] {
  const classes = [...new Set(videos.flatMap(({ counts }) => [...counts.keys()]))].sort();
  const fingerprints = [...new Set(videos.map(({ fingerprint }) => fingerprint))].sort();
  return fingerprints.map((fingerprint) => {
    const group = videos.filter((video) => video.fingerprint === fingerprint);
    const counts = classes.map((name) => group.reduce((sum, video) => sum + (video.counts.get(name) ?? 0), 0));
    return {
      ids: group.map(({ id }) => id),
      fingerprint,
      counts,
      total: counts.reduce((sum, count) => sum + count, 0),
      assigned: group.find(({ assigned }) => assigned !== null)?.assigned ?? null,
    };
  });
}
