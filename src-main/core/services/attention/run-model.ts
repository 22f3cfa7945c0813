import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { ModelRecord } from '../../../shared/records.ts';
import type { OpenModel } from '../../models/architecture.ts';
import { openModelFor } from '../models/open-model.ts';
import type { OpenProject } from '../project/open-project.ts';

/** Models that runs used, opened again; the last one is kept, for opening reads all of its files. */
export class RunModels {
  readonly #project: OpenProject;
  #kept: { readonly hash: string; readonly model: Promise<OpenModel> } | null = null;

  constructor(project: OpenProject) {
    this.#project = project;
  }

  /**
   * The model of a run, where it was or under its name among those installed.
   *
   * @throws AppError 'model.not_found' where it is in neither place, 'checkpoint.mismatch' where another one is; as
   *   openModelFor does.
   */
  open(record: ModelRecord): Promise<OpenModel> {
    if (this.#kept?.hash === record.hash && existsSync(record.path)) return this.#kept.model;
    const model = this.#opened(record);
    const kept = { hash: record.hash, model };
    this.#kept = kept;
    model.catch(() => {
      if (this.#kept === kept) this.#kept = null;
    });
    return model;
  }

  async #opened({ name, path, hash }: ModelRecord): Promise<OpenModel> {
    const { platform, closing } = this.#project;
    const model = await openModelFor(platform, existsSync(path) ? path : basename(path), closing).catch(
      (error: unknown) => {
        if (!(error instanceof AppError && error.code === 'model.not_found')) throw error;
        const advice = 'Bring it back to look at its attention; its scores are kept.';
        throw new AppError('model.not_found', `The model ${name} of this run is no longer at ${path}. ${advice}`);
      },
    );
    if (model.hash === hash) return model;
    throw new AppError(
      'checkpoint.mismatch',
      `${model.path} is no longer the model of this run: its weights or settings have changed. Its maps would not belong to the scores.`,
    );
  }
}
