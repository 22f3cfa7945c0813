import { mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { manifestSchema } from '../../../shared/manifest.ts';
import { type HubSettings, hubAccess } from '../../hub/access.ts';
import { type DownloadProgress, downloadCheckpoint } from '../../hub/download.ts';
import { unwritable } from '../../hub/faults.ts';
import { folderNameOf, parseHubId, parseRevision } from '../../hub/hub-id.ts';
import { type HubListing, listCheckpoint } from '../../hub/listing.ts';
import { type FileCheck, type HubRecord, checkFiles, readRecord } from '../../hub/record.ts';
import { type ModelSummary, summaryOf } from './model-folder.ts';
import type { Platform } from '../platform.ts';

/** The places models lie in. */
export type ModelPlaces = Pick<Platform, 'modelsDir' | 'userModelsDir'>;

/** A name as `remove` and `verify` take it; a leading dot is ours, for what is unfinished. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,200}$/;
const STAGING = '.downloads';
const RETRY_DELAYS_MS = [500, 1000, 2000, 4000, 8000];

/** Wishes of a download. */
export interface GetModelOptions {
  readonly hub: HubSettings;
  readonly signal: AbortSignal;
  /** Branch, tag or commit. Default: main. */
  readonly revision?: string;
  /** Called once the hub has answered, before the first file: the moment to show the licence. */
  readonly onListing?: (listing: HubListing) => void;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Waits before the attempts of a transfer that brings nothing. Default: half a second to eight seconds. */
  readonly retryDelaysMs?: readonly number[];
}

/** A model that is there, and whether it was before. */
export interface GotModel {
  readonly name: string;
  readonly path: string;
  readonly record: HubRecord;
  readonly wasThere: boolean;
}

/**
 * Downloads a checkpoint from the hub into the user's models folder. Does nothing where this commit is there.
 *
 * @throws AppError 'request.invalid' for a bad id, revision, HF_ENDPOINT or HF_TOKEN, 'output.exists' where another commit or another
 *   model has the name, and what downloadCheckpoint throws.
 */
export async function getModel(places: ModelPlaces, idText: string, options: GetModelOptions): Promise<GotModel> {
  const id = parseHubId(idText);
  const revision = parseRevision(options.revision ?? 'main');
  const name = folderNameOf(id);
  const path = join(places.userModelsDir, name);
  const { hub, signal } = options;
  const access = hubAccess(hub, signal);
  const listing = await listCheckpoint(access, id, revision);
  options.onListing?.(listing);
  const existing = (await isFolder(path)) ? await recordOf(path) : undefined;
  if (existing?.commit === listing.commit) return { name, path, record: existing, wasThere: true };
  if (existing !== undefined) {
    const what =
      existing === null ? 'a model that did not come from the hub' : `commit ${existing.commit.slice(0, 12)}`;
    throw new AppError(
      'output.exists',
      `${path} holds ${what}. To have commit ${listing.commit.slice(0, 12)} instead, first run: timeloupe models remove ${name}`,
    );
  }
  const record = await downloadCheckpoint(listing, path, {
    access,
    signal,
    revision,
    stagingDir: join(places.userModelsDir, STAGING, name),
    retryDelaysMs: options.retryDelaysMs ?? RETRY_DELAYS_MS,
    onProgress: (progress) => options.onProgress?.(progress),
  });
  return { name, path, record, wasThere: false };
}

/** Bundled models, then the user's, each by name. Folders that hold no usable model are listed with their problem. */
export async function listModels(places: ModelPlaces): Promise<ModelSummary[]> {
  const bundled = await checkpointsIn(places.modelsDir);
  const own = await foldersIn(places.userModelsDir);
  return Promise.all([
    ...bundled.map((name) => summaryOf(join(places.modelsDir, name), name, 'bundled')),
    ...own.map((name) => summaryOf(join(places.userModelsDir, name), name, 'local')),
  ]);
}

/**
 * Deletes a model from the user's folder.
 *
 * @param name a folder's name as listed, or the hub id it came from.
 * @returns the path that is gone.
 * @throws AppError 'request.invalid' for bundled models and for names that are paths, 'model.not_found',
 *   'output.unwritable'.
 */
export async function removeModel(places: ModelPlaces, name: string): Promise<string> {
  const folder = folderNamed(name);
  const path = join(places.userModelsDir, folder);
  if (!(await foldersIn(places.userModelsDir)).includes(folder)) {
    if ((await foldersIn(places.modelsDir)).includes(folder)) {
      throw new AppError('request.invalid', `${folder} came with Timeloupe and is not removed.`);
    }
    throw notFound(places, name);
  }
  // Out of sight in one step, so that an interrupted removal leaves no half model behind.
  const doomed = join(places.userModelsDir, STAGING, `removed-${folder}-${process.pid}`);
  try {
    await mkdir(join(places.userModelsDir, STAGING), { recursive: true });
    await rename(path, doomed);
    await rm(doomed, { recursive: true, force: true });
  } catch (error) {
    throw unwritable(error, path);
  }
  return path;
}

/** The files of one model against their record; null where nothing says what they should be. */
export interface ModelCheck {
  readonly name: string;
  readonly files: readonly FileCheck[] | null;
}

/**
 * Hashes the files of models again: of one, or of all.
 *
 * @throws AppError 'model.not_found' for a name that is not there, 'config.invalid' for a record that is broken.
 */
export async function verifyModels(
  places: ModelPlaces,
  name: string | undefined,
  signal: AbortSignal,
  onModel: (name: string) => void = () => undefined,
): Promise<ModelCheck[]> {
  const wanted = name === undefined ? undefined : folderNamed(name);
  const all = [
    ...(await foldersIn(places.modelsDir)).map((folder) => ({ folder, dir: places.modelsDir })),
    ...(await foldersIn(places.userModelsDir)).map((folder) => ({ folder, dir: places.userModelsDir })),
  ];
  const chosen = all.filter(({ folder }) => wanted === undefined || folder === wanted);
  if (chosen.length === 0 && name !== undefined) throw notFound(places, name);
  const checks: ModelCheck[] = [];
  for (const { folder, dir } of chosen) {
    onModel(folder);
    const path = join(dir, folder);
    const files = (await readRecord(path))?.files ?? (await sourceFiles(path));
    checks.push({ name: folder, files: files && (await checkFiles(path, files, signal)) });
  }
  return checks;
}

/** What a manifest says of the files beside it that it was made from. */
async function sourceFiles(path: string): Promise<{ name: string; sizeBytes: number; sha256: string }[] | null> {
  const text = await readFile(join(path, 'manifest.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const beside = manifestSchema.parse(JSON.parse(text)).source.files.filter(({ name }) => NAME.test(name));
    return beside.length > 0 ? beside : null;
  } catch (error) {
    throw new AppError('config.invalid', `${join(path, 'manifest.json')} is not a manifest.`, { cause: error });
  }
}

/** A record that cannot be read still means that something is there. */
async function recordOf(path: string): Promise<HubRecord | null> {
  return readRecord(path).catch(() => null);
}

function folderNamed(name: string): string {
  const folder = name.includes('/') ? folderNameOf(parseHubId(name)) : name;
  if (NAME.test(folder) && !folder.includes('..')) return folder;
  throw new AppError(
    'request.invalid',
    `${JSON.stringify(name)} is not a model's name. Give one as \`timeloupe models list\` shows it.`,
  );
}

function notFound({ userModelsDir }: ModelPlaces, name: string): AppError {
  return new AppError('model.not_found', `There is no model ${name} in ${userModelsDir}. See: timeloupe models list`);
}

async function foldersIn(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw unwritable(error, dir);
  });
  const ours = names.filter((name) => NAME.test(name)).sort();
  const areFolders = await Promise.all(ours.map((name) => isFolder(join(dir, name))));
  return ours.filter((_, i) => areFolders[i]);
}

/** Recipes lie beside the bundled checkpoints in a checkout. */
async function checkpointsIn(dir: string): Promise<string[]> {
  const names = await foldersIn(dir);
  const files = await Promise.all(names.map((name) => readdir(join(dir, name))));
  return names.filter((_, i) => files[i]!.some((file) => file === 'config.json' || file === 'manifest.json'));
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}
