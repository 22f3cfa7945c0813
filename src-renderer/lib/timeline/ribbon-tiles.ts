import type { Ribbons } from '#shared/protocol/run-methods';

/** A class's scores at ascending frames: of one window each, or of `windowsPerNode`. NaN: no scores. */
export interface Nodes {
  readonly windowsPerNode: number;
  readonly centres: Float64Array;
  readonly least: Float32Array;
  readonly mean: Float32Array;
  readonly greatest: Float32Array;
}

/** Which tile: `level` is the binary logarithm of the frames in one of its columns. */
export interface TileId {
  readonly level: number;
  readonly tile: number;
}

/** Columns of a tile; the core answers with at most two nodes a column. */
export const TILE_COLUMNS = 256;
/** Windows that a tile has at the least, where the video has them: finer ones would be the same scores again. */
const LEAST_WINDOWS = 128;
/** Some hundred screens' worth. */
const KEPT_TILES = 600;

export function tileFrames(level: number): number {
  return TILE_COLUMNS * 2 ** level;
}

/** The level at which a column is one to two px wide. @param strideFrames between windows. */
export function ribbonLevel(pxPerFrame: number, strideFrames: number): number {
  const wanted = Math.ceil(Math.log2(1 / pxPerFrame));
  const finest = Math.ceil(Math.log2((LEAST_WINDOWS * strideFrames) / TILE_COLUMNS));
  return Math.max(0, wanted, finest);
}

/** The level at which one tile is the whole video. */
export function topLevel(frameCount: number): number {
  return Math.max(0, Math.ceil(Math.log2(frameCount / TILE_COLUMNS)));
}

/** Tiles of a level that share a frame with a range. */
export function tilesIn(level: number, fromFrame: number, toFrame: number): TileId[] {
  const size = tileFrames(level);
  const first = Math.max(0, Math.floor(fromFrame / size));
  const end = Math.max(first, Math.ceil(toFrame / size));
  return Array.from({ length: end - first }, (_, i) => ({ level, tile: first + i }));
}

interface Kept {
  readonly nodes: Nodes;
  /** Windows were added within it since. */
  isStale: boolean;
}

/** Score tiles of one run and video, as far as they were read. The least recently used go first. */
export class RibbonTiles {
  readonly #kept = new Map<string, Kept>();

  put({ level, tile }: TileId, { windowsPerNode, centres, series }: Ribbons): void {
    const shared = Float64Array.from(centres);
    for (const { label, least, mean, greatest } of series) {
      const values = scores(mean);
      const isSingle = windowsPerNode === 1;
      this.#keep(keyOf({ level, tile }, label), {
        isStale: false,
        nodes: {
          windowsPerNode,
          centres: shared,
          mean: values,
          least: isSingle ? values : scores(least),
          greatest: isSingle ? values : scores(greatest),
        },
      });
    }
  }

  /** Those labels of which a tile was not read, or is out of date. */
  missing(id: TileId, labels: readonly string[]): string[] {
    return labels.filter((label) => this.#kept.get(keyOf(id, label))?.isStale !== false);
  }

  /** Windows were stored in this range: tiles over it stay to be looked at until they were read anew. */
  touch(fromFrame: number, toFrame: number): void {
    for (const [key, kept] of this.#kept) {
      const [level, tile] = key.split('/', 2).map(Number);
      const size = tileFrames(level!);
      if (tile! * size < toFrame && (tile! + 1) * size > fromFrame) kept.isStale = true;
    }
  }

  /**
   * Scores of a label along a range from the tiles of a level; where one was not read yet, a coarser one stands in.
   *
   * @returns pieces by frame; each is drawn between its own bounds.
   */
  pieces(label: string, level: number, range: { readonly fromFrame: number; readonly toFrame: number }, top: number) {
    const pieces: Nodes[] = [];
    const finest = Math.min(level, top);
    for (const { tile } of tilesIn(finest, range.fromFrame, range.toFrame)) {
      const found = this.#finest(label, finest, tile, top);
      if (found && pieces.at(-1) !== found) pieces.push(found);
    }
    return joined(pieces);
  }

  #finest(label: string, level: number, tile: number, top: number): Nodes | null {
    for (let up = 0; level + up <= top; up++) {
      const key = keyOf({ level: level + up, tile: Math.floor(tile / 2 ** up) }, label);
      const kept = this.#kept.get(key);
      if (!kept) continue;
      this.#keep(key, kept);
      return kept.nodes;
    }
    return null;
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    if (this.#kept.size <= KEPT_TILES) return;
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      return;
    }
  }
}

/** Pieces that may overlap at their ends as one: of each what lies behind the one before. null without any. */
function joined(pieces: readonly Nodes[]): Nodes | null {
  if (pieces.length <= 1) return pieces[0] ?? null;
  const total = pieces.reduce((sum, { centres }) => sum + centres.length, 0);
  const centres = new Float64Array(total);
  const [least, mean, greatest] = [new Float32Array(total), new Float32Array(total), new Float32Array(total)];
  let count = 0;
  for (const piece of pieces) {
    for (let i = 0; i < piece.centres.length; i++) {
      if (count > 0 && piece.centres[i]! <= centres[count - 1]!) continue;
      centres[count] = piece.centres[i]!;
      least[count] = piece.least[i]!;
      mean[count] = piece.mean[i]!;
      greatest[count] = piece.greatest[i]!;
      count++;
    }
  }
  return {
    windowsPerNode: Math.max(...pieces.map(({ windowsPerNode }) => windowsPerNode)),
    centres: centres.subarray(0, count),
    least: least.subarray(0, count),
    mean: mean.subarray(0, count),
    greatest: greatest.subarray(0, count),
  };
}

function scores(values: readonly (number | null)[]): Float32Array {
  return Float32Array.from(values, (value) => value ?? Number.NaN);
}

function keyOf({ level, tile }: TileId, label: string): string {
  return `${level}/${tile}/${label}`;
}
