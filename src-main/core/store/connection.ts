import { existsSync, statSync } from 'node:fs';
import { AppError } from '../../shared/errors.ts';
import { CURRENT_VERSION, versionOf } from './migrate.ts';
import { requireProjectFile, unwritableReason } from './project-file.ts';
import { type Database, type OpenOptions, openSqlite } from './sqlite.ts';

/** How long a write waits for another process's. */
const BUSY_TIMEOUT_MS = 5000;
const READ_ONLY = 'The project was opened only to look at. Open it for writing to change it.';

/**
 * A connection to a project file: for writing where that is wanted and possible, else only for reading, and then it
 * knows why. While it is open for writing, changes go to a log beside the file (SQLite's WAL); each is on the disk
 * when its transaction returns.
 *
 * @throws AppError 'project.not_found', 'project.invalid', 'project.unwritable', 'project.busy'.
 */
export function openConnection(path: string, { readOnly = false } = {}): Database {
  requireProjectFile(path);
  const readOnlyReason = readOnly ? READ_ONLY : unwritableReason(path);
  const db = readOnlyReason === undefined ? openSqlite(path) : openToRead(path, { readOnlyReason });
  try {
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    const reason = versionReason(db);
    if (reason !== undefined) return reopened(db, { readOnlyReason: reason, isOtherVersion: true });
    if (db.readOnlyReason === null) prepareToWrite(db);
    return db;
  } catch (error) {
    if (db.isOpen) db.close();
    throw error;
  }
}

/**
 * A connection that reads what can be read of a file, however damaged.
 *
 * @throws AppError 'project.not_found'; 'project.invalid' for a file whose very beginning is not a project's;
 *   'project.unwritable'.
 */
export function openDamaged(path: string): Database {
  requireProjectFile(path);
  const db = openToRead(path, { readOnlyReason: READ_ONLY, mayBeDamaged: true });
  return versionReason(db) === undefined
    ? db
    : reopened(db, { readOnlyReason: READ_ONLY, mayBeDamaged: true, isOtherVersion: true });
}

/**
 * Closes a connection. The last one to a file leaves it whole and alone, without SQLite's files beside it; while
 * another process has it open, these stay, and that one removes them.
 */
export function closeConnection(db: Database): void {
  if (db.readOnlyReason === null) settle(db);
  db.close();
  // A reader that outlived the last writer can't fold in what is beside the file; a connection for writing can.
  if (db.readOnlyReason === null || !existsSync(`${db.path}-wal`) || unwritableReason(db.path) !== undefined) return;
  const writer = openSqlite(db.path);
  settle(writer);
  writer.close();
}

/** Moves the log into the file and goes back to SQLite's plain journal, if nobody else has the file open. */
function settle(db: Database): void {
  try {
    db.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE');
  } catch (error) {
    // Another process has it open, or it was moved, or the disk is full or gone: the log stays, which is as safe.
    const isExpected = error instanceof AppError && ['project.busy', 'project.unwritable'].includes(error.code);
    if (!isExpected) throw error;
  }
}

function prepareToWrite(db: Database): void {
  // fullfsync makes macOS write through the drive's own cache; elsewhere it means nothing.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON');
}

/** Why a project of this version can only be looked at, as far as this program understands it; undefined: it needn't. */
function versionReason(db: Database): string | undefined {
  const version = versionOf(db);
  const isNewer = version > CURRENT_VERSION;
  if (!isNewer && (version === CURRENT_VERSION || db.readOnlyReason === null)) return undefined;
  const [age, advice] = isNewer
    ? ['a newer', 'update Timeloupe to change it']
    : ['an older', 'open it for writing to bring it up to date'];
  return (
    `${db.path} was written by ${age} version of Timeloupe (project version ${version}; this program writes ` +
    `${CURRENT_VERSION}). It is open to look at; ${advice}.`
  );
}

function openToRead(path: string, options: OpenOptions): Database {
  try {
    return readable(openSqlite(path, options));
  } catch (error) {
    const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
    // SQLite can't make its files beside this one.
    const isShut = error instanceof AppError && ['project.unwritable', 'project.read_only'].includes(error.code);
    if (!isShut) throw error;
    // Closed in the middle of work, and now where nothing can be written beside it.
    if (log && log.size > 0) {
      const advice = `Copy ${path} and ${path}-wal to a folder that can be written, and open the copy.`;
      throw new AppError('project.unwritable', `${path} was not closed and its folder can't be written. ${advice}`);
    }
    return readable(openSqlite(path, { ...options, isImmutable: true }));
  }
}

function reopened(db: Database, options: OpenOptions): Database {
  db.close();
  return openToRead(db.path, options);
}

/** The connection, once it has read something. */
function readable(db: Database): Database {
  try {
    versionOf(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
