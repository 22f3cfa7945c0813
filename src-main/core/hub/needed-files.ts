import { AppError } from '../../shared/errors.ts';
import type { HubFile, HubListing } from './listing.ts';

const PAPERS = ['README.md', 'LICENSE', 'LICENSE.md', 'LICENSE.txt', 'NOTICE'];
const PREPROCESSORS = ['preprocessor_config.json', 'processor_config.json', 'video_preprocessor_config.json'];
const INDEX = 'model.safetensors.index.json';

/** The files to download, small ones first. */
export interface NeededFiles {
  readonly small: readonly HubFile[];
  /** One weights file, or the index whose shards are to be read from it. */
  readonly weights: HubFile | { readonly index: HubFile };
}

/**
 * Picks what running a checkpoint takes: configuration, preprocessing, licence, and the weights once,
 * safetensors before pickles.
 *
 * @throws AppError 'model.unsupported' where the model has no config.json or no weights we read.
 */
export function neededFiles(listing: HubListing): NeededFiles {
  const byPath = new Map(listing.files.map((file) => [file.path, file]));
  const config = byPath.get('config.json');
  if (!config) throw unsupported(listing, 'has no config.json');
  const others = [...PREPROCESSORS, ...PAPERS].flatMap((path) => byPath.get(path) ?? []);
  const small = [config, ...others];
  const single = byPath.get('model.safetensors');
  if (single) return { small, weights: single };
  const index = byPath.get(INDEX);
  if (index) return { small, weights: { index } };
  const pickle = byPath.get('pytorch_model.bin');
  if (pickle) return { small, weights: pickle };
  throw unsupported(listing, 'has neither model.safetensors (whole or sharded) nor pytorch_model.bin');
}

/**
 * The shards that a safetensors index names.
 *
 * @param indexText content of model.safetensors.index.json.
 * @throws AppError 'hub.corrupt' where the index is not one, or names files the model does not have.
 */
export function shardsOf(listing: HubListing, indexText: string): readonly HubFile[] {
  const names = [...new Set(shardNamesFrom(indexText))].sort();
  if (names.length === 0) throw corruptIndex(listing, 'names no files');
  return names.map((name) => {
    const file = listing.files.find(({ path }) => path === name);
    if (!file || !/^[A-Za-z0-9][A-Za-z0-9._-]*\.safetensors$/.test(name)) {
      throw corruptIndex(listing, `names ${JSON.stringify(name)}, which is not a safetensors file of this model`);
    }
    return file;
  });
}

function shardNamesFrom(indexText: string): string[] {
  try {
    const { weight_map: map } = JSON.parse(indexText) as { weight_map?: unknown };
    return Object.values(map as Record<string, unknown>).map(String);
  } catch {
    // Not JSON, or without the map: the same as naming nothing.
    return [];
  }
}

function corruptIndex(listing: HubListing, reason: string): AppError {
  return new AppError('hub.corrupt', `${INDEX} of ${listing.id} ${reason}. Try another --revision.`);
}

function unsupported(listing: HubListing, reason: string): AppError {
  return new AppError(
    'model.unsupported',
    `${listing.id} at ${listing.commit.slice(0, 12)} ${reason}. It is not a checkpoint in Hugging Face's format; try another --revision.`,
  );
}
