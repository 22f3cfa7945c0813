/**
 * The deletion test (Petsiuk et al. 2018; Samek et al. 2017): if a map says where the evidence is, hiding what it marks
 * lowers the score sooner than hiding as much elsewhere.
 *
 * The map's order goes across the whole clip. A random order hides, at every share, the same number of patches in the
 * same frames and only other places within them: it is told which frames count, so that a map has to earn the verdict by
 * where it points.
 */

/** Which of T frames x N patches are hidden: 1 for hidden, frames x patches. */
export type PatchMask = Uint8Array;

export interface ClipGrid {
  readonly frames: number;
  readonly rows: number;
  readonly cols: number;
}

/** 0, 0.1, … 1. */
export const SHARES: readonly number[] = Array.from({ length: 11 }, (_, i) => i / 10);
export const SEEDS = 10;

/** A map's area must lie below the random mean by this many standard deviations over the seeds, or it is weak. */
const CLEAR_SPREADS = 2;

/** Hides the share of patches with the highest values, of all frames together; of equal ones the first. */
export function maskOfHighest(values: Float32Array, share: number): PatchMask {
  const order = Array.from(values.keys()).sort((a, b) => values[b]! - values[a]! || a - b);
  const mask = new Uint8Array(values.length);
  for (const index of order.slice(0, Math.round(share * values.length))) mask[index] = 1;
  return mask;
}

/**
 * Masks with as many hidden patches in each frame as those given, at random places. Each contains the one before it
 * where those given do.
 *
 * @param masks by ascending share.
 */
export function randomMasksLike(masks: readonly PatchMask[], { frames }: ClipGrid, seed: number): PatchMask[] {
  const random = generator(seed);
  const patches = (masks[0]?.length ?? 0) / frames;
  const orders = Array.from({ length: frames }, () => shuffled(patches, random));
  return masks.map((like) => {
    const mask = new Uint8Array(like.length);
    for (const [t, order] of orders.entries()) {
      const count = like.subarray(t * patches, (t + 1) * patches).reduce((sum, value) => sum + value, 0);
      for (const place of order.slice(0, count)) mask[t * patches + place] = 1;
    }
    return mask;
  });
}

/**
 * A clip with patches painted over in the clip's mean colour, which keeps its brightness and shows no edge but the
 * patches' own.
 *
 * @param pixels frames x height x width x channels.
 * @returns new bytes.
 */
export function withHidden(
  pixels: Uint8Array,
  mask: PatchMask,
  grid: ClipGrid,
  picture: { readonly height: number; readonly width: number; readonly channels: number; readonly patchPx: number },
): Uint8Array {
  const { height, width, channels, patchPx } = picture;
  const mean = meanColour(pixels, channels);
  const row = Uint8Array.from({ length: patchPx * channels }, (_, i) => mean[i % channels]!);
  const result = Uint8Array.from(pixels);
  for (const [index, isHidden] of mask.entries()) {
    if (!isHidden) continue;
    const frame = Math.floor(index / (grid.rows * grid.cols));
    const place = index % (grid.rows * grid.cols);
    const left = (place % grid.cols) * patchPx;
    const top = Math.floor(place / grid.cols) * patchPx;
    for (let y = top; y < top + patchPx; y++) result.set(row, ((frame * height + y) * width + left) * channels);
  }
  return result;
}

/** What the curves come to. */
export interface DeletionResult {
  /** With random patches hidden: mean and standard deviation over the seeds, one a share. */
  readonly random: readonly number[];
  readonly randomSpread: readonly number[];
  readonly mapArea: number;
  readonly randomArea: number;
  /** Standard deviation of the areas of the seeds. */
  readonly areaSpread: number;
  /** holds: the map's area lies clearly below; weak: below, but within the spread; fails: not below. */
  readonly verdict: 'holds' | 'weak' | 'fails';
}

/**
 * Compares a map's curve with those of random orders by the areas under them.
 *
 * @param map scores, one a share. @param seeds one curve a seed.
 */
export function judgeDeletion(
  shares: readonly number[],
  map: readonly number[],
  seeds: readonly (readonly number[])[],
): DeletionResult {
  const at = shares.map((_, i) => momentsOf(seeds.map((curve) => curve[i]!)));
  const areas = momentsOf(seeds.map((curve) => areaUnder(shares, curve)));
  const mapArea = areaUnder(shares, map);
  const gain = areas.mean - mapArea;
  const isClear = gain > CLEAR_SPREADS * areas.deviation;
  return {
    random: at.map(({ mean }) => mean),
    randomSpread: at.map(({ deviation }) => deviation),
    mapArea,
    randomArea: areas.mean,
    areaSpread: areas.deviation,
    verdict: gain <= 0 ? 'fails' : isClear ? 'holds' : 'weak',
  };
}

function areaUnder(shares: readonly number[], curve: readonly number[]): number {
  let area = 0;
  for (let i = 1; i < shares.length; i++) area += ((curve[i]! + curve[i - 1]!) / 2) * (shares[i]! - shares[i - 1]!);
  return area;
}

/** Of a sample: the deviation divides by n - 1. */
function momentsOf(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}

function meanColour(pixels: Uint8Array, channels: number): number[] {
  const sums = new Array<number>(channels).fill(0);
  for (let i = 0; i < pixels.length; i++) sums[i % channels]! += pixels[i]!;
  return sums.map((sum) => Math.round((sum * channels) / pixels.length));
}

function shuffled(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
