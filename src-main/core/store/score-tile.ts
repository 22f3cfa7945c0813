import { float16Values, toFloat16 } from '../base/float16.ts';
import { bytesOf, halvesFrom } from './score-codec.ts';

/** Nodes in a full tile. */
export const TILE_NODES = 64;
/** Nodes of one level that a node of the next one holds. */
export const FAN = 4;
/** Half bits of NaN: no window with scores. */
const NO_SCORE = 0x7e00;

/** Classes whose scores lie together in the file: few are drawn at once, and only theirs are read. */
export const PART_CLASSES = 20;

/**
 * Up to 64 neighbouring nodes of one level, n of them, K classes; a node of level l stands for 4^l windows. Made of
 * stored values only, in one order, so that equal windows give equal bytes, however they came.
 */
export interface ScoreTile {
  readonly nodes: number;
  /** Windows with scores in each node. */
  readonly counts: Uint32Array;
  /** First frame of a node's first window, and the frame after its last one; equal for a node without windows. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Half bits: [K][n] at level 0, where a node is a window; [K][n][3] above, of least, mean, greatest. */
  readonly halves: Uint16Array;
}

/** Numbers of a node for each class. */
export function channelsOf(level: number): number {
  return level === 0 ? 1 : 3;
}

/** What a window is to a tile of level 0. */
export interface TileWindow {
  readonly startFrame: number;
  readonly endFrame: number;
  readonly scores: Float32Array | null;
}

export type TileSpans = Pick<ScoreTile, 'nodes' | 'counts' | 'starts' | 'ends'>;

/** @param blob uint32[3][n], little-endian. */
export function spansFrom(blob: Uint8Array): TileSpans {
  const { buffer, byteOffset } = blob.byteOffset % 4 === 0 ? blob : blob.slice();
  const nodes = blob.length / 12;
  const column = (i: number) => new Uint32Array(buffer, byteOffset + 4 * i * nodes, nodes);
  return { nodes, counts: column(0), starts: column(1), ends: column(2) };
}

export function spansBlob({ counts, starts, ends }: ScoreTile): Uint8Array {
  return bytesOf(Uint32Array.of(...counts, ...starts, ...ends));
}

/** @param parts every part's blob, in order. */
export function tileFrom(spans: Uint8Array, parts: readonly Uint8Array[]): ScoreTile {
  const halves = new Uint16Array(parts.reduce((sum, { length }) => sum + length / 2, 0));
  let at = 0;
  for (const part of parts.map(halvesFrom)) {
    halves.set(part, at);
    at += part.length;
  }
  return { ...spansFrom(spans), halves };
}

/** Every part's blob, in order: the scores of PART_CLASSES classes each, fewer in the last. */
export function partBlobs({ nodes, halves }: ScoreTile, level: number): Uint8Array[] {
  const length = PART_CLASSES * nodes * channelsOf(level);
  const count = Math.ceil(halves.length / length);
  return Array.from({ length: count }, (_, i) => bytesOf(halves.subarray(i * length, (i + 1) * length)));
}

/** A copy with room for at least `nodes` nodes, new ones without windows; `undefined` is a tile without any. */
export function grownTile(tile: ScoreTile | undefined, nodes: number, rows: number, channels: number): ScoreTile {
  const before = tile?.nodes ?? 0;
  const after = Math.max(before, nodes);
  const column = (values: Uint32Array | undefined) => {
    const grown = new Uint32Array(after);
    if (values) grown.set(values);
    return grown;
  };
  const halves = new Uint16Array(rows * after * channels).fill(NO_SCORE);
  for (let k = 0; tile && k < rows; k++) {
    halves.set(tile.halves.subarray(k * before * channels, (k + 1) * before * channels), k * after * channels);
  }
  return { nodes: after, counts: column(tile?.counts), starts: column(tile?.starts), ends: column(tile?.ends), halves };
}

/** Writes a window into a tile of level 0. @param node its place in the tile. */
export function putWindow(tile: ScoreTile, node: number, { startFrame, endFrame, scores }: TileWindow): void {
  tile.starts[node] = startFrame;
  tile.ends[node] = endFrame;
  tile.counts[node] = scores ? 1 : 0;
  if (!scores) return;
  const halves = toFloat16(scores);
  for (let k = 0; k < halves.length; k++) tile.halves[k * tile.nodes + node] = halves[k]!;
}

/**
 * Writes a node of the level above the children's.
 *
 * @param first its first child's place in `children`; all its children are there.
 */
export function putParent(
  tile: ScoreTile,
  node: number,
  children: ScoreTile,
  { first, level, rows }: { readonly first: number; readonly level: number; readonly rows: number },
): void {
  const last = Math.min(first + FAN, children.nodes);
  const places = Array.from({ length: last - first }, (_, i) => first + i);
  const stored = places.filter((place) => children.ends[place]! > children.starts[place]!);
  tile.counts[node] = places.reduce((sum, place) => sum + children.counts[place]!, 0);
  tile.starts[node] = stored.length === 0 ? 0 : children.starts[stored[0]!]!;
  tile.ends[node] = stored.length === 0 ? 0 : children.ends[stored.at(-1)!]!;
  const merged = toFloat16(mergedScores(children, { places, rows, channels: channelsOf(level - 1) }));
  for (let k = 0; k < rows; k++) tile.halves.set(merged.subarray(3 * k, 3 * k + 3), (k * tile.nodes + node) * 3);
}

/** [K][3]: least, mean over windows, greatest of the children; NaN without any. */
function mergedScores(
  { nodes, counts, halves }: ScoreTile,
  { places, rows, channels }: { readonly places: readonly number[]; readonly rows: number; readonly channels: number },
): Float32Array {
  const value = float16Values();
  const [mean, greatest] = channels === 1 ? [0, 0] : [1, 2];
  const merged = new Float32Array(rows * 3);
  for (let k = 0; k < rows; k++) {
    let [low, sum, high, windows] = [Infinity, 0, -Infinity, 0];
    for (const place of places) {
      const count = counts[place]!;
      if (count === 0) continue;
      const at = (k * nodes + place) * channels;
      low = Math.min(low, value[halves[at]!]!);
      high = Math.max(high, value[halves[at + greatest]!]!);
      sum += count * value[halves[at + mean]!]!;
      windows += count;
    }
    merged.set(windows === 0 ? [NaN, NaN, NaN] : [low, sum / windows, high], 3 * k);
  }
  return merged;
}
