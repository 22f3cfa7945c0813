import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Bytes that were dear to make, kept as files below one folder. It may be deleted at any time. */
export class FileCache {
  readonly #folder: string;
  readonly #making = new Map<string, Promise<Uint8Array>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * What is kept under a name, made where nothing is. Two who ask at once wait for one making. A cache that can't be
   * written is no reason to fail.
   *
   * @param name of the file below the folder; made of fingerprints and numbers only.
   */
  get(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const made = this.#making.get(name);
    if (made) return made;
    const making = this.#readOrMake(join(this.#folder, name), make).finally(() => this.#making.delete(name));
    this.#making.set(name, making);
    return making;
  }

  async #readOrMake(path: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const kept = await readFile(path).catch(() => undefined);
    if (kept && kept.length > 0) return kept;
    const bytes = await make();
    const draft = `${path}.${randomUUID()}`;
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(draft, bytes);
      await rename(draft, path);
    } catch {
      await rm(draft, { force: true }).catch(() => undefined);
    }
    return bytes;
  }
}
