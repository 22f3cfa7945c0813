import { type Key, type KeyColumn, after, middleOf } from './key-space.ts';
import type { Database, Value } from './sqlite.ts';
import { isDamage } from './store-fault.ts';

/** How a table is read: its columns, and those of its primary key in order. */
export interface TableShape {
  readonly table: string;
  readonly columns: readonly string[];
  /** Declared, in the order of the columns. */
  readonly types: readonly string[];
  readonly key: readonly KeyColumn[];
}

type Row = Readonly<Record<string, Value>>;
/** A stretch of keys, [from, to), that has not been read yet; null: without a bound. */
interface Stretch {
  readonly from: Key | null;
  readonly to: Key | null;
}

/** Places that are tried to get past damage in one table. */
const MAX_TRIES = 2000;

/** The rows of a table that can be read, and whether some can't. */
export class Salvage {
  /** Known when all rows have been taken. */
  isLossy = false;
  readonly #db: Database;
  readonly #shape: TableShape;
  readonly #order: string;
  readonly #keys: string;

  constructor(db: Database, shape: TableShape) {
    this.#db = db;
    this.#shape = shape;
    this.#order = shape.key.map(({ column }) => column).join(', ');
    this.#keys = shape.key.map(({ column }, i) => `${column} AS key${i}`).join(', ');
  }

  /**
   * From the first row to the damage, from the last one back to it, and then between: the keys that are left are
   * halved, and again, and from each half's border reading goes on in both directions. Nothing comes twice.
   */
  *rows(): Generator<Row> {
    const waiting: Stretch[] = [{ from: null, to: null }];
    for (let tries = 0; waiting.length > 0 && tries < MAX_TRIES; tries++) {
      const left = yield* this.#stretch(waiting.shift()!);
      const middle = left && middleOf(left.from, left.to, this.#shape.key);
      if (middle) waiting.push({ from: left.from, to: middle }, { from: middle, to: left.to });
    }
  }

  /** Reads a stretch from both ends. @returns what could not be read of it, or null. */
  *#stretch({ from, to }: Stretch): Generator<Row, Stretch | null> {
    const low = yield* this.#read('ASC', from, to);
    if (low.isDone) return null;
    this.isLossy = true;
    const start = low.last ? after(low.last) : from;
    const high = yield* this.#read('DESC', start, to);
    return high.isDone ? null : { from: start, to: high.last ?? to };
  }

  /** @returns the key of the last row that could be read, and whether it was the last one there is. */
  *#read(
    direction: 'ASC' | 'DESC',
    from: Key | null,
    to: Key | null,
  ): Generator<Row, { isDone: boolean; last: Key | null }> {
    const { table, columns, key } = this.#shape;
    const bounds = [from && `(${this.#order}) >= (${marks(from)})`, to && `(${this.#order}) < (${marks(to)})`];
    const where = bounds.filter((bound) => bound !== null).join(' AND ');
    const order = key.map(({ column }) => `${column} ${direction}`).join(', ');
    const sql = `SELECT ${columns.join(', ')}, ${this.#keys} FROM ${table} NOT INDEXED ${where && `WHERE ${where}`} ORDER BY ${order}`;
    let last: Key | null = null;
    try {
      for (const row of this.#db.prepare(sql).iterate(...(from ?? []), ...(to ?? [])) as Iterable<Row>) {
        last = key.map((_, i) => row[`key${i}`]!);
        yield row;
      }
      return { isDone: true, last };
    } catch (error) {
      if (!isDamage(error)) throw error;
      return { isDone: false, last };
    }
  }
}

function marks(key: Key): string {
  return key.map(() => '?').join(', ');
}
