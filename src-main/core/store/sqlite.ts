import { createRequire } from 'node:module';
import type * as Photostructure from '@photostructure/sqlite';
import { AppError } from '../../shared/errors.ts';
import { fitOf } from './column-types.ts';
import { damagedText, storeFault } from './store-fault.ts';

/**
 * The SQLite driver: Node's own where there is one (Node 22.13 and later, Electron), else the package with the same
 * interface. The one place that knows which.
 */
type Driver = Pick<typeof Photostructure, 'DatabaseSync' | 'backup'>;
type DriverStatement = ReturnType<InstanceType<Driver['DatabaseSync']>['prepare']>;
const requireHere = createRequire(import.meta.url);
const driver = load();

/** What a column may hold. */
export type Value = null | number | bigint | string | Uint8Array;
/** A parameter of a statement: one value, or values by name. */
export type Parameter = Value | Readonly<Record<string, Value>>;

/** Prepared statements kept for another use. */
const MAX_KEPT_STATEMENTS = 256;

export interface OpenOptions {
  /** Why nothing may be written: one sentence for the user. Absent: it may. */
  readonly readOnlyReason?: string;
  /** Another version of the program wrote the file: tables and columns may be missing. */
  readonly isOtherVersion?: boolean;
  /** A file that is cut short, or whose list of tables is damaged, is read as far as it goes. */
  readonly mayBeDamaged?: boolean;
  /** Nothing beside the file can be written either, so that SQLite is to read it as it lies. */
  readonly isImmutable?: boolean;
}

/** A connection whose failures are AppErrors already, where they are the user's to mend. */
export class Database {
  readonly path: string;
  /** null: it may be written. */
  readonly readOnlyReason: string | null;
  readonly isOtherVersion: boolean;
  /** It is read as far as it goes, whatever is in it. */
  readonly mayBeDamaged: boolean;
  readonly #raw: InstanceType<Driver['DatabaseSync']>;
  readonly #statements = new Map<string, Statement>();

  constructor(path: string, options: OpenOptions = {}) {
    const { readOnlyReason, isOtherVersion = false, mayBeDamaged = false, isImmutable = false } = options;
    this.path = path;
    this.readOnlyReason = readOnlyReason ?? null;
    this.isOtherVersion = isOtherVersion;
    this.mayBeDamaged = mayBeDamaged;
    const location = isImmutable ? `${fileUrl(path)}?immutable=1` : path;
    const isReadOnly = readOnlyReason !== undefined;
    this.#raw = this.guarded(
      () =>
        new driver.DatabaseSync(location, {
          readOnly: isReadOnly,
          enableForeignKeyConstraints: true,
          defensive: !mayBeDamaged,
        }),
    );
    // A file of somebody else's may have triggers and views of its own.
    this.exec('PRAGMA trusted_schema = OFF');
    if (mayBeDamaged) this.exec('PRAGMA writable_schema = ON');
  }

  get isOpen(): boolean {
    return this.#raw.isOpen;
  }

  get isTransaction(): boolean {
    return this.#raw.isTransaction;
  }

  exec(sql: string): void {
    this.guarded(() => this.#raw.exec(sql));
  }

  /** The statement of this text; prepared once and kept, so that it costs nothing to ask for it again. */
  prepare(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = new Statement(this, this.rawStatement(sql), sql);
    const [oldest] = this.#statements.keys();
    if (this.#statements.size >= MAX_KEPT_STATEMENTS && oldest !== undefined) this.#statements.delete(oldest);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** A statement that nobody else uses. */
  rawStatement(sql: string): DriverStatement {
    return this.guarded(() => this.#raw.prepare(sql));
  }

  /** Runs what may fail in SQLite; see storeFault. */
  guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storeFault(error, this);
    }
  }

  /** Copies the database as it is into a new file, some pages at a time, while it stays in use. */
  async copyTo(path: string): Promise<void> {
    try {
      await driver.backup(this.#raw, path, { rate: 500 });
    } catch (error) {
      throw storeFault(error, this);
    }
  }

  close(): void {
    this.#statements.clear();
    this.guarded(() => this.#raw.close());
  }
}

/** A prepared statement; rows are plain objects by column name, integers are numbers, blobs are Uint8Arrays. */
export class Statement {
  readonly #db: Database;
  readonly #raw: DriverStatement;
  readonly #sql: string;
  #types: readonly [string, NonNullable<ReturnType<typeof fitOf>>][] | undefined;

  constructor(db: Database, raw: DriverStatement, sql: string) {
    this.#db = db;
    this.#raw = raw;
    this.#sql = sql;
  }

  /** @throws AppError 'request.invalid' for a text with a NUL, at which SQLite would end it, or half a character. */
  run(...parameters: readonly Parameter[]): { changes: number; lastInsertRowid: number | bigint } {
    for (const parameter of parameters) requireWholeText(parameter);
    return this.#db.guarded(() => this.#raw.run(...parameters));
  }

  /** The first row, or undefined. @throws AppError 'project.invalid' where it holds what its columns can't. */
  get(...parameters: readonly Parameter[]): unknown {
    const row = this.#db.guarded(() => this.#raw.get(...parameters) as unknown);
    if (row !== undefined) this.#requireTypes(row);
    return row;
  }

  /** @throws AppError as `get` does. */
  all(...parameters: readonly Parameter[]): unknown[] {
    const rows = this.#db.guarded(() => this.#raw.all(...parameters) as unknown[]);
    for (const row of rows) this.#requireTypes(row);
    return rows;
  }

  /** Row by row; several may be under way at once. */
  *iterate(...parameters: readonly Parameter[]): Generator<unknown, void, undefined> {
    const raw = this.#db.rawStatement(this.#sql);
    const rows = this.#db.guarded(() => raw.iterate(...parameters) as IterableIterator<unknown>);
    try {
      for (;;) {
        const next: IteratorResult<unknown> = this.#db.guarded(() => rows.next());
        if (next.done === true) return;
        this.#requireTypes(next.value);
        yield next.value;
      }
    } finally {
      rows.return?.();
    }
  }

  /** SQLite takes any value into any column; what reads a project trusts in the types that its columns have. */
  #requireTypes(row: unknown): void {
    if (this.#db.mayBeDamaged) return;
    this.#types ??= this.#db.guarded(() => typesOf(this.#raw));
    for (const [name, isFit] of this.#types) {
      if (!isFit((row as Readonly<Record<string, unknown>>)[name])) {
        throw new AppError('project.invalid', damagedText(this.#db.path));
      }
    }
  }
}

/** Of the columns of a statement's rows that are a table's; what is computed may be anything. */
function typesOf(raw: DriverStatement): [string, NonNullable<ReturnType<typeof fitOf>>][] {
  return raw.columns().flatMap(({ name, type }) => {
    const fit = fitOf(type);
    return fit ? [[name, fit]] : [];
  });
}

function requireWholeText(parameter: Parameter): void {
  if (typeof parameter !== 'string') return;
  if (/\p{Surrogate}/u.test(parameter)) {
    throw new AppError(
      'request.invalid',
      'A text holds half of a character, which would become another one. Remove it.',
    );
  }
  if (!parameter.includes('\0')) return;
  const [start = ''] = parameter.split('\0');
  throw new AppError('request.invalid', `The text "${start}…" holds a NUL character, which can't be kept. Remove it.`);
}

/** @throws AppError as storeFault says. */
export function openSqlite(path: string, options: OpenOptions = {}): Database {
  return new Database(path, options);
}

/** As SQLite reads it: "?" and "#" would end the path. */
function fileUrl(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  const escaped = slashed.replaceAll('%', '%25').replaceAll('?', '%3f').replaceAll('#', '%23');
  return `file:${escaped.startsWith('/') ? '' : '/'}${escaped}`;
}

function load(): Driver {
  try {
    return requireHere('node:sqlite') as Driver;
  } catch {
    return requireHere('@photostructure/sqlite') as typeof Photostructure;
  }
}
