import type { Migration } from '../migration.ts';

/** Items of queues have kinds, and those of labels that may be wrong remember the class, to see whether it was mended. */
export const queueKinds: Migration = (db) => {
  db.exec('ALTER TABLE queue_item ADD COLUMN kind TEXT');
  db.exec('ALTER TABLE queue_item ADD COLUMN class_id TEXT');
};
