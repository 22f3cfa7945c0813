import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import type { HubAccess } from './access.ts';
import { Digest } from './digest.ts';
import { networkReason, refusal, unreachable } from './faults.ts';
import type { HubFile, HubListing } from './listing.ts';

/** What a download needs to know besides the file. */
export interface Transfer {
  readonly access: HubAccess;
  readonly listing: HubListing;
  readonly signal: AbortSignal;
  /** Waits after the first, second, ... attempt in a row that broke; one that brings bytes begins a new row. */
  readonly retryDelaysMs: readonly number[];
  /** Called with the bytes that lie on disk each time more arrive; falls back to 0 where a file starts anew. */
  readonly onBytes: (sizeBytes: number) => void;
}

/** A transfer that broke; worth another attempt from where it stopped. */
class BrokenTransfer extends Error {}

/**
 * Downloads one file to `path`, by way of `path.part`: what is there already is asked for no more (HTTP ranges),
 * a transfer that breaks goes on, and the file gets its name only when its bytes hash to what the hub says.
 *
 * @returns the file's sha256.
 * @throws AppError 'hub.corrupt' where the bytes are wrong, after one more try from the start where part of them
 *   came from an earlier run; 'hub.unreachable', 'hub.forbidden', 'hub.not_found', 'cancelled'. File system errors
 *   pass as they are.
 */
export async function fetchFile(file: HubFile, path: string, transfer: Transfer): Promise<string> {
  const partPath = `${path}.part`;
  for (;;) {
    const part = await PartialFile.open(partPath, file);
    const resumedBytes = part.sizeBytes;
    try {
      transfer.onBytes(part.sizeBytes);
      await fillPart(file, part, transfer);
    } finally {
      await part.close();
    }
    const hashes = part.finish();
    const { checksum } = file;
    if (checksum === null || hashes[checksum.kind] === checksum.hex) {
      await rename(partPath, path);
      return hashes.sha256;
    }
    await rm(partPath, { force: true });
    if (resumedBytes === 0)
      throw corrupt(transfer, file, `its bytes do not have the ${checksum.kind} that the hub lists`);
  }
}

async function fillPart(file: HubFile, part: PartialFile, transfer: Transfer): Promise<void> {
  let failuresInRow = 0;
  let furthestBytes = part.sizeBytes;
  while (part.sizeBytes < file.sizeBytes) {
    try {
      await requestRest(file, part, transfer);
    } catch (error) {
      transfer.signal.throwIfAborted();
      if (!(error instanceof BrokenTransfer)) throw error;
      // What begins anew each time may break off earlier, and then come as far again, without end.
      failuresInRow = part.sizeBytes > furthestBytes ? 1 : failuresInRow + 1;
      furthestBytes = Math.max(furthestBytes, part.sizeBytes);
      const delayMs = transfer.retryDelaysMs[failuresInRow - 1];
      if (delayMs === undefined) throw unreachable(transfer.access, error.message, error);
      await wait(delayMs, undefined, { signal: transfer.signal }).catch(() => transfer.signal.throwIfAborted());
    }
  }
}

/** One request for the bytes that are missing. Resolves when they are all there. */
async function requestRest(file: HubFile, part: PartialFile, transfer: Transfer): Promise<void> {
  const { access, listing } = transfer;
  const response = await access
    .fetch(`${access.endpoint}/${listing.id}/resolve/${listing.commit}/${encodeURIComponent(file.path)}`, {
      // Without identity a proxy may compress, and then ranges and sizes mean something else.
      headers: { 'accept-encoding': 'identity', ...(part.sizeBytes > 0 && { range: `bytes=${part.sizeBytes}-` }) },
    })
    .catch((error: unknown) => {
      throw new BrokenTransfer(networkReason(error), { cause: error });
    });
  try {
    await checkAnswer(response, file, part, transfer);
    await takeBody(response, file, part, transfer);
  } finally {
    await response.body?.cancel().catch(() => undefined);
  }
}

async function checkAnswer(response: Response, file: HubFile, part: PartialFile, transfer: Transfer): Promise<void> {
  const { status } = response;
  if (status === 206) {
    const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
    if (part.sizeBytes > 0 && Number(start) === part.sizeBytes) return;
    throw corrupt(transfer, file, 'the hub answered with another range than was asked for');
  }
  if (status === 200) {
    // The server does not know ranges: from the start.
    if (part.sizeBytes > 0) await part.restart();
    return;
  }
  if (status === 429 || status >= 500) throw new BrokenTransfer(`it answered ${status} for ${file.path}`);
  throw refusal(transfer.access, transfer.listing.id, status, `file ${file.path} of ${transfer.listing.id}`);
}

async function takeBody(response: Response, file: HubFile, part: PartialFile, transfer: Transfer): Promise<void> {
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  while (reader) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw new BrokenTransfer(networkReason(error), { cause: error });
    });
    if (done) break;
    if (part.sizeBytes + value.length > file.sizeBytes) {
      throw corrupt(transfer, file, `the hub sends more than the ${file.sizeBytes} bytes that it lists`);
    }
    await part.append(value);
    transfer.onBytes(part.sizeBytes);
  }
  if (part.sizeBytes < file.sizeBytes) throw new BrokenTransfer(`the transfer of ${file.path} ended early`);
}

function corrupt({ listing }: Transfer, file: HubFile, reason: string): AppError {
  return new AppError(
    'hub.corrupt',
    `${file.path} of ${listing.id} is not what it should be: ${reason}. Nothing was kept; try again later or from another network.`,
  );
}

/** The bytes of a file that have arrived, on disk and in its hashes. */
class PartialFile {
  readonly #handle: FileHandle;
  readonly #file: HubFile;
  #digest: Digest;
  #sizeBytes = 0;

  private constructor(handle: FileHandle, file: HubFile) {
    this.#handle = handle;
    this.#file = file;
    this.#digest = new Digest(file.sizeBytes);
  }

  /** Opens what an earlier run left, or starts anew where there is nothing or too much. */
  static async open(path: string, file: HubFile): Promise<PartialFile> {
    const handle = await open(path, 'a+');
    const part = new PartialFile(handle, file);
    const { size } = await handle.stat();
    if (size > file.sizeBytes) await part.restart();
    else for await (const bytes of createReadStream(path)) part.#count(bytes as Uint8Array);
    return part;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#handle.appendFile(bytes);
    this.#count(bytes);
  }

  async restart(): Promise<void> {
    await this.#handle.truncate(0);
    this.#digest = new Digest(this.#file.sizeBytes);
    this.#sizeBytes = 0;
  }

  finish(): ReturnType<Digest['finish']> {
    return this.#digest.finish();
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  #count(bytes: Uint8Array): void {
    this.#digest.update(bytes);
    this.#sizeBytes += bytes.length;
  }
}
