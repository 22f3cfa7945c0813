import type { Span, VideoId } from '../../shared/records.ts';
import { transaction } from './database.ts';
import type { Database } from './sqlite.ts';
import { Statements } from './statements.ts';

/** Whose spans, and of what kind: those of one key don't overlap. */
export interface CoverageKey {
  readonly videoId: VideoId;
  readonly annotator: string;
  readonly kind: 'displayed' | 'decided';
  /** Times real time; 0 for stills and for what was decided. */
  readonly speed: number;
}

/** One span of the ledger, with when it last grew (ISO 8601, UTC). */
export interface StoredCoverage extends CoverageKey, Span {
  readonly at: string;
}

const ROW = `SELECT video_id AS videoId, annotator, kind, speed, start_frame AS startFrame, end_frame AS endFrame, at
  FROM coverage`;
const KEY = 'video_id = ? AND annotator = ? AND kind = ? AND speed = ?';

/** The ledger of what was displayed and decided. */
export class CoverageStore {
  readonly #db: Database;
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#db = db;
    this.#statements = new Statements(db);
  }

  /** Of one video, by annotator, kind, speed and start. */
  of(videoId: VideoId): StoredCoverage[] {
    const sql = `${ROW} WHERE video_id = ? ORDER BY annotator, kind, speed, start_frame`;
    return this.#statements.all(sql, videoId).map((row) => ({ ...row }) as StoredCoverage);
  }

  /** The spans of a key that overlap or touch a span, by start. */
  near({ videoId, annotator, kind, speed }: CoverageKey, { startFrame, endFrame }: Span): Span[] {
    const sql = `SELECT start_frame AS startFrame, end_frame AS endFrame FROM coverage
      WHERE ${KEY} AND start_frame <= ? AND end_frame >= ? ORDER BY start_frame`;
    return this.#statements
      .all(sql, videoId, annotator, kind, speed, endFrame, startFrame)
      .map((row) => ({ ...row }) as Span);
  }

  /** Puts spans in the place of others of the same key, in one transaction. */
  replace(key: CoverageKey, removed: readonly Span[], added: readonly Span[], at: string): void {
    const values = [key.videoId, key.annotator, key.kind, key.speed] as const;
    transaction(this.#db, () => {
      for (const { startFrame } of removed) {
        this.#statements.run(`DELETE FROM coverage WHERE ${KEY} AND start_frame = ?`, ...values, startFrame);
      }
      for (const { startFrame, endFrame } of added) {
        this.#statements.run(
          `INSERT INTO coverage (video_id, annotator, kind, speed, start_frame, end_frame, at)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
          ...[...values, startFrame, endFrame, at],
        );
      }
    });
  }
}
