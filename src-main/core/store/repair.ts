import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import type { CheckFault, RepairReport } from '../../shared/protocol/project-methods.ts';
import { fitOf } from './column-types.ts';
import { openDamaged } from './connection.ts';
import { transaction } from './database.ts';
import type { KeyColumn } from './key-space.ts';
import { CURRENT_VERSION, migrate, versionOf } from './migrate.ts';
import { mend } from './mend.ts';
import { APPLICATION_ID, createWholeSlowly } from './project-file.ts';
import { Salvage, type TableShape } from './salvage.ts';
import { type Database, type Statement, type Value, openSqlite } from './sqlite.ts';
import { STORED_JSON, strangersIn } from './stored-json.ts';
import { isConstraint, isDamage, isMissingTable } from './store-fault.ts';

/** Rows that are copied before others on the event loop have their turn. */
const ROWS_AT_ONCE = 500;
/** Made anew from the rest, or of no use in another file. */
const NOT_COPIED: ReadonlySet<string> = new Set(['score_tile', 'score_tile_part', 'analysis_lock']);

const ROWID: KeyColumn = { column: 'rowid', isText: false };

type TableReport = RepairReport['tables'][number];

/**
 * Recovers what can be read of a damaged project into a new file, which is a project in order: rows that break its
 * rules are left out, annotations that their tables lost come from the journal, and what can be computed is computed
 * anew. The damaged file is not touched.
 *
 * @throws AppError 'output.exists' for a taken `to`; 'project.not_found'; 'project.invalid' where the file's very
 *   beginning is lost; 'project.read_only' for one of a newer version; 'project.unwritable'.
 */
export async function repairProject(from: string, to: string): Promise<RepairReport> {
  const source = openDamaged(from);
  try {
    const version = readableVersion(source);
    const faults: CheckFault[] = [];
    const tables: TableReport[] = [];
    await createWholeSlowly(to, async (draft) => {
      const target = openSqlite(draft);
      try {
        prepare(target, version);
        for (const shape of shapesOf(target)) tables.push(await copyTable(source, target, shape, faults));
        migrate(target);
        const lost = tables.filter((report) => report.lost).map(({ table }) => table);
        faults.push(...(await mend(target, new Set(lost))));
        for (const stored of STORED_JSON) faults.push(...strangersIn(target, stored));
        target.exec('PRAGMA synchronous = FULL');
        writeMeta(target);
      } finally {
        target.close();
      }
    });
    return { from, to, tables, faults };
  } finally {
    source.close();
  }
}

function readableVersion(source: Database): number {
  const version = versionOf(source);
  if (version > CURRENT_VERSION) {
    const what = `${source.path} was written by a newer version of Timeloupe (project version ${version})`;
    throw new AppError('project.read_only', `${what}. Update Timeloupe to repair it.`);
  }
  // The version is in the file's beginning, which may be damaged without looking so.
  return version < 1 ? CURRENT_VERSION : version;
}

/** Empty tables of the source's version, which take rows in any order. */
function prepare(target: Database, version: number): void {
  target.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA synchronous = OFF`);
  migrate(target, version);
  target.exec('PRAGMA foreign_keys = OFF');
}

/** What every project has; written last, so that the disk has all of it. */
function writeMeta(target: Database): void {
  const meta = target.prepare('INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)');
  meta.run('project_id', randomUUID());
  meta.run('created_at', new Date().toISOString());
}

function shapesOf(target: Database): TableShape[] {
  const rows = target.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid`).all();
  return (rows as { name: string }[])
    .filter(({ name }) => !NOT_COPIED.has(name))
    .map(({ name }) => shapeOf(target, name));
}

function shapeOf(target: Database, table: string): TableShape {
  const rows = target.prepare(`PRAGMA table_info("${table}")`).all() as ColumnRow[];
  const kind = target.prepare('SELECT wr FROM pragma_table_list WHERE name = ?').get(table) as { wr: number };
  const key = rows.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  return {
    table,
    columns: rows.map(({ name }) => name),
    types: rows.map(({ type }) => type),
    // In the order in which the rows lie on the pages, so that one damaged page is one gap.
    key: kind.wr === 1 ? key.map(({ name, type }) => ({ column: name, isText: type === 'TEXT' })) : [ROWID],
  };
}

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  /** Place in the primary key, from 1; 0: not in it. */
  readonly pk: number;
}

async function copyTable(
  source: Database,
  target: Database,
  shape: TableShape,
  faults: CheckFault[],
): Promise<TableReport> {
  const { table, columns, types } = shape;
  if (!hasTable(source, shape)) {
    faults.push({ where: `table ${table}`, what: 'is lost as a whole' });
    return { table, rows: 0, lost: true };
  }
  const marks = columns.map(() => '?').join(', ');
  const insert = target.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks})`);
  const salvage = new Salvage(source, shape);
  const rows = salvage.rows();
  let count = 0;
  let refused = 0;
  const copySome = (): boolean => {
    for (let n = 0; n < ROWS_AT_ONCE; n++) {
      const next = rows.next();
      if (next.done === true) return false;
      if (
        isTaken(
          insert,
          columns.map((column, i) => fitted(next.value[column] ?? null, types[i]!)),
        )
      )
        count++;
      else refused++;
    }
    return true;
  };
  while (transaction(target, copySome)) await setImmediate();
  if (salvage.isLossy) faults.push({ where: `table ${table}`, what: 'has rows that could not be read' });
  if (refused > 0) faults.push({ where: `table ${table}`, what: `${refused} damaged rows were left out` });
  return { table, rows: count, lost: salvage.isLossy || refused > 0 };
}

/** What a column can hold of a value; undefined for nothing. Whatever stands for a text is one. */
function fitted(value: Value, type: string): Value | undefined {
  if (fitOf(type)?.(value) ?? true) return value;
  if (type !== 'TEXT') return undefined;
  return (value instanceof Uint8Array ? Buffer.from(value).toString() : String(value)).replaceAll('\0', '');
}

/** Whether a row fits its table; a damaged one need not. */
function isTaken(insert: Statement, values: readonly (Value | undefined)[]): boolean {
  const whole = values.filter((value) => value !== undefined);
  if (whole.length < values.length) return false;
  try {
    insert.run(...whole);
    return true;
  } catch (error) {
    if (isConstraint(error)) return false;
    throw error;
  }
}

/** SQLite leaves out a table whose first page lies beyond the end of the file; a damaged list may lack columns, or say view. */
function hasTable(source: Database, { table, columns, key }: TableShape): boolean {
  try {
    const names = [...columns, ...key.map(({ column }) => column)];
    source.prepare(`SELECT ${names.join(', ')} FROM ${table} LIMIT 0`);
    return true;
  } catch (error) {
    if (isDamage(error) || isMissingTable(error)) return false;
    throw error;
  }
}
