import type { Database } from './sqlite.ts';

/** Brings a project from one version to the next, inside a transaction that is not its own. */
export type Migration = (db: Database) => void;
