import { AppError } from '../../shared/errors.ts';
import type { Span } from '../../shared/records.ts';
import { transaction } from './database.ts';
import type { RunVideoId } from './run-store.ts';
import { halvesBlob, topBlob, topFrom, type TopScore, valuesFrom } from './score-codec.ts';
import type { Database, Value } from './sqlite.ts';
import { type NodeRange, TileStore } from './tile-store.ts';
import { TileWriter } from './tile-writer.ts';

/** A window as the analysis made it. */
export interface NewWindow extends Span {
  /** Its place in the plan, from 0. */
  readonly index: number;
  /** Planned frames that did not decode, ascending. */
  readonly missing: readonly number[];
  /** K scores in the order of the model's labels; null where no frame decodes: then the other two are null too. */
  readonly scores: Float32Array | null;
  /** D values; null where the model gives none. */
  readonly embedding: Float32Array | null;
  /** As core/attention/summary.ts encodes it; null where the model gives none. */
  readonly attention: Uint8Array | null;
}

/** A stored window without its scores. */
export interface StoredWindow extends Span {
  readonly index: number;
  readonly missing: readonly number[];
  /** Exact, highest first; empty for a window in a hole. */
  readonly top: readonly TopScore[];
}

/** A stored window with what it says of every class. */
export interface ScoredWindow extends Span {
  readonly index: number;
  /** K, rounded to float16; null for a window in a hole. */
  readonly scores: Float32Array | null;
}

const ALL: NodeRange = { from: 0, to: Number.MAX_SAFE_INTEGER };

/** Windows of runs: scores, embeddings, attention summaries, and the tiles to draw scores from. */
export class ScoreStore {
  readonly tiles: TileStore;
  readonly #tileWriter: TileWriter;
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
    this.tiles = new TileStore(db);
    this.#tileWriter = new TileWriter(db);
  }

  /**
   * Stores windows in one transaction: all of them with all that belongs to them, or none.
   *
   * @param windows in any order, none of them stored yet.
   * @throws AppError 'tensor.shape' for a number of scores that isn't the model's number of labels.
   */
  append(runVideoId: RunVideoId, windows: readonly NewWindow[]): void {
    const classes = this.#classCount(runVideoId);
    for (const { index, scores } of windows) requireClasses(index, scores, classes);
    transaction(this.#db, () => {
      const before = this.#lastIndex(runVideoId) + 1;
      this.#insert(runVideoId, windows);
      this.#tileWriter.add(runVideoId, windows, { classes, before });
      const skipped = windows.filter(({ scores }) => scores === null).length;
      this.#db
        .prepare(
          `UPDATE run_video SET done_windows = done_windows + ?, skipped_windows = skipped_windows + ? WHERE id = ?`,
        )
        .run(windows.length - skipped, skipped, runVideoId);
    });
  }

  /** The first index without a window. */
  nextIndex(runVideoId: RunVideoId): number {
    const indices = this.#indices(runVideoId);
    const gap = indices.findIndex((index, i) => index !== i);
    return gap < 0 ? indices.length : gap;
  }

  /** Indices below `planned` without a window, ascending. */
  missingIndices(runVideoId: RunVideoId, planned: number): number[] {
    const stored = new Set(this.#indices(runVideoId));
    return Array.from({ length: planned }, (_, i) => i).filter((index) => !stored.has(index));
  }

  /** The stored windows that share at least one frame with the span. */
  range(runVideoId: RunVideoId, { startFrame, endFrame }: Span): NodeRange {
    const from = this.#db
      .prepare('SELECT idx FROM window WHERE run_video_id = ? AND end_frame > ? ORDER BY end_frame, idx LIMIT 1')
      .get(runVideoId, startFrame) as { idx: number } | undefined;
    const last = this.#db
      .prepare(
        'SELECT idx FROM window WHERE run_video_id = ? AND start_frame < ? ORDER BY start_frame DESC, idx DESC LIMIT 1',
      )
      .get(runVideoId, endFrame) as { idx: number } | undefined;
    if (!from || !last || last.idx < from.idx) return { from: 0, to: 0 };
    return { from: from.idx, to: last.idx + 1 };
  }

  /** By index. */
  windows(runVideoId: RunVideoId, { from, to }: NodeRange = ALL): StoredWindow[] {
    const rows = this.#db
      .prepare(
        `SELECT idx, start_frame, end_frame, missing, top FROM window
         WHERE run_video_id = ? AND idx >= ? AND idx < ? ORDER BY idx`,
      )
      .all(runVideoId, from, to) as WindowRow[];
    return rows.map((row) => ({
      ...spanFrom(row),
      missing: row.missing === null ? [] : (JSON.parse(row.missing) as number[]),
      top: row.top === null ? [] : topFrom(row.top),
    }));
  }

  /** By index; one at a time, so that hours of windows needn't be in memory at once. */
  *scored(runVideoId: RunVideoId, { from, to }: NodeRange = ALL): Generator<ScoredWindow> {
    const rows = this.#db
      .prepare(
        `SELECT idx, start_frame, end_frame, scores FROM window
         WHERE run_video_id = ? AND idx >= ? AND idx < ? ORDER BY idx`,
      )
      .iterate(runVideoId, from, to) as IterableIterator<ScoresRow>;
    for (const row of rows) yield { ...spanFrom(row), scores: row.scores === null ? null : valuesFrom(row.scores) };
  }

  /** D values, rounded to float16; null without one. */
  embedding(runVideoId: RunVideoId, index: number): Float32Array | null {
    const row = this.#db
      .prepare('SELECT embedding FROM window_embedding WHERE run_video_id = ? AND idx = ?')
      .get(runVideoId, index) as { embedding: Uint8Array } | undefined;
    return row ? valuesFrom(row.embedding) : null;
  }

  /** By index, those that have one; one at a time. */
  *embeddings(
    runVideoId: RunVideoId,
    { from, to }: NodeRange,
  ): Generator<{ readonly index: number; readonly embedding: Float32Array }> {
    const rows = this.#db
      .prepare(
        'SELECT idx, embedding FROM window_embedding WHERE run_video_id = ? AND idx >= ? AND idx < ? ORDER BY idx',
      )
      .iterate(runVideoId, from, to) as IterableIterator<{ idx: number; embedding: Uint8Array }>;
    for (const { idx, embedding } of rows) yield { index: idx, embedding: valuesFrom(embedding) };
  }

  /** As core/attention/summary.ts encodes it; null without one. */
  attention(runVideoId: RunVideoId, index: number): Uint8Array | null {
    const row = this.#db
      .prepare('SELECT summary FROM window_attention WHERE run_video_id = ? AND idx = ?')
      .get(runVideoId, index) as { summary: Uint8Array } | undefined;
    return row?.summary ?? null;
  }

  /** Removes the windows of one video of one run, with all that belongs to them. */
  removeWindows(runVideoId: RunVideoId): void {
    transaction(this.#db, () => {
      for (const table of ['window', 'window_embedding', 'window_attention', 'score_tile', 'score_tile_part']) {
        this.#db.prepare(`DELETE FROM ${table} WHERE run_video_id = ?`).run(runVideoId);
      }
      this.#db.prepare('UPDATE run_video SET done_windows = 0, skipped_windows = 0 WHERE id = ?').run(runVideoId);
    });
  }

  #insert(runVideoId: RunVideoId, windows: readonly NewWindow[]): void {
    const insert = (table: string, columns: string, values: number) =>
      this.#db.prepare(`INSERT INTO ${table} (run_video_id, idx, ${columns}) VALUES (?, ?${', ?'.repeat(values)})`);
    const window = insert('window', 'start_frame, end_frame, missing, top, scores', 5);
    const embeddings = insert('window_embedding', 'embedding', 1);
    const summaries = insert('window_attention', 'summary', 1);
    for (const { index, startFrame, endFrame, missing, scores, embedding, attention } of windows) {
      const gone: Value = missing.length === 0 ? null : JSON.stringify(missing);
      const blobs: Value[] = scores ? [topBlob(scores), halvesBlob(scores)] : [null, null];
      window.run(runVideoId, index, startFrame, endFrame, gone, ...blobs);
      if (embedding) embeddings.run(runVideoId, index, halvesBlob(embedding));
      if (attention) summaries.run(runVideoId, index, attention);
    }
  }

  /** Ascending. */
  #indices(runVideoId: RunVideoId): number[] {
    const rows = this.#db.prepare('SELECT idx FROM window WHERE run_video_id = ? ORDER BY idx').all(runVideoId) as {
      idx: number;
    }[];
    return rows.map(({ idx }) => idx);
  }

  /** -1 without windows. */
  #lastIndex(runVideoId: RunVideoId): number {
    const row = this.#db
      .prepare('SELECT idx FROM window WHERE run_video_id = ? ORDER BY idx DESC LIMIT 1')
      .get(runVideoId) as { idx: number } | undefined;
    return row?.idx ?? -1;
  }

  #classCount(runVideoId: RunVideoId): number {
    const row = this.#db
      .prepare(
        `SELECT json_array_length(model.labels) AS classes FROM run_video JOIN run ON run.id = run_video.run_id
         JOIN model ON model.hash = run.model_hash WHERE run_video.id = ?`,
      )
      .get(runVideoId) as { classes: number };
    return row.classes;
  }
}

interface SpanRow {
  readonly idx: number;
  readonly start_frame: number;
  readonly end_frame: number;
}

interface WindowRow extends SpanRow {
  readonly missing: string | null;
  readonly top: Uint8Array | null;
}

interface ScoresRow extends SpanRow {
  readonly scores: Uint8Array | null;
}

function spanFrom({ idx, start_frame, end_frame }: SpanRow) {
  return { index: idx, startFrame: start_frame, endFrame: end_frame };
}

function requireClasses(index: number, scores: Float32Array | null, classes: number): void {
  if (scores === null || scores.length === classes) return;
  throw new AppError(
    'tensor.shape',
    `Window ${index} has ${scores.length} scores, but its model has ${classes} labels.`,
  );
}
