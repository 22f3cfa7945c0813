import { AppError } from '../../../shared/errors.ts';
import { DTYPE_BYTES } from '../../base/stored-tensor.ts';
import { readPickle } from './pickle.ts';
import type { PickleValue } from './pickle-values.ts';
import type { RandomAccessFile } from './random-access-file.ts';
import type { TorchFile } from './torch-file.ts';
import { type TorchStorage, TorchPickleHost } from './torch-pickle.ts';

/** Room for the pickles at the front of the file; those of a base model with optimizer take a tenth of this. */
const MAX_PICKLE_BYTES = 16 * 2 ** 20;
const PROTOCOL_VERSION = 1001;
const COUNT_BYTES = 8;

/**
 * Reads the stream torch wrote before 1.6: five pickles (magic number, protocol, system, object, storage keys), then
 * for each key the element count and the raw numbers.
 *
 * @throws AppError 'checkpoint.unreadable' or 'checkpoint.unsafe'
 * @see torch/serialization.py `_legacy_save`
 */
export async function readTorchLegacy(file: RandomAccessFile): Promise<TorchFile> {
  const front = await file.read(0, Math.min(file.sizeBytes, MAX_PICKLE_BYTES));
  const host = new TorchPickleHost(file.path);
  let at = 0;
  const next = (): PickleValue => {
    const { value, end } = readPickle(file.path, front, at, host);
    at = end;
    return value;
  };
  next();
  if (next() !== PROTOCOL_VERSION) throw bad(file, 'its protocol version is unknown');
  checkSystem(file, next());
  const root = next();
  const keys = next();
  if (!Array.isArray(keys)) throw bad(file, 'its list of storages is missing');
  return { path: file.path, root, storageOffsets: await storageOffsetsOf(file, keys, at, host.storages) };
}

async function storageOffsetsOf(
  file: RandomAccessFile,
  keys: readonly PickleValue[],
  start: number,
  storages: ReadonlyMap<string, TorchStorage>,
): Promise<Map<string, number>> {
  const offsets = new Map<string, number>();
  let at = start;
  for (const key of keys) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (storage === undefined) throw bad(file, 'it lists a storage that no tensor uses');
    const count = (await file.read(at, COUNT_BYTES)).readBigInt64LE();
    if (count !== BigInt(storage.elements)) {
      throw bad(file, `storage ${storage.key} holds ${count} elements, but ${storage.elements} are needed`);
    }
    offsets.set(storage.key, at + COUNT_BYTES);
    at += COUNT_BYTES + storage.elements * DTYPE_BYTES[storage.dtype];
    if (at > file.sizeBytes) {
      throw bad(file, `storage ${storage.key} ends at byte ${at} of a file of ${file.sizeBytes}, so it is truncated`);
    }
  }
  const missing = [...storages.keys()].find((key) => !offsets.has(key));
  if (missing !== undefined) throw bad(file, `storage ${missing} is missing`);
  return offsets;
}

function checkSystem(file: RandomAccessFile, system: PickleValue): void {
  const isLittle = system instanceof Map && system.get('little_endian') === true;
  if (!isLittle) throw bad(file, 'its numbers are big-endian; only little-endian ones are read');
}

function bad(file: RandomAccessFile, reason: string): AppError {
  return new AppError('checkpoint.unreadable', `${file.path} is not a checkpoint of torch.save: ${reason}.`);
}
