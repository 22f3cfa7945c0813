import { AppError } from '../../../shared/errors.ts';
import { DTYPE_BYTES, type StoredTensor } from '../../base/stored-tensor.ts';
import type { PickleValue } from './pickle-values.ts';
import { RandomAccessFile } from './random-access-file.ts';
import { readTorchLegacy } from './torch-legacy.ts';
import type { TorchTensor } from './torch-pickle.ts';
import { readTorchZip } from './torch-zip.ts';

/** What torch.save wrote: the object, and where each of its storages lies. */
export interface TorchFile {
  readonly path: string;
  readonly root: PickleValue;
  /** Bytes from the file's start, by the storage's key. */
  readonly storageOffsets: ReadonlyMap<string, number>;
}

const ZIP_START = Buffer.from('PK\x03\x04', 'latin1');
/** PROTO 2, then the number 0x1950a86a20f9469cfc6c as LONG1: how torch before 1.6 begins a file. */
const LEGACY_START = Buffer.from('80028a0a6cfc9c46f920', 'hex');

/**
 * Reads what torch.save wrote, in the zip format (torch 1.6 and later) or the stream before it. Storages stay where
 * they are; nothing is executed.
 *
 * @throws AppError 'checkpoint.unreadable' for a damaged file or another kind of file, 'checkpoint.unsafe' for a
 *   pickle that names something other than tensors and plain containers.
 */
export async function readTorchFile(path: string): Promise<TorchFile> {
  return RandomAccessFile.with(path, async (file) => {
    if (file.sizeBytes === 0) throw new AppError('checkpoint.unreadable', `${path} is empty.`);
    const start = await file.read(0, Math.min(file.sizeBytes, LEGACY_START.length));
    if (start.subarray(0, ZIP_START.length).equals(ZIP_START)) return readTorchZip(file);
    if (start.equals(LEGACY_START)) return readTorchLegacy(file);
    throw new AppError(
      'checkpoint.unreadable',
      `${path} is not a torch checkpoint: it begins with neither a zip archive nor torch's older format.`,
    );
  });
}

/** The place of a tensor within the file. */
export function storedFrom(
  { path, storageOffsets }: TorchFile,
  { storage, firstElement, shape, strides }: TorchTensor,
): StoredTensor {
  const elements = storage.firstElement + firstElement;
  const offsetBytes = storageOffsets.get(storage.key)! + elements * DTYPE_BYTES[storage.dtype];
  return { dtype: storage.dtype, shape, strides, file: path, offsetBytes };
}
