import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { makeFolders, removeEmptyFolders } from '../base/make-folders.ts';

/** What is written as a folder of files that belong together. */
export interface OutputFolder {
  /** Absolute. */
  readonly path: string;
  /** A file that every such folder holds: only a folder with it may be replaced. */
  readonly marker: string;
  /** Replace a folder that is there. */
  readonly force: boolean;
}

/**
 * Writes a folder that appears whole or not at all: `write` fills a scratch folder on the same disk, which then takes
 * the name.
 *
 * @throws AppError 'output.exists' where something is in the way, before anything is done; 'output.unwritable'.
 */
export async function writeFolder<T>(target: OutputFolder, write: (folder: string) => Promise<T>): Promise<T> {
  await checkTarget(target);
  return writeWhole(target.path, write);
}

/**
 * As `writeFolder`, for a path that is known to be free.
 *
 * @param advice what to do where it can't be written, a sentence without its stop.
 */
export async function writeWhole<T>(path: string, write: (folder: string) => Promise<T>, advice?: string): Promise<T> {
  const parent = dirname(path);
  const staging = join(parent, `.timeloupe-${randomUUID()}`);
  let firstMade: string | undefined;
  try {
    firstMade = await makeFolders(parent);
    await mkdir(staging);
    const result = await write(staging);
    await replaceFolder(staging, path);
    return result;
  } catch (error) {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    if (firstMade !== undefined) await removeEmptyFolders(parent, firstMade);
    throw asUnwritable(error, path, advice);
  }
}

/** Gives a finished scratch folder its name. What had the name goes only once the new folder is in its place. */
export async function replaceFolder(staging: string, out: string): Promise<void> {
  if (!existsSync(out)) {
    await rename(staging, out);
    return;
  }
  const old = `${staging}-old`;
  await rename(out, old);
  try {
    await rename(staging, out);
  } catch (error) {
    await rename(old, out);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

async function checkTarget({ path, marker, force }: OutputFolder): Promise<void> {
  if (!existsSync(path)) return;
  const isFolder = (await stat(path)).isDirectory();
  const names = isFolder ? await readdir(path) : [];
  const isOurs = names.includes(marker);
  if (isFolder && (names.length === 0 || (isOurs && force))) return;
  const advice = isOurs
    ? 'it holds the output of an earlier run. --force replaces it'
    : isFolder
      ? 'it holds other files. Give --out a new or empty folder'
      : 'it is a file. Give --out a folder';
  throw new AppError('output.exists', `Nothing was written to ${path}: ${advice}.`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'it is read-only',
  ENOTDIR: 'part of this path is a file',
  EEXIST: 'part of this path is a file',
  ENAMETOOLONG: 'a name in this path is too long',
};

/** A file system's refusal as a sentence about the place; anything else as it is. */
export function asUnwritable(error: unknown, path: string, advice = 'Give --out another folder'): unknown {
  const fault: NodeJS.ErrnoException | null = error instanceof Error && !(error instanceof AppError) ? error : null;
  // Of a file it would be a fault of ours.
  const isNoPlace = fault?.code === 'ENOENT' && fault.syscall === 'mkdir';
  const reason = isNoPlace ? 'no folder can be made there' : REASONS[fault?.code ?? ''];
  if (reason === undefined) return error;
  return new AppError('output.unwritable', `Cannot write ${path}: ${reason}. ${advice}.`, {
    cause: error,
  });
}
