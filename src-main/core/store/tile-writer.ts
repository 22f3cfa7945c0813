import type { RunVideoId } from './run-store.ts';
import {
  channelsOf,
  FAN,
  grownTile,
  partBlobs,
  putParent,
  putWindow,
  type ScoreTile,
  spansBlob,
  TILE_NODES,
  tileFrom,
  type TileWindow,
} from './score-tile.ts';
import type { Database } from './sqlite.ts';

/** Writes the pyramid of a run's scores over one video, in step with its windows. TileStore reads it. */
export class TileWriter {
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

  #tile(runVideoId: RunVideoId, level: number, tile: number): ScoreTile | undefined {
    const row = this.#db
      .prepare('SELECT spans FROM score_tile WHERE run_video_id = ? AND level = ? AND tile = ?')
      .get(runVideoId, level, tile) as { readonly spans: Uint8Array } | undefined;
    if (!row) return undefined;
    const part = this.#db.prepare(
      'SELECT scores FROM score_tile_part WHERE run_video_id = ? AND level = ? AND part = ? AND tile = ?',
    );
    const parts: Uint8Array[] = [];
    for (;;) {
      const next = part.get(runVideoId, level, parts.length, tile) as { readonly scores: Uint8Array } | undefined;
      if (!next) return tileFrom(row.spans, parts);
      parts.push(next.scores);
    }
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
    // An upsert keeps the row in its place; a replaced one would go to the end of the table.
    const spans = this.#db.prepare(
      `INSERT INTO score_tile (run_video_id, level, tile, spans) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET spans = excluded.spans`,
    );
    const part = this.#db.prepare(
      `INSERT INTO score_tile_part (run_video_id, level, part, tile, scores) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET scores = excluded.scores`,
    );
    for (const [number, tile] of tiles) {
      spans.run(runVideoId, level, number, spansBlob(tile));
      for (const [i, scores] of partBlobs(tile, level).entries()) part.run(runVideoId, level, i, number, scores);
    }
  }
}

/** Levels of a pyramid over so many windows: up to the first with a single node. */
export function levelsOf(windows: number): number {
  let levels = 1;
  for (let nodes = windows; nodes > 1; nodes = Math.ceil(nodes / FAN)) levels++;
  return levels;
}
