import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../shared/errors.ts';
import { firstFree, makeRoom, safeName, stopped, unwritable } from './upload.ts';

/** A model in parts has some dozens. */
const MOST_FILES = 100;

/** Files that belong side by side: those of a model. */
export interface FolderOffer {
  readonly folder: string;
  /** Their bytes come in this order, one file after the other. */
  readonly files: readonly OfferedFile[];
  readonly dataDir: string;
}

interface OfferedFile {
  readonly name: string;
  readonly length: number;
}

/**
 * Whether a folder of files would be taken, and where to.
 *
 * @returns the folder above it, which exists, and the name before it is made unique.
 * @throws AppError as receiveFolder.
 */
export async function placeForFolder(offer: FolderOffer): Promise<{ readonly folder: string; readonly name: string }> {
  const { folder, name } = await placed(offer);
  return { folder, name };
}

/**
 * Takes the bytes of files that were dropped on a page, into one new folder under `dataDir`: no folder that is there
 * is written into. It appears only when all of the files are on disk.
 *
 * @returns its path.
 * @throws AppError 'request.invalid' for no files, too many, two of one name, a name that can't be kept or lengths that
 *   are not those of the bytes; 'output.unwritable' for a full disk or a folder that can't be written; 'cancelled' when
 *   the sender stopped.
 */
export async function receiveFolder(offer: FolderOffer, request: IncomingMessage): Promise<string> {
  const { folder, name, files, length } = await placed(offer);
  if (Number(request.headers['content-length'] ?? NaN) !== length) {
    throw new AppError('request.invalid', 'Send the files one after the other, with the lengths that are told.');
  }
  const staging = join(folder, `.${randomBytes(6).toString('hex')}.part`);
  try {
    await mkdir(staging).catch((error: unknown) => {
      throw unwritable(folder, error);
    });
    await write(staging, files, request);
    return await moveInto(staging, files, { folder, name });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function placed({ folder: wanted, files: offered, dataDir }: FolderOffer) {
  const files = offered.map(({ name, length }) => ({ name: safeName(name), length }));
  const isMeasured = files.every(({ length }) => Number.isSafeInteger(length) && length >= 0);
  if (files.length === 0 || files.length > MOST_FILES || !isMeasured) {
    throw new AppError('request.invalid', `Send 1 to ${MOST_FILES} files, each with its name and its length in bytes.`);
  }
  // Some file systems don't tell capitals from small letters.
  const [double] = files.filter(({ name }, i) => files.findIndex((file) => isSameName(file.name, name)) < i);
  if (double) throw new AppError('request.invalid', `Two of the files are called ${double.name}. Rename one of them.`);
  const name = safeName(wanted);
  const folder = join(dataDir, 'uploads');
  const length = files.reduce((sum, file) => sum + file.length, 0);
  await makeRoom(folder, name, length);
  return { folder, name, files, length };
}

function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

async function write(folder: string, files: readonly OfferedFile[], request: IncomingMessage): Promise<void> {
  const handles: FileHandle[] = [];
  let isWhole = false as boolean;
  try {
    for (const { name } of files) handles.push(await open(join(folder, name), 'wx'));
    await pipeline(request, async (chunks: AsyncIterable<Buffer>) => {
      isWhole = await writeParts(chunks, files, handles);
    });
    for (const handle of handles) await handle.sync();
  } catch (error) {
    throw request.destroyed && !isWhole ? stopped() : unwritable(folder, error);
  } finally {
    for (const handle of handles) await handle.close();
  }
  if (!isWhole) throw stopped();
}

/** Gives each file its bytes. @returns whether all have come. */
async function writeParts(
  chunks: AsyncIterable<Buffer>,
  files: readonly OfferedFile[],
  handles: readonly FileHandle[],
): Promise<boolean> {
  let at = 0;
  let left = files[0]!.length;
  const skipFull = () => {
    while (left === 0 && at < files.length) left = files[++at]?.length ?? 0;
  };
  skipFull();
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length && at < files.length;) {
      const part = chunk.subarray(from, from + left);
      await handles[at]!.writeFile(part);
      from += part.length;
      left -= part.length;
      skipFull();
    }
  }
  return at === files.length;
}

/** Moves the files into a new folder of that name, or of the first that is free. */
async function moveInto(
  staging: string,
  files: readonly OfferedFile[],
  { folder, name }: { readonly folder: string; readonly name: string },
): Promise<string> {
  const path = await firstFree(folder, { stem: name, extension: '' }, (free) => mkdir(free));
  try {
    for (const file of files) await rename(join(staging, file.name), join(path, file.name));
  } catch (error) {
    await rm(path, { recursive: true, force: true });
    throw unwritable(folder, error);
  }
  return path;
}
