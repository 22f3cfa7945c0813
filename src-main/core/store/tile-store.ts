import { float16Values } from '../base/float16.ts';
import type { RunVideoId } from './run-store.ts';
import {
  channelsOf,
  FAN,
  grownTile,
  putParent,
  putWindow,
  type ScoreTile,
  TILE_NODES,
  tileBlob,
  tileFrom,
  type TileWindow,
} from './score-tile.ts';
import type { Database } from './sqlite.ts';

/** Nodes or windows [from, to). */
export interface NodeRange {
  readonly from: number;
  readonly to: number;
}

/** Neighbouring nodes of one level, those without any window left out. */
export interface ScoreNodes {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** For each class asked for, one value a node; NaN where no window of the node has scores. */
  readonly series: readonly {
    readonly least: readonly number[];
    readonly mean: readonly number[];
    readonly greatest: readonly number[];
  }[];
}

/** The pyramid of a run's scores over one video, kept in step with its windows. */
export class TileStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Takes in windows, inside the transaction that stores them.
   *
   * @param classes K.
   * @param before how many indices the plan had windows up to, before these: the highest one and 1, or 0.
   */
  add(
    runVideoId: RunVideoId,
    windows: readonly (TileWindow & { readonly index: number })[],
    { classes, before }: { readonly classes: number; readonly before: number },
  ): void {
    const indices = windows.map(({ index }) => index);
    const after = Math.max(before, ...indices.map((index) => index + 1));
    let below = this.#opened(runVideoId, 0, indices, classes);
    for (const { index, ...window } of windows) {
      putWindow(below.get(Math.floor(index / TILE_NODES))!, index % TILE_NODES, window);
    }
    this.#write(runVideoId, 0, below);
    let touched = indices;
    for (let level = 1; levelsOf(after) > level; level++) {
      // A level that has not been there yet starts with the whole of the one below.
      const isNew = levelsOf(before) <= level;
      touched = [...new Set([...(isNew ? [0] : []), ...touched.map((node) => Math.floor(node / FAN))])];
      const tiles = this.#opened(runVideoId, level, touched, classes);
      for (const node of touched) {
        const first = node * FAN;
        const childTile = Math.floor(first / TILE_NODES);
        const children = below.get(childTile) ?? this.#tile(runVideoId, level - 1, childTile);
        const place = { first: first % TILE_NODES, level, rows: classes };
        if (children) putParent(tiles.get(Math.floor(node / TILE_NODES))!, node % TILE_NODES, children, place);
      }
      this.#write(runVideoId, level, tiles);
      below = tiles;
    }
  }

  /** @param range of nodes of the level. */
  nodes(runVideoId: RunVideoId, level: number, range: NodeRange, classes: readonly number[]): ScoreNodes {
    const starts: number[] = [];
    const ends: number[] = [];
    const series = classes.map(() => ({ least: [] as number[], mean: [] as number[], greatest: [] as number[] }));
    for (const { tile, from, to } of this.#tiles(runVideoId, level, range)) {
      const places = placesOf(tile, from, to);
      for (const place of places) {
        starts.push(tile.starts[place]!);
        ends.push(tile.ends[place]!);
      }
      for (const [i, k] of classes.entries()) collect(tile, k, channelsOf(level), places, series[i]!);
    }
    return { starts, ends, series };
  }

  /** The greatest score of each class over windows; NaN where none of them has scores. */
  greatest(runVideoId: RunVideoId, { from, to }: NodeRange, classes: number): Float32Array {
    const value = float16Values();
    const greatest = new Float32Array(classes).fill(NaN);
    for (const { level, ...range } of coverOf({ from, to })) {
      const channels = channelsOf(level);
      for (const { tile, from: first, to: end } of this.#tiles(runVideoId, level, range)) {
        for (let k = 0; k < classes; k++) {
          for (let place = first; place < end; place++) {
            const score = value[tile.halves[(k * tile.nodes + place) * channels + channels - 1]!]!;
            if (!(score <= greatest[k]!) && !Number.isNaN(score)) greatest[k] = score;
          }
        }
      }
    }
    return greatest;
  }

  /** The tiles that nodes are in, with the places [from, to) of those nodes in each. */
  *#tiles(runVideoId: RunVideoId, level: number, { from, to }: NodeRange): Generator<NodeRange & { tile: ScoreTile }> {
    const rows = this.#db
      .prepare(
        `SELECT tile, nodes FROM score_tile WHERE run_video_id = ? AND level = ? AND tile >= ? AND tile < ?
         ORDER BY tile`,
      )
      .iterate(runVideoId, level, Math.floor(from / TILE_NODES), Math.ceil(to / TILE_NODES));
    for (const row of rows as IterableIterator<{ readonly tile: number; readonly nodes: Uint8Array }>) {
      const tile = tileFrom(row.nodes);
      const first = row.tile * TILE_NODES;
      yield { tile, from: Math.max(0, from - first), to: Math.min(tile.nodes, to - first) };
    }
  }

  #tile(runVideoId: RunVideoId, level: number, tile: number): ScoreTile | undefined {
    const row = this.#db
      .prepare('SELECT nodes FROM score_tile WHERE run_video_id = ? AND level = ? AND tile = ?')
      .get(runVideoId, level, tile) as { readonly nodes: Uint8Array } | undefined;
    return row && tileFrom(row.nodes);
  }

  /** The tiles that nodes are in, with room for them, to be written to. */
  #opened(runVideoId: RunVideoId, level: number, nodes: readonly number[], rows: number): Map<number, ScoreTile> {
    const needed = new Map<number, number>();
    for (const node of nodes) {
      const tile = Math.floor(node / TILE_NODES);
      needed.set(tile, Math.max(needed.get(tile) ?? 0, (node % TILE_NODES) + 1));
    }
    return new Map(
      [...needed].map(([tile, count]) => [
        tile,
        grownTile(this.#tile(runVideoId, level, tile), count, rows, channelsOf(level)),
      ]),
    );
  }

  #write(runVideoId: RunVideoId, level: number, tiles: ReadonlyMap<number, ScoreTile>): void {
    const insert = this.#db.prepare(
      'INSERT OR REPLACE INTO score_tile (run_video_id, level, tile, nodes) VALUES (?, ?, ?, ?)',
    );
    for (const [tile, nodes] of tiles) insert.run(runVideoId, level, tile, tileBlob(nodes));
  }
}

/** Levels of a pyramid over so many windows: up to the first with a single node. */
export function levelsOf(windows: number): number {
  let levels = 1;
  for (let nodes = windows; nodes > 1; nodes = Math.ceil(nodes / FAN)) levels++;
  return levels;
}

/** Nodes that together are exactly the windows, as few of each level as can be. */
export function coverOf({ from, to }: NodeRange): (NodeRange & { readonly level: number })[] {
  const cover: (NodeRange & { level: number })[] = [];
  let [low, high] = [from, to];
  for (let level = 0; low < high; level++) {
    const [nextLow, nextHigh] = [Math.ceil(low / FAN), Math.floor(high / FAN)];
    if (nextLow >= nextHigh) return [...cover, { level, from: low, to: high }];
    if (low < nextLow * FAN) cover.push({ level, from: low, to: nextLow * FAN });
    if (nextHigh * FAN < high) cover.push({ level, from: nextHigh * FAN, to: high });
    [low, high] = [nextLow, nextHigh];
  }
  return cover;
}

function placesOf({ starts, ends }: ScoreTile, from: number, to: number): number[] {
  const places: number[] = [];
  for (let place = from; place < to; place++) if (ends[place]! > starts[place]!) places.push(place);
  return places;
}

function collect(
  { nodes, halves }: ScoreTile,
  classIndex: number,
  channels: number,
  places: readonly number[],
  to: { readonly least: number[]; readonly mean: number[]; readonly greatest: number[] },
): void {
  const value = float16Values();
  const [mean, greatest] = channels === 1 ? [0, 0] : [1, 2];
  for (const place of places) {
    const at = (classIndex * nodes + place) * channels;
    to.least.push(value[halves[at]!]!);
    to.mean.push(value[halves[at + mean]!]!);
    to.greatest.push(value[halves[at + greatest]!]!);
  }
}
