import type { Migration } from '../migration.ts';

/** A decision about an item of a queue knows the edit that made it: the two are one decision of a person. */
export const decisionEntry: Migration = (db) => {
  db.exec('ALTER TABLE decision ADD COLUMN entry_id INTEGER REFERENCES journal (id)');
};
