import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Checksum } from './listing.ts';

/** Hashes one file both ways while its bytes go by. */
export class Digest {
  readonly #sha256 = createHash('sha256');
  readonly #gitSha1 = createHash('sha1');

  /** @param sizeBytes of the whole file: git's hash begins with it. */
  constructor(sizeBytes: number) {
    this.#gitSha1.update(`blob ${sizeBytes}\0`);
  }

  update(bytes: Uint8Array): void {
    this.#sha256.update(bytes);
    this.#gitSha1.update(bytes);
  }

  /** Both hashes in lower-case hex; ends the digest. */
  finish(): Readonly<Record<Checksum['kind'], string>> {
    return { sha256: this.#sha256.digest('hex'), 'git-sha1': this.#gitSha1.digest('hex') };
  }
}

/** The sha256 of a file in lower-case hex, read in pieces. Rejects as the file system does, or with the abort's reason. */
export async function sha256Of(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) {
    signal.throwIfAborted();
    hash.update(bytes as Uint8Array);
  }
  return hash.digest('hex');
}
