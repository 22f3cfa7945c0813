import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { OpenModel } from '../../models/architecture.ts';
import { openModel } from '../../models/open.ts';
import type { Platform } from '../platform.ts';

/**
 * Opens a model by path, or by the name of a downloaded or bundled one.
 *
 * @throws AppError 'model.not_found' for neither, and as openModel does.
 */
export async function openModelFor(platform: Platform, nameOrPath: string, signal?: AbortSignal): Promise<OpenModel> {
  const places = [resolve(nameOrPath), join(platform.userModelsDir, nameOrPath), join(platform.modelsDir, nameOrPath)];
  const path = places.find((place) => existsSync(place));
  if (path === undefined) {
    throw new AppError(
      'model.not_found',
      `There is no model ${nameOrPath}: it is neither a path nor a name that "models list" shows.`,
    );
  }
  return openModel(path, { version: platform.version, cacheDir: platform.cacheDir, signal });
}
