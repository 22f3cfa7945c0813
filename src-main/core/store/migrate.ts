import { transaction } from './database.ts';
import type { Migration } from './migration.ts';
import { initial } from './migrations/001-initial.ts';
import { queueKinds } from './migrations/002-queue-kinds.ts';
import { decisionEntry } from './migrations/003-decision-entry.ts';
import { calls } from './migrations/004-calls.ts';
import type { Database } from './sqlite.ts';

/** In order; the position is the version. Released entries are never edited, moved or removed. */
export const migrations: readonly Migration[] = [initial, queueKinds, decisionEntry, calls];

/** The version that this program writes. */
export const CURRENT_VERSION = migrations.length;

/** The version of the file: how many migrations have been through it. */
export function versionOf(db: Database): number {
  const row = db.prepare('PRAGMA user_version').get() as { user_version: number };
  return row.user_version;
}

/**
 * Brings a project file up to date, one transaction a step, so that a crash leaves a whole version. Another process
 * may be doing the same: each step looks again whether it is still to be done.
 */
export function migrate(db: Database, target = CURRENT_VERSION, steps: readonly Migration[] = migrations): void {
  for (const [index, step] of steps.slice(0, target).entries()) {
    if (versionOf(db) > index) continue;
    transaction(db, () => {
      if (versionOf(db) > index) return;
      step(db);
      db.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
}
