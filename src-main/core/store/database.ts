import { AppError } from '../../shared/errors.ts';
import type { Database } from './sqlite.ts';

/**
 * Runs `work` in one transaction that takes the write lock at once, or in the one already open. A failure takes
 * everything back.
 *
 * @throws AppError 'project.read_only', 'project.busy', 'project.unwritable'.
 */
export function transaction<T>(db: Database, work: () => T): T {
  const isOpen = () => db.isTransaction;
  if (isOpen()) return work();
  if (db.readOnlyReason !== null) throw new AppError('project.read_only', db.readOnlyReason);
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

/** Runs `work` against one state of the file, whatever other processes write meanwhile. */
export function snapshot<T>(db: Database, work: () => T): T {
  const isOpen = () => db.isTransaction;
  if (isOpen()) return work();
  db.exec('BEGIN');
  try {
    return work();
  } finally {
    if (isOpen()) db.exec('ROLLBACK');
  }
}
