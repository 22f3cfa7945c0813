import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { ModelSource } from '../../models/architecture.ts';
import { architectureFor } from '../../models/index.ts';
import { readLabels } from '../../models/labels-file.ts';
import { MANIFEST_NAME, modelHash, readManifest } from '../../models/manifest-file.ts';
import { manifestFor, openModel } from '../../models/open.ts';
import type { Platform } from '../platform.ts';
import type { RunningTask } from '../tasks/task.ts';
import { convert } from './conversion.ts';
import { describeModel, type ModelFacts, modelPathFor } from './model-choice.ts';
import { getModel } from './model-store.ts';

/** Reading, looking whether it is there, writing, hashing, comparing. */
const STEPS = 5;
const MOST_NAMES = 100;

/**
 * Downloads a checkpoint of the hub into the models folder, with progress in MB. One of its files that is no model of
 * ours is said so, and the download stays.
 *
 * @throws AppError as getModel does; for a checkpoint that can't be used, with the reason.
 */
export async function addFromHub(platform: Platform, id: string, task: RunningTask): Promise<ModelFacts> {
  const { path } = await getModel(platform, id, {
    hub: { endpoint: process.env['HF_ENDPOINT'], token: process.env['HF_TOKEN'] },
    signal: task.signal,
    onProgress: ({ doneBytes, totalBytes }) => task.progress(megabytes(doneBytes), megabytes(totalBytes)),
  });
  return usable(await describeModel(path, 'added'));
}

/**
 * Adds a model that lies on this machine: a converted folder as it is, anything else converted into the models folder
 * and run once, so that a model that is listed is one that works. What was converted before isn't converted again.
 * Class names that a file doesn't hold are read from `labels.txt` or `labels.json` beside it.
 *
 * @param path absolute.
 * @throws AppError as modelPathFor, openModel and convert do.
 */
export async function addFromPath(platform: Platform, path: string, task: RunningTask): Promise<ModelFacts> {
  const { signal, progress } = task;
  progress(0, STEPS);
  const place = await modelPathFor(path);
  if (existsSync(join(place, MANIFEST_NAME)) || isInside(place, platform)) {
    await openModel(place, { version: platform.version, cacheDir: platform.cacheDir, signal });
    progress(STEPS);
    return usable(await describeModel(place, 'added'));
  }
  const labelsFile = labelsBeside(place);
  const source = await readSource(place, labelsFile);
  progress(1);
  const { folder, isThere } = await folderFor(source, platform, signal);
  progress(2);
  let step = 2;
  if (!isThere) await convert(place, { out: folder, labelsFile, signal, onStep: () => progress(step++) }, platform);
  progress(STEPS);
  return usable(await describeModel(folder, 'added'));
}

/** @throws AppError as the architecture's reader. */
async function readSource(path: string, labelsFile: string | undefined): Promise<ModelSource> {
  const labels = labelsFile === undefined ? undefined : await readLabels(labelsFile);
  return architectureFor(path)
    .read(path, { labels })
    .catch((error: unknown) => {
      const [, count] = (error instanceof AppError && /Give --labels FILE with (\d+) line/.exec(error.message)) || [];
      if (count === undefined) throw error;
      const advice = `Put a labels.txt with ${count} lines beside it, one name a line.`;
      throw new AppError('request.invalid', `${basename(path)} has no names for its classes. ${advice}`, {
        cause: error,
      });
    });
}

function labelsBeside(path: string): string | undefined {
  const folder = statSync(path).isDirectory() ? path : dirname(path);
  return ['labels.txt', 'labels.json'].map((name) => join(folder, name)).find((file) => existsSync(file));
}

/** Under the source's own name in the models folder, or under the next number where another model has that. */
async function folderFor(
  source: ModelSource,
  platform: Platform,
  signal: AbortSignal,
): Promise<{ readonly folder: string; readonly isThere: boolean }> {
  const { name } = source.description;
  let hash: string | undefined;
  for (let number = 1; number <= MOST_NAMES; number++) {
    const folder = join(platform.userModelsDir, number === 1 ? name : `${name}-${number}`);
    if (!existsSync(folder)) return { folder, isThere: false };
    const there = await readManifest(folder).catch(() => null);
    if (!there) continue;
    hash ??= modelHash(await manifestFor(source, 'fp32', { version: platform.version, signal }));
    if (modelHash(there) === hash) return { folder, isThere: true };
  }
  throw new AppError('output.exists', `There are ${MOST_NAMES} models called ${name}. Remove some of them.`);
}

function isInside(path: string, { modelsDir, userModelsDir }: Platform): boolean {
  return [modelsDir, userModelsDir].some((dir) => path.startsWith(join(dir, '/')));
}

function usable(facts: ModelFacts): ModelFacts {
  if (facts.refusal === null) return facts;
  throw new AppError('model.unsupported', facts.refusal);
}

function megabytes(sizeBytes: number): number {
  return Math.round(sizeBytes / 1e5) / 10;
}
