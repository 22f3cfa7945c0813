import { type Diff, touchedRecords } from '../../shared/diff.ts';
import type { EntryId, JournalEntry, RecordKind, SegmentId } from '../../shared/records.ts';
import { transaction } from './database.ts';
import type { Database } from './sqlite.ts';
import { Statements } from './statements.ts';

/** What undo and redo need to know of an entry. */
export type JournalStep = Pick<JournalEntry, 'id' | 'kind' | 'targetId'>;

const ENTRY = 'SELECT id, kind, target_id AS targetId, annotator, at, title';

/** The journal of edits: append-only, ids ascending. */
export class JournalStore {
  readonly #db: Database;
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#db = db;
    this.#statements = new Statements(db);
  }

  /**
   * Writes an entry. Call it in the transaction that applies the diff.
   *
   * @param callId of the call that asked for it, where that may be sent again.
   */
  append(entry: Omit<JournalEntry, 'id'>, diff: Diff, callId: string | null = null): JournalEntry {
    const { kind, targetId, annotator, at, title } = entry;
    return transaction(this.#db, () => {
      const { lastInsertRowid } = this.#statements.run(
        'INSERT INTO journal (kind, target_id, annotator, at, title, diff, call_id) VALUES (?, ?, ?, ?, ?, ?, ?)',
        ...[kind, targetId, annotator, at, title, JSON.stringify(diff), callId],
      );
      const id = Number(lastInsertRowid) as EntryId;
      for (const record of touchedRecords(diff)) {
        this.#statements.run(
          'INSERT INTO journal_record (kind, record_id, entry_id) VALUES (?, ?, ?)',
          ...[record.kind, record.id, id],
        );
      }
      return { id, kind, targetId, annotator, at, title };
    });
  }

  /** 0 for an empty journal. */
  newestId(): EntryId {
    return (this.#statements.one('SELECT coalesce(max(id), 0) AS id FROM journal') as { id: EntryId }).id;
  }

  entry(id: EntryId): JournalEntry | undefined {
    const row = this.#statements.one(`${ENTRY} FROM journal WHERE id = ?`, id);
    return row && entryFrom(row);
  }

  /** What a call has done already. */
  entryOfCall(callId: string): JournalEntry | undefined {
    const row = this.#statements.one(`${ENTRY} FROM journal WHERE call_id = ?`, callId);
    return row && entryFrom(row);
  }

  /** The change that an entry made; undefined for no such entry. */
  diff(id: EntryId): Diff | undefined {
    const row = this.#statements.one('SELECT diff FROM journal WHERE id = ?', id) as { diff: string } | undefined;
    return row && (JSON.parse(row.diff) as Diff);
  }

  /** The newest entries first; of one segment, those that changed it. */
  history({ limit, segmentId }: { readonly limit: number; readonly segmentId?: SegmentId }): JournalEntry[] {
    const newestFirst = 'ORDER BY id DESC LIMIT ?';
    if (segmentId === undefined) {
      return this.#statements.all(`${ENTRY} FROM journal ${newestFirst}`, limit).map(entryFrom);
    }
    const touching = "SELECT entry_id FROM journal_record WHERE kind = 'segment' AND record_id = ?";
    return this.#statements
      .all(`${ENTRY} FROM journal WHERE id IN (${touching}) ${newestFirst}`, segmentId, limit)
      .map(entryFrom);
  }

  /** Entries after one, oldest first, at most `limit` of them. */
  since(id: EntryId, limit: number): JournalEntry[] {
    return this.#statements.all(`${ENTRY} FROM journal WHERE id > ? ORDER BY id LIMIT ?`, id, limit).map(entryFrom);
  }

  /** An annotator's entries after one, oldest first. */
  stepsOf(annotator: string, after: EntryId): JournalStep[] {
    return this.#statements
      .all(
        'SELECT id, kind, target_id AS targetId FROM journal WHERE annotator = ? AND id > ? ORDER BY id',
        ...[annotator, after],
      )
      .map((row) => ({ ...row }) as JournalStep);
  }

  /** The newest entry that changed a record. */
  lastChangeOf(kind: RecordKind, id: string): JournalEntry | undefined {
    const newest = 'SELECT max(entry_id) FROM journal_record WHERE kind = ? AND record_id = ?';
    const row = this.#statements.one(`${ENTRY} FROM journal WHERE id = (${newest})`, kind, id);
    return row && entryFrom(row);
  }
}

function entryFrom(row: object): JournalEntry {
  return { ...row } as JournalEntry;
}
