import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { basename, dirname, extname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { discard } from './project-file.ts';
import { type Database, openSqlite } from './sqlite.ts';

/** Why a backup was made. Each kind is kept and thinned out apart from the others. */
export type BackupKind = 'daily' | 'asked' | 'migration';

/** How many of each kind are kept. */
export const BACKUPS_KEPT = 7;
const DAY_MS = 86_400_000;

/** "walks-20260131T170500123Z-daily.timeloupe" */
const STAMP = /-(\d{8}T\d{9}Z)-(daily|asked|migration)$/;

interface Backup {
  readonly path: string;
  readonly at: string;
  readonly kind: BackupKind;
}

/** Paths of a project's backups, the newest first. They lie in a folder beside it, `<name>.backups`. */
export function listBackups(projectFile: string): string[] {
  return backupsOf(projectFile).map(({ path }) => path);
}

/** Whether no daily backup was made within a day. One of a clock that was ahead tells nothing. */
export function isBackupDue(projectFile: string, now = new Date()): boolean {
  const [dayAgo, today] = [stampOf(new Date(now.getTime() - DAY_MS)), stampOf(now)];
  return !backupsOf(projectFile).some(({ kind, at }) => kind === 'daily' && dayAgo < at && at <= today);
}

/**
 * Copies an open project into its folder of backups, while it stays in use, and removes the oldest ones of that kind.
 *
 * @returns its path.
 * @throws AppError 'project.unwritable'.
 */
export async function backUp(projectFile: string, kind: BackupKind, now = new Date()): Promise<string> {
  const place = placeFor(projectFile, kind, now);
  // A connection of its own, held to one state of the file: writers go on, and the copy need not begin again.
  const db = openSqlite(projectFile, { readOnlyReason: 'A backup only reads.' });
  try {
    db.exec('BEGIN');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    await db.copyTo(place.draft);
    finish(place);
  } finally {
    db.close();
    discard(place.draft);
  }
  thinOut(projectFile, kind, place.path);
  return place.path;
}

/** The same at once, for a project that is about to be migrated and that nobody uses yet. */
export function backUpNow(db: Database, kind: BackupKind, now = new Date()): string {
  const place = placeFor(db.path, kind, now);
  try {
    db.prepare('VACUUM INTO ?').run(place.draft);
    finish(place);
  } finally {
    discard(place.draft);
  }
  thinOut(db.path, kind, place.path);
  return place.path;
}

interface Place {
  readonly draft: string;
  readonly path: string;
}

function placeFor(projectFile: string, kind: BackupKind, now: Date): Place {
  const folder = folderOf(projectFile);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new AppError('project.unwritable', `The folder ${folder} for backups can't be made.`, { cause });
  }
  const name = `${stemOf(projectFile)}-${stampOf(now)}-${kind}${extname(projectFile)}`;
  return { draft: join(folder, `${name}.${randomUUID()}.new`), path: join(folder, name) };
}

/** A copy becomes a backup only when it is whole and on the disk. */
function finish({ draft, path }: Place): void {
  const db = openSqlite(draft);
  try {
    db.exec('PRAGMA journal_mode = DELETE');
  } finally {
    db.close();
  }
  try {
    const file = openSync(draft, 'r+');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (cause) {
    throw new AppError('project.unwritable', `The backup ${path} can't be written.`, { cause });
  }
}

/** @param made just now: it stays, also beside such of a clock that was ahead. */
function thinOut(projectFile: string, kind: BackupKind, made: string): void {
  const others = backupsOf(projectFile).filter(({ path, kind: its }) => its === kind && path !== made);
  for (const { path } of others.slice(BACKUPS_KEPT - 1)) rmSync(path, { force: true });
}

function backupsOf(projectFile: string): Backup[] {
  const folder = folderOf(projectFile);
  const [stem, ending] = [stemOf(projectFile), extname(projectFile)];
  return namesIn(folder)
    .filter((name) => name.endsWith(ending))
    .flatMap((name) => {
      const bare = name.slice(0, name.length - ending.length);
      const [whole, at, kind] = STAMP.exec(bare) ?? [];
      if (whole === undefined || bare !== stem + whole) return [];
      return [{ path: join(folder, name), at: at!, kind: kind as BackupKind }];
    })
    .sort((a, b) => (a.at < b.at ? 1 : -1));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No backup has been made yet, or the folder can't be read: then there are none to list.
    return [];
  }
}

function folderOf(projectFile: string): string {
  return join(dirname(projectFile), `${stemOf(projectFile)}.backups`);
}

function stemOf(projectFile: string): string {
  return basename(projectFile, extname(projectFile));
}

/** "20260131T170500123Z": sorts by time and may stand in any file name. */
function stampOf(now: Date): string {
  return now.toISOString().replaceAll(/[-:.]/g, '');
}
