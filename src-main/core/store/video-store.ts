import type { Database } from './sqlite.ts';

/** Video records of a project. */
export class VideoStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The connection, for a transaction over several stores. */
  get db(): Database {
    return this.#db;
  }
}
