import type { Database, Statement, Value } from './sqlite.ts';

/**
 * Statements of one connection, each prepared when it is first needed and then kept: their texts come from a closed
 * set, with `?` for every value. Rows are plain objects, typed by whoever wrote the SQL.
 */
export class Statements {
  readonly #db: Database;
  readonly #prepared = new Map<string, Statement>();

  constructor(db: Database) {
    this.#db = db;
  }

  one(sql: string, ...values: Value[]): object | undefined {
    return this.#statement(sql).get(...values) as object | undefined;
  }

  all(sql: string, ...values: Value[]): object[] {
    return this.#statement(sql).all(...values) as object[];
  }

  run(
    sql: string,
    ...values: Value[]
  ): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint } {
    return this.#statement(sql).run(...values);
  }

  #statement(sql: string): Statement {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const statement = this.#db.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }
}
