import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, statfs } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { basename, dirname, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Core } from '../../core/services/core.ts';
import { connect } from '../../shared/connect.ts';
import { AppError } from '../../shared/errors.ts';

/** Left free on the disk, for the project itself and its backups. */
const KEPT_FREE_BYTES = 256 * 2 ** 20;

/** Longer names are cut: most file systems allow 255 bytes, and a number may be added. */
const MAX_NAME_BYTES = 200;

/** Not videos, and so not kept beside the project. */
const OTHER_KINDS = /\.(timeloupe|onnx|pyth|pth|pt|safetensors|bin|json|data|csv|tsv|boris|eaf|vtt)$/i;

/** What a page asks before it sends: an answer in the middle of sending does not reach it in every browser. */
export interface Offer {
  readonly name: string;
  readonly length: number;
  /** Where files go without a project. */
  readonly dataDir: string;
}

/**
 * Whether a file would be taken, and where to.
 *
 * @returns the folder, which exists, and the name before it is made unique.
 * @throws AppError as receiveFile.
 */
export async function placeFor(core: Core, { name, length, dataDir }: Offer) {
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new AppError('request.invalid', 'Send the file with its length in bytes.');
  }
  const safe = safeName(name);
  const folder = await folderFor(core, safe, dataDir);
  await makeRoom(folder, safe, length);
  return { folder, name: safe };
}

/**
 * Makes a folder where it is missing, and sees whether its disk has room.
 *
 * @throws AppError 'output.unwritable'.
 */
export async function makeRoom(folder: string, name: string, length: number): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw unwritable(folder, error);
  });
  await refuseWithoutRoom(folder, name, length);
}

/**
 * Takes the bytes of a file that was dropped on a page and may be on another machine. A video goes into the folder
 * "videos" beside the open project, anything else, or a video without a project, into `dataDir`. The file appears under
 * its name only when all of it is on disk, and never in place of another one.
 *
 * @returns its path.
 * @throws AppError 'request.invalid' without a length or a name; 'output.unwritable' for a full disk or a folder that
 *   can't be written; 'cancelled' when the sender stopped.
 */
export async function receiveFile(core: Core, offer: Offer, request: IncomingMessage): Promise<string> {
  const { folder, name } = await placeFor(core, offer);
  const part = join(folder, `.${randomBytes(6).toString('hex')}.part`);
  try {
    await write(part, request, offer.length);
    return await moveUnder(part, folder, name);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/**
 * A name that any file system takes: the last part of a path, without characters that mean something, devices' names,
 * or a dot at either end.
 *
 * @throws AppError 'request.invalid' when nothing is left.
 */
export function safeName(name: string): string {
  const last = basename(name.replaceAll('\\', '/').normalize('NFC'));
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  const plain = last.replace(/[\u0000-\u001f\u007f<>:"/|?*]/g, '_').replace(/^[. ]+|[. ]+$/g, '');
  const free = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain) ? `_${plain}` : plain;
  const extension = extname(free).slice(0, 20);
  let stem = free.slice(0, free.length - extname(free).length);
  while (Buffer.byteLength(stem + extension) > MAX_NAME_BYTES) stem = Array.from(stem).slice(0, -1).join('');
  if (stem === '')
    throw new AppError('request.invalid', `A file can't be kept under the name "${name.slice(0, 100)}".`);
  return stem + extension;
}

async function folderFor(core: Core, name: string, dataDir: string): Promise<string> {
  if (OTHER_KINDS.test(name)) return join(dataDir, 'uploads');
  try {
    const { path } = await connect(core.port).call('project.info', {});
    return join(dirname(path), 'videos');
  } catch (error) {
    if (error instanceof AppError && error.code === 'project.not_open') return join(dataDir, 'videos');
    throw error;
  }
}

async function refuseWithoutRoom(folder: string, name: string, length: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = Math.max(0, bavail * bsize - KEPT_FREE_BYTES);
  if (length <= freeBytes) return;
  throw new AppError(
    'output.unwritable',
    `${name} has ${megabytes(length)} and the disk of ${folder} has room for ${megabytes(freeBytes)}. Free some, or add it where it is.`,
  );
}

async function write(part: string, request: IncomingMessage, length: number): Promise<void> {
  const file = await open(part, 'wx').catch((error: unknown) => {
    throw unwritable(dirname(part), error);
  });
  let written = 0;
  try {
    await pipeline(request, async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) written += (await file.write(chunk)).bytesWritten;
    });
    await file.sync();
  } catch (error) {
    throw request.destroyed && written < length ? stopped() : unwritable(dirname(part), error);
  } finally {
    await file.close();
  }
  if (written !== length) throw stopped();
}

/** The name is held by an empty file that the whole one replaces. */
async function moveUnder(part: string, folder: string, name: string): Promise<string> {
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  const path = await firstFree(folder, { stem, extension }, async (free) => (await open(free, 'wx')).close());
  await rename(part, path);
  return path;
}

/**
 * Takes the first free of "film.mp4", "film (2).mp4", …
 *
 * @param hold makes something of that name, or fails as a file system does where there is one.
 * @returns its path.
 * @throws AppError 'output.unwritable'.
 */
export async function firstFree(
  folder: string,
  { stem, extension }: { readonly stem: string; readonly extension: string },
  hold: (path: string) => Promise<unknown>,
): Promise<string> {
  for (let count = 1; ; count++) {
    const path = join(folder, `${stem}${count === 1 ? '' : ` (${count})`}${extension}`);
    try {
      await hold(path);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritable(folder, error);
    }
  }
}

/** The sender went away. */
export function stopped(): AppError {
  return new AppError('cancelled', 'The file did not arrive whole and was not kept.');
}

/** @param error of the file system. */
export function unwritable(folder: string, error: unknown): AppError {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  const why = code === 'ENOSPC' ? 'the disk is full' : `it can't be written (${code})`;
  return new AppError('output.unwritable', `The file was not kept in ${folder}: ${why}.`, { cause: error });
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString('en-US')} MB`;
}
