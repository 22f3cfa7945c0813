import { transaction } from './database.ts';
import { initial } from './migrations/001-initial.ts';
import type { Database } from './sqlite.ts';

/** Brings a project from one version to the next, inside a transaction that is not its own. */
export type Migration = (db: Database) => void;

/** In order; the position is the version. Released entries are never edited, moved or removed. */
export const migrations: readonly Migration[] = [initial];

/** The version that this program writes. */
export const CURRENT_VERSION = migrations.length;

/** Brings a project file up to date, one transaction a step, so that a crash leaves a whole version. */
export function migrate(db: Database, target = CURRENT_VERSION): void {
  const row = db.prepare('PRAGMA user_version').get() as { user_version: number };
  for (const [index, step] of migrations.slice(0, target).entries()) {
    if (index < row.user_version) continue;
    transaction(db, () => {
      step(db);
      db.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
}
