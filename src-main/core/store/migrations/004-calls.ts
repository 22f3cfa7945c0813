import type { Migration } from '../migration.ts';

/** An edit knows the call that asked for it, so that a call that is sent again finds what was done. */
export const calls: Migration = (db) => {
  db.exec(`ALTER TABLE journal ADD COLUMN call_id TEXT;
    CREATE UNIQUE INDEX journal_call ON journal (call_id) WHERE call_id IS NOT NULL`);
};
