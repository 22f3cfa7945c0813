import { randomUUID } from 'node:crypto';
import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  openSync,
  readSync,
  closeSync,
  rmSync,
  statSync,
  type Stats,
} from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../../shared/errors.ts';

/** "TLPE" in the header of each project file, so that no other SQLite file is taken for one. */
export const APPLICATION_ID = 0x544c5045;

const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';
/** Offset of the application id in the header. @see https://sqlite.org/fileformat2.html §1.3 */
const APPLICATION_ID_AT = 68;

/** SQLite's own files beside an open one. */
export function filesBeside(path: string): string[] {
  return [`${path}-wal`, `${path}-shm`, `${path}-journal`];
}

/**
 * Makes sure that a path holds a project, without opening it.
 *
 * @throws AppError 'project.not_found', 'project.invalid' with what is there instead, 'project.unwritable' for a file
 *   that may not even be read.
 */
export function requireProjectFile(path: string): void {
  const stats = statsOf(path);
  if (!stats) {
    const advice = 'Check the path, or make it with `timeloupe project new`.';
    throw new AppError('project.not_found', `There is no project ${path}. ${advice}`);
  }
  const invalid = (what: string) => new AppError('project.invalid', `${path} ${what}`);
  if (!stats.isFile()) throw invalid('is not a file. Name a project file.');
  if (stats.size === 0) throw invalid('is empty (0 bytes), so not a Timeloupe project. Use a backup of it.');
  const header = readHeader(path);
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw invalid('is not a Timeloupe project, or its beginning is damaged. If it was one, use a backup of it.');
  }
  if (header.length < HEADER_BYTES) throw invalid('is cut short after a few bytes. Use a backup of it.');
  if (header.readUInt32BE(APPLICATION_ID_AT) !== APPLICATION_ID) {
    throw invalid('is a SQLite file of another program, not a Timeloupe project.');
  }
}

/** undefined: there is nothing of that name, and there may be no such name. @throws AppError 'project.unwritable'. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (cause) {
    const code = String(codeOf(cause));
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(code)) return undefined;
    throw new AppError('project.unwritable', `${path} can't be read (${code}).`, { cause });
  }
}

/** Why the file can't be written, as a sentence, or undefined where it can. */
export function unwritableReason(path: string): string | undefined {
  for (const place of [path, dirname(path)]) {
    try {
      accessSync(place, constants.W_OK);
    } catch {
      return `${place} can't be written: its permissions or its drive don't allow it. The project is open to look at.`;
    }
  }
  return undefined;
}

/**
 * Makes a new file whole or not at all: `make` writes it under another name, which then becomes `path`.
 *
 * @throws AppError 'output.exists' for a path that is taken, 'project.unwritable'.
 */
export function createWhole(path: string, make: (draft: string) => void): void {
  requireFree(path);
  const draft = draftOf(path);
  try {
    make(draft);
    placeNew(draft, path);
  } finally {
    discard(draft);
  }
}

/** The same, for what takes its time. */
export async function createWholeSlowly(path: string, make: (draft: string) => Promise<void>): Promise<void> {
  requireFree(path);
  const draft = draftOf(path);
  try {
    await make(draft);
    placeNew(draft, path);
  } finally {
    discard(draft);
  }
}

/** Removes an unfinished file with what SQLite put beside it. */
export function discard(draft: string): void {
  for (const file of [draft, ...filesBeside(draft)]) {
    // Of a name too long for the system there is nothing to remove.
    if (existsSync(file)) rmSync(file, { force: true });
  }
}

function requireFree(path: string): void {
  const taken = [path, ...filesBeside(path)].find((file) => existsSync(file));
  if (taken === undefined) return;
  throw new AppError('output.exists', `There is already ${taken}. Choose another name, or move it away.`);
}

function draftOf(path: string): string {
  return `${path}.${randomUUID()}.new`;
}

/** Gives a finished file its name, and never another one's. */
function placeNew(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      throw new AppError('output.exists', `There is already ${path}. Choose another name, or move it away.`);
    }
    // Some file systems have no hard links.
    copyNew(draft, path);
  }
}

function copyNew(draft: string, path: string): void {
  try {
    copyFileSync(draft, path, constants.COPYFILE_EXCL);
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') {
      throw new AppError('output.exists', `There is already ${path}. Choose another name, or move it away.`, { cause });
    }
    throw new AppError('project.unwritable', `${path} can't be written (${String(codeOf(cause))}).`, { cause });
  }
}

function readHeader(path: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  try {
    const file = openSync(path, 'r');
    try {
      return header.subarray(0, readSync(file, header, 0, HEADER_BYTES, 0));
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw new AppError('project.unwritable', `${path} can't be read (${String(codeOf(cause))}).`, { cause });
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
