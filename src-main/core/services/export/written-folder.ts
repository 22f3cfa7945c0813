import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { ExportFile, WrittenFiles } from '../../export/exporter.ts';
import type { ManifestFile } from '../../export/manifest.ts';
import { byCodePoint } from '../../export/names.ts';

const WRITE_CHARS = 65_536;

/**
 * Writes a text file with the folders that it lies in, a part at a time: others get their turn between.
 *
 * @returns the SHA-256 of the text, as `describeFile` finds it where it was written as it is.
 */
export async function writeText(folder: string, { path, chunks }: ExportFile, signal: AbortSignal): Promise<string> {
  const target = join(folder, ...path.split('/'));
  await mkdir(dirname(target), { recursive: true });
  const file = await open(target, 'wx');
  const hash = createHash('sha256');
  const write = async (text: string) => {
    hash.update(text);
    await file.writeFile(text);
  };
  try {
    let waiting = '';
    for (const chunk of chunks) {
      waiting += chunk;
      if (waiting.length < WRITE_CHARS) continue;
      signal.throwIfAborted();
      await write(waiting);
      waiting = '';
    }
    await write(waiting);
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

/** The files of a folder as they are on the disk. */
export async function writtenFiles(folder: string): Promise<WrittenFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort(byCodePoint);
  return { paths, text: (path) => readFile(join(folder, ...path.split('/')), 'utf8') };
}

/** Size and SHA-256 of a file. */
export async function describeFile(folder: string, path: string, signal: AbortSignal): Promise<ManifestFile> {
  const target = join(folder, ...path.split('/'));
  const hash = createHash('sha256');
  for await (const part of createReadStream(target, { signal })) hash.update(part as Buffer);
  return { path, bytes: (await stat(target)).size, sha256: hash.digest('hex') };
}
