import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { StoredTensor } from '../../base/stored-tensor.ts';
import { readText } from '../json-file.ts';
import type { PickleValue } from './pickle-values.ts';
import { parseShardIndex, readSafetensors } from './safetensors.ts';
import { readTorchFile } from './read-torch-file.ts';
import { type TorchFile, storedFrom } from './torch-file.ts';
import { tensorOf } from './torch-pickle.ts';

/** Where the tensors of a checkpoint lie, and in which files. */
export interface WeightFiles {
  readonly files: readonly string[];
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** In the order transformers looks for them. */
const FOLDER_NAMES = [
  'model.safetensors',
  'model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
] as const;

/**
 * The weights of a Hugging Face folder, or null where there are none.
 *
 * @throws AppError 'checkpoint.unreadable', 'checkpoint.unsafe', or 'checkpoint.mismatch' when an index and its parts
 *   disagree.
 */
export async function readFolderWeights(folder: string): Promise<WeightFiles | null> {
  const found = FOLDER_NAMES.map((name) => join(folder, name)).find((path) => existsSync(path));
  return found === undefined ? null : readWeights(found);
}

/** The same for one file: .safetensors, an index of several, or a state dict saved by torch. */
export async function readWeights(path: string): Promise<WeightFiles> {
  if (path.endsWith('.index.json')) return readShards(path);
  if (extname(path) === '.safetensors') return { files: [path], tensors: await readSafetensors(path) };
  const file = await readTorchFile(path);
  return { files: [path], tensors: tensorsIn(file, file.root) };
}

/**
 * The tensors of a state dict. Entries that are not tensors, such as an epoch's number, are left out.
 *
 * @throws AppError 'checkpoint.unreadable' when `dict` is not a dict with names for keys.
 */
export function tensorsIn(file: TorchFile, dict: PickleValue | undefined): Map<string, StoredTensor> {
  if (!(dict instanceof Map)) {
    throw new AppError('checkpoint.unreadable', `${file.path} holds no dict of tensors but something else.`);
  }
  const tensors = new Map<string, StoredTensor>();
  for (const [name, value] of dict) {
    const tensor = tensorOf(value);
    if (typeof name === 'string' && tensor !== null) tensors.set(name, storedFrom(file, tensor));
  }
  return tensors;
}

async function readShards(indexPath: string): Promise<WeightFiles> {
  const placed = parseShardIndex(indexPath, await readText(indexPath));
  const shards = [...new Set(placed.values())];
  const contents = new Map<string, ReadonlyMap<string, StoredTensor>>();
  for (const shard of shards) contents.set(shard, (await readWeights(shard)).tensors);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, shard] of placed) {
    const tensor = contents.get(shard)!.get(name);
    if (tensor === undefined) {
      throw new AppError('checkpoint.mismatch', `${indexPath} places ${name} in ${basename(shard)}, which lacks it.`);
    }
    tensors.set(name, tensor);
  }
  return { files: [indexPath, ...shards], tensors };
}
