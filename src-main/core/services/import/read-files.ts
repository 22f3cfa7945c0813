import { createHash } from 'node:crypto';
import { lstat, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { wholePath } from '../../base/whole-path.ts';
import { unreadable } from '../../import/fault.ts';
import { ImportFile } from '../../import/import-file.ts';
import { decodeText } from '../../import/text.ts';

/** Of one file: annotations of thousands of hours are smaller. Text takes up to twice as much memory. */
export const MAX_BYTES = 128 * 2 ** 20;
/** Of all files of one import. */
const MAX_ALL_BYTES = 256 * 2 ** 20;

export interface ReadFiles {
  readonly files: readonly ImportFile[];
  /** Hex, of the files' bytes, and of what was read from beside them so far. */
  readonly digest: () => string;
}

/**
 * Reads the files of an import, each after its size is known.
 *
 * @throws AppError 'import.unreadable' for what is missing, no plain file, too large, or no text; 'request.invalid' for
 *   a path that isn't absolute.
 */
export async function readFiles(paths: readonly string[]): Promise<ReadFiles> {
  const hash = createHash('sha256');
  const files: ImportFile[] = [];
  let left = MAX_ALL_BYTES;
  for (const path of new Set(paths)) {
    const bytes = await readPlainFile(wholePath(path));
    left -= bytes.length;
    if (left < 0) throw unreadable(basename(path), 'the files together are too large', 'Import fewer at a time');
    hash.update(`${bytes.length} `).update(bytes);
    const name = basename(path);
    const sibling = async (other: string) => {
      const found = await siblingBytes(dirname(path), other);
      hash.update(`${found?.length ?? 'no'} `).update(found ?? '');
      return found ? decodeText(other, found) : null;
    };
    files.push(new ImportFile(name, await decodeText(name, bytes), sibling));
  }
  return { files, digest: () => hash.copy().digest('hex') };
}

/** A link that a person names is theirs to follow; one that lies beside a named file may be anybody's. */
async function siblingBytes(folder: string, name: string): Promise<Buffer | null> {
  const path = join(folder, name);
  const found = await lstat(path).catch(() => null);
  if (found?.isSymbolicLink()) {
    throw unreadable(name, 'it is a link beside the file that was named', 'Put the file itself in its place');
  }
  return found?.isFile() ? readPlainFile(path) : null;
}

/** Looked at before it is opened: opening a pipe would wait for someone to write into it. */
async function readPlainFile(path: string): Promise<Buffer> {
  const name = basename(path);
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(name, reasonOf(error), 'Check the path');
  });
  if (found.isDirectory()) throw unreadable(name, 'it is a folder', 'Name the files in it');
  if (!found.isFile()) throw unreadable(name, 'it is no plain file', 'Copy what it gives into a file, and import that');
  if (found.size > MAX_BYTES) {
    const size = `${Math.ceil(found.size / 2 ** 20).toLocaleString('en-US')} MB`;
    throw unreadable(
      name,
      `it has ${size}, and ${MAX_BYTES / 2 ** 20} MB are read at most`,
      'Import it in parts, by video',
    );
  }
  return readFile(path).catch((error: unknown) => {
    throw unreadable(name, reasonOf(error), 'Check the path, and who may read it');
  });
}

function reasonOf(error: unknown): string {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
  if (code === 'ELOOP') return 'it is a link that leads in a circle';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read by this user';
  if (code === 'ENAMETOOLONG') return 'its name is longer than the system allows';
  return `it can't be read (${code})`;
}
