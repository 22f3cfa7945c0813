import { stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { RecentProject } from '../../../shared/protocol/app-methods.ts';
import type { Platform } from '../platform.ts';
import { KeptFile } from './kept-file.ts';

const MOST_KEPT = 30;

const keptSchema = z.array(z.object({ path: z.string().min(1), openedAt: z.iso.datetime() }));

/** Projects that were opened on a screen, in `recent.json` of the configuration folder. */
export class RecentProjects {
  readonly #file: KeptFile<z.output<typeof keptSchema>>;
  readonly #reportFault: Platform['reportFault'];

  constructor({ configDir, reportFault }: Platform) {
    this.#file = new KeptFile({ path: join(configDir, 'recent.json'), schema: keptSchema, empty: [], reportFault });
    this.#reportFault = reportFault;
  }

  /** The last opened first. */
  async list(): Promise<RecentProject[]> {
    return this.#described(await this.#file.read());
  }

  /** Puts a project at the top. That it can't be written is no reason for opening to fail. */
  async note(path: string): Promise<void> {
    const entry = { path: resolve(path), openedAt: new Date().toISOString() };
    await this.#file
      .update((kept) => [entry, ...kept.filter((other) => other.path !== entry.path)].slice(0, MOST_KEPT))
      .catch((fault: unknown) => this.#reportFault('noting a recent project', fault));
  }

  /** Takes it off the list; its file stays. @throws AppError 'output.unwritable'. */
  async forget({ path }: { readonly path: string }): Promise<RecentProject[]> {
    const doomed = resolve(path);
    return this.#described(await this.#file.update((kept) => kept.filter((other) => other.path !== doomed)));
  }

  #described(kept: z.output<typeof keptSchema>): Promise<RecentProject[]> {
    return Promise.all(
      kept.map(async ({ path, openedAt }) => {
        const info = await stat(path).catch(() => null);
        return { path, name: basename(path, extname(path)), openedAt, isThere: info?.isFile() ?? false };
      }),
    );
  }
}
