import type { Database } from './sqlite.ts';

/** Score records of a project. */
export class ScoreStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The connection, for a transaction over several stores. */
  get db(): Database {
    return this.#db;
  }
}
