import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { ExportFile, WrittenFiles } from '../../export/exporter.ts';
import type { ManifestFile } from '../../export/manifest.ts';
import { byCodePoint } from '../../export/names.ts';

const WRITE_CHARS = 65_536;

/** Writes a text file with the folders that it lies in, a part at a time: others get their turn between. */
export async function writeText(folder: string, { path, chunks }: ExportFile, signal: AbortSignal): Promise<void> {
  const target = join(folder, ...path.split('/'));
  await mkdir(dirname(target), { recursive: true });
  const file = await open(target, 'wx');
  try {
    let waiting = '';
    for (const chunk of chunks) {
      waiting += chunk;
      if (waiting.length < WRITE_CHARS) continue;
      signal.throwIfAborted();
      await file.write(waiting);
      waiting = '';
    }
    await file.write(waiting);
  } finally {
    await file.close();
  }
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
