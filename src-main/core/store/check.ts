import { setImmediate } from 'node:timers/promises';
import type { CheckFault, CheckReport } from '../../shared/protocol/project-methods.ts';
import { closeConnection, openDamaged } from './connection.ts';
import { counted } from '../base/counted.ts';
import { misfitSql } from './column-types.ts';
import { INVARIANTS } from './invariants.ts';
import { Replay } from './replay.ts';
import type { Database } from './sqlite.ts';
import { STORED_JSON, strangersIn } from './stored-json.ts';
import { isDamage, isMissingTable } from './store-fault.ts';

/** More faults of one kind are counted, not listed. */
const LISTED_OF_A_KIND = 100;

/**
 * Reads a whole project and says what is wrong with it; nothing is changed. A project of another version is checked
 * for damage only. Works in steps, so that others on the event loop have their turns.
 *
 * @throws AppError 'project.not_found', 'project.unwritable' where it can't be opened, and
 *   'project.invalid' for a file that is no project at all: a damaged one is a fault in the report.
 */
export async function checkProject(path: string): Promise<CheckReport> {
  const check = new Check();
  const db = openDamaged(path);
  try {
    await check.run(db);
  } finally {
    // Of a damaged file nothing is tidied up: its log may be needed.
    if (check.faults.length === 0) closeConnection(db);
    else db.close();
  }
  return { path, checked: check.checked, faults: check.faults };
}

class Check {
  readonly checked: string[] = [];
  readonly faults: CheckFault[] = [];

  async run(db: Database): Promise<void> {
    const pages = 'pages and indexes';
    let tables: string[] = [];
    await this.#step(pages, () => {
      tables = tablesOf(db);
      return [];
    });
    for (const table of ['sqlite_schema', ...tables]) {
      await this.#step(pages, () => integrityOf(db, table), `table ${table}`);
    }
    await this.#step('references between tables', () => referencesOf(db));
    if (db.isOtherVersion) return;
    for (const table of tables) await this.#step('values are of their columns’ types', () => misfitsIn(db, table));
    for (const stored of STORED_JSON) {
      await this.#step(`${stored.table}.${stored.column} is JSON`, () => strangersIn(db, stored));
    }
    for (const { name, sql } of INVARIANTS) await this.#step(name, () => placesOf(db, sql));
    await this.#replay(db);
  }

  async #replay(db: Database): Promise<void> {
    const replay = new Replay(db);
    const name = 'the journal gives the present state';
    let hasMore = true;
    while (hasMore) {
      hasMore = false;
      await this.#step(name, () => {
        hasMore = replay.step();
        return [];
      });
    }
    await this.#step(name, () => [...replay.faults, ...replay.differences()]);
  }

  /** Where the file can't be read, that is the fault. @param place of such a fault. */
  async #step(name: string, find: () => CheckFault[], place = name): Promise<void> {
    await setImmediate();
    if (!this.checked.includes(name)) this.checked.push(name);
    const faults = attempt(place, find);
    this.faults.push(...faults.slice(0, LISTED_OF_A_KIND));
    const more = faults.length - LISTED_OF_A_KIND;
    if (more > 0) this.faults.push({ where: place, what: `and ${more} more` });
  }
}

function attempt(where: string, find: () => CheckFault[]): CheckFault[] {
  try {
    return find();
  } catch (error) {
    if (isMissingTable(error)) return [{ where, what: `can't be checked: a table is lost` }];
    if (isDamage(error)) return [{ where, what: `can't be read: the file is damaged` }];
    if (error instanceof SyntaxError) return [{ where, what: `can't be read: ${error.message}` }];
    throw error;
  }
}

function tablesOf(db: Database): string[] {
  const rows = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid`).all();
  return (rows as { name: string }[]).map(({ name }) => name);
}

function integrityOf(db: Database, table: string): CheckFault[] {
  const rows = db.prepare(`PRAGMA integrity_check("${table}")`).all() as { integrity_check: string }[];
  return rows
    .filter((row) => row.integrity_check !== 'ok')
    .map((row) => ({ where: `table ${table}`, what: row.integrity_check }));
}

function misfitsIn(db: Database, table: string): CheckFault[] {
  const columns = db.prepare(`PRAGMA table_info("${table}")`).all() as { name: string; type: string }[];
  const misfit = misfitSql(columns);
  if (misfit === null) return [];
  const { n } = db.prepare(`SELECT count(*) AS n FROM "${table}" WHERE ${misfit}`).get() as { n: number };
  return n === 0 ? [] : [{ where: `table ${table}`, what: `has values of a wrong type in ${counted(n, 'row')}` }];
}

function referencesOf(db: Database): CheckFault[] {
  const rows = db.prepare('PRAGMA foreign_key_check').all() as {
    table: string;
    rowid: number | null;
    parent: string;
  }[];
  return rows.map(({ table, rowid, parent }) => ({
    where: rowid === null ? `table ${table}` : `${table} ${rowid}`,
    what: `refers to a ${parent} that is not there`,
  }));
}

function placesOf(db: Database, sql: string): CheckFault[] {
  return (db.prepare(sql).all() as { place: string; what: string }[]).map(({ place, what }) => ({
    where: place,
    what,
  }));
}
