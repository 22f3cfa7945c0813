import { DTYPE_BYTES, type StoredTensor } from '../../base/stored-tensor.ts';
import type { PickleValue } from './pickle-values.ts';
import type { TorchTensor } from './torch-pickle.ts';

/** What torch.save wrote: the object, and where each of its storages lies. */
export interface TorchFile {
  readonly path: string;
  readonly root: PickleValue;
  /** Bytes from the file's start, by the storage's key. */
  readonly storageOffsets: ReadonlyMap<string, number>;
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
