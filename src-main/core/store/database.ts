import type { Database } from './sqlite.ts';

/**
 * Runs `work` in one transaction that takes the write lock at once, or in the one already open. A failure takes
 * everything back.
 */
export function transaction<T>(db: Database, work: () => T): T {
  const isOpen = () => db.isTransaction;
  if (isOpen()) return work();
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite has already rolled back after a full disk or an I/O error.
    if (isOpen()) db.exec('ROLLBACK');
    throw error;
  }
}
