import type { QueueItem, QueueItemState, QueueRequest } from '../../shared/protocol/review-methods.ts';
import type { ClassId, EntryId, QueueId, SegmentId, Span, VideoId } from '../../shared/records.ts';
import { CoverageStore } from './coverage-store.ts';
import { transaction } from './database.ts';
import type { Database } from './sqlite.ts';
import { Statements } from './statements.ts';

/** A queue without its items. */
export interface StoredQueue {
  readonly id: QueueId;
  readonly annotator: string;
  readonly request: QueueRequest;
  /** Place of the item in hand. */
  readonly position: number;
  readonly createdAt: string;
}

export interface NewQueueItem extends Omit<QueueItem, 'place' | 'state'> {
  /** Of a label that may be wrong: its class. The item is decided once its class or its span is another one. */
  readonly classId?: ClassId;
}

/** What a person says of an item; the rest of its state follows from the segments. */
export type QueueMark = Exclude<QueueItemState, 'gone'>;

/** An item that a person marked decided: a window, or a segment. */
export interface StoredDecision extends Span {
  readonly annotator: string;
  readonly videoId: VideoId;
  readonly segmentId: SegmentId | null;
  /** The edit that decided it; null where nothing had to be changed. */
  readonly entryId: EntryId | null;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface QueueCounts {
  readonly items: number;
  readonly decided: number;
  readonly unsure: number;
}

const QUEUE = 'SELECT id, annotator, request, position, created_at AS createdAt FROM queue';

const DECISION = `SELECT annotator, video_id AS videoId, segment_id AS segmentId, start_frame AS startFrame,
  end_frame AS endFrame, entry_id AS entryId, at FROM decision`;

/**
 * Items with their state as of now. An item of a segment is gone with it, and decided once the segment has left the
 * statuses that the queue asks for, or, where a label may be wrong, is another than it was: read from the segment itself,
 * so that no edit, undo or other process can leave it behind.
 */
const ITEMS = `
  SELECT place, video_id AS videoId, start_frame AS startFrame, end_frame AS endFrame, segment_id AS segmentId,
    run_id AS runId, window_idx AS windowIndex, doubt, kind, state FROM (
      SELECT i.place, i.video_id, coalesce(s.start_frame, i.start_frame) AS start_frame,
        coalesce(s.end_frame, i.end_frame) AS end_frame, i.segment_id, i.run_id, i.window_idx, i.doubt, i.kind,
        CASE
          WHEN v.is_removed THEN 'gone'
          WHEN i.segment_id IS NULL THEN i.mark
          WHEN s.id IS NULL THEN 'gone'
          WHEN instr(q.statuses, '"' || s.status || '"') = 0 THEN 'decided'
          WHEN i.class_id IS NOT NULL AND (s.class_id <> i.class_id OR s.start_frame <> i.start_frame
            OR s.end_frame <> i.end_frame) THEN 'decided'
          ELSE i.mark
        END AS state
      FROM queue_item i
      JOIN queue q ON q.id = i.queue_id
      JOIN video v ON v.id = i.video_id
      LEFT JOIN segment s ON s.id = i.segment_id
      WHERE i.queue_id = ?)`;

/** Queues with their items, and the ledger of what was looked at. */
export class ReviewStore {
  readonly coverage: CoverageStore;
  readonly #db: Database;
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#db = db;
    this.#statements = new Statements(db);
    this.coverage = new CoverageStore(db);
  }

  /** By number. */
  queues(annotator?: string): StoredQueue[] {
    const rows =
      annotator === undefined
        ? this.#statements.all(`${QUEUE} ORDER BY id`)
        : this.#statements.all(`${QUEUE} WHERE annotator = ? ORDER BY id`, annotator);
    return rows.map((row) => queueFrom(row as QueueRow));
  }

  queue(id: QueueId): StoredQueue | undefined {
    const row = this.#statements.one(`${QUEUE} WHERE id = ?`, id);
    return row && queueFrom(row as QueueRow);
  }

  findQueue(annotator: string, request: QueueRequest): StoredQueue | undefined {
    const row = this.#statements.one(
      `${QUEUE} WHERE annotator = ? AND request = ?`,
      annotator,
      JSON.stringify(request),
    );
    return row && queueFrom(row as QueueRow);
  }

  addQueue(annotator: string, request: QueueRequest, createdAt: string, items: readonly NewQueueItem[]): StoredQueue {
    return transaction(this.#db, () => {
      const { lastInsertRowid } = this.#statements.run(
        'INSERT INTO queue (annotator, request, statuses, position, created_at) VALUES (?, ?, ?, 0, ?)',
        ...[annotator, JSON.stringify(request), JSON.stringify(request.statuses ?? []), createdAt],
      );
      const id = Number(lastInsertRowid) as QueueId;
      this.#insertItems(id, items);
      return { id, annotator, request, position: 0, createdAt };
    });
  }

  /** Puts other items in the place of a queue's own, and its position back to the first. */
  replaceItems(id: QueueId, createdAt: string, items: readonly NewQueueItem[]): void {
    transaction(this.#db, () => {
      this.#statements.run('DELETE FROM queue_item WHERE queue_id = ?', id);
      this.#statements.run('UPDATE queue SET position = 0, created_at = ? WHERE id = ?', createdAt, id);
      this.#insertItems(id, items);
    });
  }

  /** Items from a place on, by place; those of segments with the span that these have now. */
  items(id: QueueId, from: number, count: number): QueueItem[] {
    return this.#statements
      .all(`${ITEMS} WHERE place >= ? ORDER BY place LIMIT ?`, id, from, count)
      .map((row) => ({ ...row }) as QueueItem);
  }

  item(id: QueueId, place: number): QueueItem | undefined {
    const row = this.#statements.one(`${ITEMS} WHERE place = ?`, id, place);
    return row && ({ ...row } as QueueItem);
  }

  /** The nearest item after (or before) a place that waits for a decision: open, or unsure. */
  nearestWaiting(id: QueueId, place: number, direction: 'next' | 'previous'): QueueItem | undefined {
    const [compare, order] = direction === 'next' ? ['>', 'ASC'] : ['<', 'DESC'];
    const sql = `${ITEMS} WHERE place ${compare} ? AND state IN ('open', 'unsure') ORDER BY place ${order} LIMIT 1`;
    const row = this.#statements.one(sql, id, place);
    return row && ({ ...row } as QueueItem);
  }

  counts(id: QueueId): QueueCounts {
    const sql = `SELECT count(*) AS items, coalesce(sum(state = 'decided'), 0) AS decided,
      coalesce(sum(state = 'unsure'), 0) AS unsure FROM (${ITEMS})`;
    return { ...(this.#statements.one(sql, id) as QueueCounts) };
  }

  setPosition(id: QueueId, place: number): void {
    this.#statements.run('UPDATE queue SET position = ? WHERE id = ?', place, id);
  }

  setMark(id: QueueId, place: number, mark: QueueMark): void {
    this.#statements.run('UPDATE queue_item SET mark = ? WHERE queue_id = ? AND place = ?', mark, id, place);
  }

  /** Gives an item the place after the last one; the others keep theirs. @returns the new place. */
  moveToEnd(id: QueueId, place: number): number {
    const row = this.#statements.one(
      `UPDATE queue_item SET place = 1 + (SELECT max(place) FROM queue_item WHERE queue_id = ?)
       WHERE queue_id = ? AND place = ? RETURNING place`,
      ...[id, id, place],
    ) as { readonly place: number };
    return row.place;
  }

  addDecision({ annotator, videoId, segmentId, startFrame, endFrame, entryId, at }: StoredDecision): void {
    this.#statements.run(
      `INSERT INTO decision (annotator, video_id, segment_id, start_frame, end_frame, entry_id, at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ...[annotator, videoId, segmentId, startFrame, endFrame, entryId, at],
    );
  }

  /** Takes back the annotator's decisions about exactly this window, or this segment. */
  removeDecisions({
    annotator,
    videoId,
    segmentId,
    startFrame,
    endFrame,
  }: Omit<StoredDecision, 'at' | 'entryId'>): void {
    const [where, ...values] =
      segmentId === null
        ? (['segment_id IS NULL AND start_frame = ? AND end_frame = ?', startFrame, endFrame] as const)
        : (['segment_id = ?', segmentId] as const);
    const sql = `DELETE FROM decision WHERE annotator = ? AND video_id = ? AND ${where}`;
    this.#statements.run(sql, annotator, videoId, ...values);
  }

  /** By time of their making. */
  decisions(filter: { readonly videoId?: VideoId } = {}): StoredDecision[] {
    const { videoId } = filter;
    const order = 'ORDER BY at, id';
    const rows =
      videoId === undefined
        ? this.#statements.all(`${DECISION} ${order}`)
        : this.#statements.all(`${DECISION} WHERE video_id = ? ${order}`, videoId);
    return rows.map((row) => ({ ...row }) as StoredDecision);
  }

  /** The queues that one of the segments, or anything of one of the videos, is in. */
  queuesWith(segmentIds: readonly SegmentId[], videoIds: readonly VideoId[]): QueueId[] {
    const isIn = (column: string) => `SELECT queue_id AS id FROM queue_item
      WHERE ${column} IN (SELECT value FROM json_each(?))`;
    const bySegment =
      segmentIds.length === 0 ? [] : this.#statements.all(isIn('segment_id'), JSON.stringify(segmentIds));
    const byVideo = videoIds.length === 0 ? [] : this.#statements.all(isIn('video_id'), JSON.stringify(videoIds));
    const found = [...bySegment, ...byVideo] as { id: QueueId }[];
    return [...new Set(found.map(({ id }) => id))].sort((a, b) => a - b);
  }

  #insertItems(id: QueueId, items: readonly NewQueueItem[]): void {
    for (const [place, item] of items.entries()) {
      this.#statements.run(
        `INSERT INTO queue_item (queue_id, place, video_id, start_frame, end_frame, segment_id, run_id, window_idx, doubt,
           kind, class_id, mark) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')`,
        ...[id, place, item.videoId, item.startFrame, item.endFrame],
        ...[item.segmentId, item.runId, item.windowIndex, item.doubt, item.kind, item.classId ?? null],
      );
    }
  }
}

interface QueueRow extends Omit<StoredQueue, 'request'> {
  readonly request: string;
}

function queueFrom({ request, ...row }: QueueRow): StoredQueue {
  return { ...row, request: JSON.parse(request) as QueueRequest };
}
