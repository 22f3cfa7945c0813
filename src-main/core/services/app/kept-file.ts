import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';

/** Where a kept file lies, what is in it, and whom to tell when it is damaged. */
export interface KeptFileOptions<T> {
  /** Absolute; its folder is made when it is first written. */
  readonly path: string;
  readonly schema: z.ZodType<T>;
  /** What there is without a file. */
  readonly empty: T;
  readonly reportFault: (where: string, fault: unknown) => void;
}

/**
 * A small JSON file that several processes read and write. It is replaced whole, so nobody sees half of it; each change
 * begins with what is in it at that moment, so two processes that change different things keep both.
 */
export class KeptFile<T> {
  readonly #options: KeptFileOptions<T>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: KeptFileOptions<T>) {
    this.#options = options;
  }

  /**
   * What is in it, with this process' changes that are under way. One that can't be read as it should is renamed to
   * "<name>.damaged-<time>" and reported.
   */
  async read(): Promise<T> {
    await this.#last;
    return this.#readNow();
  }

  /**
   * Changes it, one change after the other.
   *
   * @returns what is in it now.
   * @throws AppError 'output.unwritable'.
   */
  update(change: (content: T) => T): Promise<T> {
    const updated = this.#last.then(async () => {
      const content = change(await this.#readNow());
      await this.#write(content);
      return content;
    });
    this.#last = updated.catch(() => undefined);
    return updated;
  }

  async #readNow(): Promise<T> {
    const { path, schema, empty } = this.#options;
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#options.reportFault(`reading ${path}`, error);
      return null;
    });
    if (text === null) return empty;
    try {
      return schema.parse(JSON.parse(text));
    } catch (error) {
      await this.#putAside(error);
      return empty;
    }
  }

  async #write(content: T): Promise<void> {
    const { path } = this.#options;
    const draft = `${path}.${randomUUID()}`;
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`);
      await rename(draft, path);
    } catch (cause) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw new AppError(
        'output.unwritable',
        `${path} can't be written. Check its folder's permissions and the disk.`,
        {
          cause,
        },
      );
    }
  }

  async #putAside(fault: unknown): Promise<void> {
    const { path, reportFault } = this.#options;
    const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[-:.]/g, '')}`;
    reportFault(`${path}, which is kept as ${aside}`, fault);
    await rename(path, aside).catch((error: unknown) => reportFault(`keeping ${path}`, error));
  }
}
