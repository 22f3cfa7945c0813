import { existsSync } from 'node:fs';
import { mkdir, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those that it lies in, where they are missing. Node's own `recursive` never ends where a folder that
 * is there has no room for others, as in /proc.
 *
 * @param path absolute.
 * @returns the first one that was made here; undefined where all were there, or another process was first.
 * @throws as mkdir does, for the first one that can't be made.
 */
export async function makeFolders(path: string): Promise<string | undefined> {
  const missing: string[] = [];
  for (let at = path; !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.unshift(at);
  let first: string | undefined;
  for (const folder of missing) if (await isMade(folder)) first ??= folder;
  return first;
}

/** @returns false where another process has made it meanwhile. */
async function isMade(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Undoes `makeFolders`: removes a folder and those that it lies in, up to the first that was made, as long as nothing
 * lies in them: others may have written there meanwhile.
 */
export async function removeEmptyFolders(path: string, first: string): Promise<void> {
  for (let at = path; at.length >= first.length; at = dirname(at)) {
    const isGone = await rmdir(at).then(
      () => true,
      () => false,
    );
    if (!isGone) return;
  }
}
