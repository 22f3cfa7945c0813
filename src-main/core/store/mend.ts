import type { Change, Diff } from '../../shared/diff.ts';
import { RECORD_KINDS, isEmpty, isSameRecord } from '../../shared/diff.ts';
import type { CheckFault } from '../../shared/protocol/project-methods.ts';
import type { ClassId, LabelClass, RecordKind, Records } from '../../shared/records.ts';
import { transaction } from './database.ts';
import { isNoTime } from './invariants.ts';
import { JournalStore } from './journal-store.ts';
import { mendRuns } from './mend-runs.ts';
import { insertSql, recordFrom, selectSql, tableOf, valuesOf } from './record-tables.ts';
import { REPAIRED_ENTRY, Replay } from './replay.ts';
import type { Database } from './sqlite.ts';
import { isConstraint } from './store-fault.ts';

/**
 * Puts recovered tables in order: what the journal still knows comes back, rows that refer to lost ones go, counts
 * and tiles of scores are made anew, and a last entry of the journal states what there is now.
 *
 * @param lost names of tables that rows are missing from.
 * @returns what had to be given up or made up.
 */
export async function mend(db: Database, lost: ReadonlySet<string>): Promise<CheckFault[]> {
  const faults: CheckFault[] = [];
  const triggers = db.prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`).all() as Trigger[];
  transaction(db, () => {
    for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
    mendJournal(db, faults);
    for (const table of ['journal', 'decision']) mendTimes(db, table, faults);
    restoreFromJournal(db, lost, faults);
    standInForClasses(db, faults);
    dropOutside(db, faults);
    dropOrphans(db, faults);
  });
  faults.push(...videosWithoutFrames(db));
  await mendRuns(db, faults);
  transaction(db, () => {
    closeJournal(db);
    for (const { sql } of triggers) db.exec(sql);
  });
  db.exec('PRAGMA foreign_keys = ON');
  return faults;
}

interface Trigger {
  readonly name: string;
  readonly sql: string;
}

/** An undo whose edit is lost is an edit of its own. */
function mendJournal(db: Database, faults: CheckFault[]): void {
  const unreadable = db.prepare('DELETE FROM journal WHERE NOT json_valid(diff)').run().changes;
  if (unreadable > 0) faults.push({ where: 'table journal', what: `${unreadable} unreadable entries were left out` });
  db.exec(`UPDATE journal SET kind = 'edit', target_id = NULL
    WHERE target_id IS NOT NULL AND target_id NOT IN (SELECT id FROM journal)`);
  // The list of what each entry changed follows from the entries.
  db.exec(`DELETE FROM journal_record; INSERT OR IGNORE INTO journal_record (kind, record_id, entry_id)
    SELECT kinds.key, coalesce(json_extract(record.value, '$.id'), json_extract(record.value, '$.before.id')), journal.id
    FROM journal, json_each(journal.diff) AS kinds, json_each(kinds.value) AS lists, json_each(lists.value) AS record`);
}

/** A row without a time came after the one before it. */
function mendTimes(db: Database, table: string, faults: CheckFault[]): void {
  const before = `SELECT at FROM ${table} AS other WHERE other.id < ${table}.id AND NOT ${isNoTime('other.at')}`;
  const { changes } = db
    .prepare(
      `UPDATE ${table} SET at = coalesce((${before} ORDER BY other.id DESC LIMIT 1), '1970-01-01T00:00:00.000Z')
       WHERE ${isNoTime('at')}`,
    )
    .run();
  if (changes > 0) faults.push({ where: `table ${table}`, what: `${changes} rows had no time and got that before` });
}

/** Annotations that their own table lost. */
function restoreFromJournal(db: Database, lost: ReadonlySet<string>, faults: CheckFault[]): void {
  const { records } = new Replay(db).run();
  for (const kind of RECORD_KINDS) {
    if (kind === 'video' || !lost.has(tableOf(kind))) continue;
    const there = new Set(recordsOf(db, kind).map(({ id }) => id));
    const missing = [...records[kind].values()].filter(({ id }) => !there.has(id));
    const restored = missing.filter((record) => isInserted(db, kind, record));
    if (restored.length > 0) {
      faults.push({ where: `table ${kind}`, what: `${restored.length} lost records were restored from the journal` });
    }
  }
}

function isInserted(db: Database, kind: RecordKind, record: Records[RecordKind]): boolean {
  try {
    db.prepare(insertSql(kind)).run(...valuesOf(kind, record));
    return true;
  } catch (error) {
    if (isConstraint(error)) return false;
    throw error;
  }
}

/** Segments of a lost class are worth more than its name. */
function standInForClasses(db: Database, faults: CheckFault[]): void {
  const rows = db
    .prepare(
      `SELECT class_id AS id FROM segment UNION SELECT class_id FROM absence
       EXCEPT SELECT id FROM label_class ORDER BY 1`,
    )
    .all() as { id: ClassId }[];
  for (const { id } of rows) {
    const name = `Recovered ${id}`;
    const standIn: LabelClass = {
      ...{ id, name, colour: 'label-1', shortcut: null, group: null, isExclusive: false },
      ...{ description: 'Its name and settings were lost to damage.', order: 0 },
    };
    if (isInserted(db, 'labelClass', standIn)) faults.push({ where: `class ${id}`, what: `is now called "${name}"` });
  }
}

/** Rows whose damaged numbers lie outside their video. */
function dropOutside(db: Database, faults: CheckFault[]): void {
  for (const table of ['segment', 'absence', 'coverage']) {
    const { changes } = db
      .prepare(
        `DELETE FROM ${table} WHERE end_frame > (SELECT frame_count FROM video WHERE video.id = ${table}.video_id)`,
      )
      .run();
    if (changes > 0)
      faults.push({ where: `table ${table}`, what: `${changes} rows outside their video were left out` });
  }
}

function videosWithoutFrames(db: Database): CheckFault[] {
  const sql = `SELECT id FROM video v LEFT JOIN video_frames f ON f.video_id = v.id
    WHERE f.video_id IS NULL OR length(f.pts) <> 8 * v.frame_count`;
  const rows = db.prepare(sql).all() as { id: string }[];
  return rows.map(({ id }) => ({ where: `video ${id}`, what: 'lost the times of its frames: add its file again' }));
}

/** Rows that refer to rows that are lost, until none is left. */
function dropOrphans(db: Database, faults: CheckFault[]): void {
  const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all() as { name: string }[];
  const references = tables.flatMap(({ name: table }) =>
    (db.prepare(`PRAGMA foreign_key_list("${table}")`).all() as Reference[]).map((row) => ({ ...row, child: table })),
  );
  for (let dropped = Infinity; dropped > 0;) {
    dropped = 0;
    for (const { child, from, table: parent, to } of references) {
      const sql = `DELETE FROM ${child} WHERE ${from} IS NOT NULL AND ${from} NOT IN (SELECT ${to} FROM ${parent})`;
      const { changes } = db.prepare(sql).run();
      dropped += changes;
      if (changes > 0)
        faults.push({ where: `table ${child}`, what: `${changes} rows of a lost ${parent} were left out` });
    }
  }
}

interface Reference {
  readonly table: string;
  readonly from: string;
  readonly to: string;
}

/** The difference between what the journal's remains give and what there is, as an entry of nobody's. */
function closeJournal(db: Database): void {
  const { records } = new Replay(db).run();
  const diff = Object.fromEntries(
    RECORD_KINDS.map((kind) => [kind, changeTo(recordsOf(db, kind), records[kind], kind)]),
  ) as Diff;
  const journal = new JournalStore(db);
  if (!isEmpty(diff)) {
    const entry = { kind: 'edit', targetId: null, annotator: null, at: new Date().toISOString() } as const;
    journal.append({ ...entry, title: 'Repair a damaged file' }, diff);
  }
  db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(REPAIRED_ENTRY, String(journal.newestId()));
}

function changeTo(
  present: readonly Records[RecordKind][],
  before: ReadonlyMap<string, Records[RecordKind]>,
  kind: RecordKind,
): Change<Records[RecordKind]> {
  const ids = new Set<string>(present.map(({ id }) => id));
  const changed = present.filter(({ id }) => before.has(id));
  return {
    // Videos come and go outside the journal.
    added: kind === 'video' ? [] : present.filter(({ id }) => !before.has(id)),
    updated: changed
      .map((after) => ({ before: before.get(after.id)!, after }))
      .filter((pair) => !isSameRecord(pair.before, pair.after)),
    removed: kind === 'video' ? [] : [...before.values()].filter(({ id }) => !ids.has(id)),
  };
}

function recordsOf(db: Database, kind: RecordKind): Records[RecordKind][] {
  return db
    .prepare(selectSql(kind))
    .all()
    .map((row) => recordFrom(kind, row as object));
}
