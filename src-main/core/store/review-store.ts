import type { Database } from './sqlite.ts';

/** Review records of a project. */
export class ReviewStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The connection, for a transaction over several stores. */
  get db(): Database {
    return this.#db;
  }
}
