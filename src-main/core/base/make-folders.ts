import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those that it lies in, where they are missing. Node's own `recursive` never ends where a folder that
 * is there has no room for others, as in /proc.
 *
 * @param path absolute.
 * @returns the first one that was made; undefined where all were there.
 * @throws as mkdir does, for the first one that can't be made.
 */
export async function makeFolders(path: string): Promise<string | undefined> {
  const missing: string[] = [];
  for (let at = path; !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.unshift(at);
  for (const folder of missing) await mkdir(folder).catch(ignoreExisting);
  return missing[0];
}

/** Another process may have made it meanwhile. */
function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
