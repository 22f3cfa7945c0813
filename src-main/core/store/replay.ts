import { z } from 'zod';
import { type Diff, RECORD_KINDS, conflictsOf, isSameRecord } from '../../shared/diff.ts';
import type { CheckFault } from '../../shared/protocol/project-methods.ts';
import type { EntryId, RecordKind, Records } from '../../shared/records.ts';
import { recordFrom, recordSchema, selectSql } from './record-tables.ts';
import type { Database } from './sqlite.ts';

/** Entries that are read in one go. */
const ENTRIES_AT_ONCE = 500;

/** Key in meta: the entry that a repair ended with, which states what was recovered. */
export const REPAIRED_ENTRY = 'repaired_entry';

/** Records by id, kind by kind. */
export type Replayed = { readonly [K in RecordKind]: Map<string, Records[K]> };

const diffSchema = z.looseObject(
  Object.fromEntries(
    RECORD_KINDS.map((kind) => {
      const record = recordSchema(kind);
      const updated = z.array(z.looseObject({ before: record, after: record }));
      const change = z.looseObject({ added: z.array(record), updated, removed: z.array(record) });
      return [kind, change.partial().optional()];
    }),
  ),
);

/** What the journal says a project holds: all its diffs, one after the other, from nothing. */
export class Replay {
  readonly records: Replayed = {
    labelClass: new Map(),
    video: new Map(),
    segment: new Map(),
    absence: new Map(),
    mapping: new Map(),
  };
  /** Entries that do not follow from those before them. */
  readonly faults: CheckFault[] = [];
  readonly #db: Database;
  /** Before a repair, entries may be missing. */
  #forgivenUpTo: number | null = null;
  #last = 0;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Takes in some further entries. @returns whether there may be more. */
  step(): boolean {
    this.#forgivenUpTo ??= repairedUpTo(this.#db);
    const rows = this.#db
      .prepare('SELECT id, diff FROM journal WHERE id > ? ORDER BY id LIMIT ?')
      .all(this.#last, ENTRIES_AT_ONCE) as { id: EntryId; diff: string }[];
    for (const { id, diff } of rows) {
      const parsed = diffSchema.safeParse(JSON.parse(diff));
      if (parsed.success) this.#apply(id, parsed.data);
      else this.faults.push({ where: `journal ${id}`, what: 'is no change of records' });
      this.#last = id;
    }
    return rows.length === ENTRIES_AT_ONCE;
  }

  /** Takes in all there is. */
  run(): this {
    while (this.step());
    return this;
  }

  /** Where the tables say something else; call it after the last step. */
  differences(): CheckFault[] {
    return RECORD_KINDS.flatMap((kind) => this.#differencesOf(kind));
  }

  #differencesOf(kind: RecordKind): CheckFault[] {
    const expected: ReadonlyMap<string, Records[RecordKind]> = this.records[kind];
    const faults: CheckFault[] = [];
    const seen = new Set<string>();
    for (const row of this.#db.prepare(selectSql(kind)).iterate()) {
      const record = recordFrom(kind, row as object);
      seen.add(record.id);
      const wanted = expected.get(record.id);
      // Videos are added outside the journal, which tells only of those that were renamed or removed.
      if (isSameRecord(wanted, record) || (kind === 'video' && !wanted)) continue;
      const what = wanted ? 'is not as the journal left it' : 'is not in the journal';
      faults.push({ where: `${kind} ${record.id}`, what });
    }
    for (const id of expected.keys()) {
      if (!seen.has(id)) faults.push({ where: `${kind} ${id}`, what: 'is in the journal, but no longer in its table' });
    }
    return faults;
  }

  #apply(id: EntryId, diff: Diff): void {
    for (const { before } of diff.video?.updated ?? []) {
      if (!this.records.video.has(before.id)) this.records.video.set(before.id, before);
    }
    const find = <K extends RecordKind>(kind: K, key: string) => this.records[kind].get(key);
    const conflicts = id > (this.#forgivenUpTo ?? 0) ? conflictsOf(diff, find) : [];
    for (const { kind, id: key } of conflicts) {
      this.faults.push({ where: `journal ${id}`, what: `changes the ${kind} ${key}, which is not as it expects` });
    }
    for (const kind of RECORD_KINDS) {
      const records = this.records[kind] as Map<string, Records[RecordKind]>;
      const { added = [], updated = [], removed = [] } = diff[kind] ?? {};
      for (const record of removed) records.delete(record.id);
      for (const { after } of updated) records.set(after.id, after);
      for (const record of added) records.set(record.id, record);
    }
  }
}

function repairedUpTo(db: Database): number {
  const row = db.prepare('SELECT value FROM meta WHERE key = ?').get(REPAIRED_ENTRY) as { value: string } | undefined;
  return Number(row?.value ?? 0);
}
