import { mkdir, readFile, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { sha256Of } from './digest.ts';
import { type Transfer, fetchFile } from './fetch-file.ts';
import { unwritable } from './faults.ts';
import type { HubFile, HubListing } from './listing.ts';
import { neededFiles, shardsOf } from './needed-files.ts';
import { type HubRecord, writeRecord } from './record.ts';

const MAX_INDEX_BYTES = 64 * 2 ** 20;

/** How far a download is, over all its files. */
export interface DownloadProgress {
  readonly file: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** A download's wishes. */
export interface DownloadOptions extends Omit<Transfer, 'onBytes' | 'listing'> {
  /** The revision as it was asked for, for the record. */
  readonly revision: string;
  /** Where unfinished downloads are kept, on the same file system as the target. */
  readonly stagingDir: string;
  readonly onProgress: (progress: DownloadProgress) => void;
}

/**
 * Downloads the checkpoint's files and its record into `targetDir`, which appears when all of them are there and
 * right, and not before. What an interrupted run left in the staging folder is used.
 *
 * @throws AppError 'model.unsupported' where it holds no checkpoint; 'hub.corrupt' (nothing of it is kept),
 *   'hub.unreachable', 'hub.forbidden', 'hub.not_found', 'output.unwritable', 'cancelled'.
 */
export async function downloadCheckpoint(
  listing: HubListing,
  targetDir: string,
  options: DownloadOptions,
): Promise<HubRecord> {
  const needed = neededFiles(listing);
  const folder = join(options.stagingDir, listing.commit);
  try {
    await mkdir(folder, { recursive: true });
    const run = new Download(listing, folder, options);
    if ('index' in needed.weights) {
      await run.fetchAll([...needed.small, needed.weights.index]);
      await run.fetchAll(await shards(listing, folder, needed.weights.index));
    } else {
      await run.fetchAll([...needed.small, needed.weights]);
    }
    await writeRecord(folder, run.record());
    await rename(folder, targetDir);
    // Other commits may be unfinished there; only an empty folder goes.
    await rmdir(options.stagingDir).catch(() => undefined);
    await rmdir(dirname(options.stagingDir)).catch(() => undefined);
    return run.record();
  } catch (error) {
    if (error instanceof AppError && error.code === 'hub.corrupt') await rm(folder, { recursive: true, force: true });
    throw unwritable(error, targetDir);
  }
}

async function shards(listing: HubListing, folder: string, { path, sizeBytes }: HubFile): Promise<readonly HubFile[]> {
  if (sizeBytes <= MAX_INDEX_BYTES) return shardsOf(listing, await readFile(join(folder, path), 'utf8'));
  throw new AppError('hub.corrupt', `${path} of ${listing.id} has ${sizeBytes} bytes; an index has a few thousand.`);
}

/** One run: files one after the other, progress over all that are known so far. */
class Download {
  readonly #listing: HubListing;
  readonly #folder: string;
  readonly #options: DownloadOptions;
  readonly #files: HubRecord['files'] = [];
  #finishedBytes = 0;
  #totalBytes = 0;

  constructor(listing: HubListing, folder: string, options: DownloadOptions) {
    this.#listing = listing;
    this.#folder = folder;
    this.#options = options;
  }

  async fetchAll(files: readonly HubFile[]): Promise<void> {
    this.#totalBytes += files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    await this.#checkRoom(files);
    for (const file of files) {
      this.#options.signal.throwIfAborted();
      const sha256 = (await this.#fromEarlierRun(file)) ?? (await this.#fetch(file));
      this.#finishedBytes += file.sizeBytes;
      this.#files.push({
        name: file.path,
        sizeBytes: file.sizeBytes,
        sha256,
        checkedBy: file.checksum?.kind ?? 'size',
      });
    }
  }

  record(): HubRecord {
    const { id, commit, licence } = this.#listing;
    const { access, revision } = this.#options;
    return { version: 1, endpoint: access.endpoint, id, revision, commit, licence, files: this.#files };
  }

  #fetch(file: HubFile): Promise<string> {
    const { access, signal, retryDelaysMs, onProgress } = this.#options;
    return fetchFile(file, join(this.#folder, file.path), {
      access,
      listing: this.#listing,
      signal,
      retryDelaysMs,
      onBytes: (sizeBytes) => {
        onProgress({ file: file.path, doneBytes: this.#finishedBytes + sizeBytes, totalBytes: this.#totalBytes });
      },
    });
  }

  /** A file has its name only after its check, so its size tells whether it is whole. */
  async #fromEarlierRun(file: HubFile): Promise<string | null> {
    const path = join(this.#folder, file.path);
    const found = await stat(path).catch(() => null);
    if (found?.size !== file.sizeBytes) return null;
    const sha256 = await sha256Of(path, this.#options.signal);
    return file.checksum?.kind === 'sha256' && file.checksum.hex !== sha256 ? null : sha256;
  }

  async #checkRoom(files: readonly HubFile[]): Promise<void> {
    let missingBytes = 0;
    for (const { path, sizeBytes } of files) {
      const whole = await stat(join(this.#folder, path)).catch(() => null);
      const part = whole ?? (await stat(join(this.#folder, `${path}.part`)).catch(() => null));
      missingBytes += Math.max(0, sizeBytes - (part?.size ?? 0));
    }
    const { bavail, bsize } = await statfs(this.#folder);
    const freeBytes = bavail * bsize;
    if (missingBytes <= freeBytes) return;
    throw new AppError(
      'output.unwritable',
      `${this.#listing.id} needs ${megabytes(missingBytes)} more on the disk of ${this.#folder}, which has ` +
        `${megabytes(freeBytes)}. Make room, or set TIMELOUPE_MODELS to a folder elsewhere.`,
    );
  }
}

function megabytes(sizeBytes: number): string {
  return `${Math.ceil(sizeBytes / 1e6)} MB`;
}
