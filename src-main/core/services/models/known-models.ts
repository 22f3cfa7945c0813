import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { ModelChoice, TaskInfo } from '../../../shared/protocol/app-methods.ts';
import type { JobInfo } from '../../../shared/protocol/run-methods.ts';
import type { RunId } from '../../../shared/records.ts';
import { KeptFile } from '../app/kept-file.ts';
import type { Platform } from '../platform.ts';
import { inTurns } from '../project/video-files.ts';
import type { Tasks } from '../tasks/tasks.ts';
import { addFromHub, addFromPath } from './add-model.ts';
import { describeModel, type ModelFacts } from './model-choice.ts';
import { listModels } from './model-store.ts';

const READ_AT_ONCE = 4;

const keptSchema = z.object({
  /** Paths of models that lie elsewhere than in the models folders. */
  added: z.array(z.string()),
  /** By path, of the last run. */
  windowsPerSec: z.record(z.string(), z.number().positive()),
});

/** Where a model comes from. */
export type ModelOrigin =
  { readonly kind: 'path'; readonly path: string } | { readonly kind: 'hub'; readonly id: string };

/** Models that an analysis may use: bundled, downloaded and added ones; `models.json` of the configuration keeps which. */
export class KnownModels {
  readonly #platform: Platform;
  readonly #tasks: Tasks;
  readonly #file: KeptFile<z.output<typeof keptSchema>>;
  /** Of jobs that run, by their id: the model's path and the last pace. */
  readonly #paces = new Map<string, { readonly path: string; readonly perSec: number }>();

  constructor(platform: Platform, tasks: Tasks) {
    const { configDir, reportFault } = platform;
    this.#platform = platform;
    this.#tasks = tasks;
    const empty = { added: [], windowsPerSec: {} };
    this.#file = new KeptFile({ path: join(configDir, 'models.json'), schema: keptSchema, empty, reportFault });
  }

  /** Bundled ones first, then those of the models folder, then those that lie elsewhere. Ones that are gone are left out. */
  async available(): Promise<ModelChoice[]> {
    const { added, windowsPerSec } = await this.#file.read();
    const { modelsDir } = this.#platform;
    const inFolders = (await listModels(this.#platform)).map(({ path }) => path);
    const elsewhere = added.filter((path) => !inFolders.includes(path) && existsSync(path));
    const facts = await inTurns([...inFolders, ...elsewhere], READ_AT_ONCE, (path) =>
      describeModel(path, path.startsWith(join(modelsDir, '/')) ? 'bundled' : 'added'),
    );
    return facts.map((one) => ({ ...one, windowsPerSec: windowsPerSec[one.id] ?? null }));
  }

  /**
   * Adds a model, as a task whose result is its ModelChoice. A checkpoint is converted into the models folder and run
   * once; a converted folder is remembered where it lies; one of the hub is downloaded.
   *
   * The task fails as convert, openModel and getModel do, with a sentence for a person.
   */
  add({ from }: { readonly from: ModelOrigin }): TaskInfo {
    if (from.kind === 'hub') {
      const spec = { kind: 'model', title: `Download ${from.id}`, unit: 'MB' } as const;
      return this.#tasks.start(spec, async (task) => this.#choice(await addFromHub(this.#platform, from.id, task)));
    }
    const path = resolve(from.path);
    const spec = { kind: 'model', title: `Add ${path}`, unit: 'steps' } as const;
    return this.#tasks.start(spec, async (task) => {
      const facts = await addFromPath(this.#platform, path, task);
      await this.#remember(facts.id);
      return this.#choice(facts);
    });
  }

  /** Follows a job, and keeps how fast it was when it ends. @param pathOf where a run's model lies. */
  async noteJob(job: JobInfo, pathOf: (runId: RunId) => string | null): Promise<void> {
    const { id, runId, state, windowsPerSec } = job;
    const path = this.#paces.get(id)?.path ?? (windowsPerSec !== null && runId !== null ? pathOf(runId) : null);
    if (windowsPerSec !== null && path !== null) this.#paces.set(id, { path, perSec: windowsPerSec });
    const pace = this.#paces.get(id);
    if (state === 'running' || state === 'waiting' || !pace) return;
    this.#paces.delete(id);
    await this.#file
      .update((kept) => ({ ...kept, windowsPerSec: { ...kept.windowsPerSec, [pace.path]: pace.perSec } }))
      .catch((fault: unknown) => this.#platform.reportFault("noting a model's pace", fault));
  }

  async #remember(path: string): Promise<void> {
    await this.#file.update((kept) => ({ ...kept, added: [...kept.added.filter((one) => one !== path), path] }));
  }

  async #choice(facts: ModelFacts): Promise<ModelChoice> {
    const { windowsPerSec } = await this.#file.read();
    return { ...facts, windowsPerSec: windowsPerSec[facts.id] ?? null };
  }
}
