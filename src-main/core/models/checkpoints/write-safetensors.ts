import { open } from 'node:fs/promises';
import { type StoredTensor, elementCount, rowMajorStrides } from '../../base/stored-tensor.ts';
import type { TensorSource } from '../weights.ts';
import { streamFloat32 } from './read-float32.ts';

const FLOAT_BYTES = 4;
/** The header's length is padded to this, so that the data behind it is aligned. */
const ALIGNMENT_BYTES = 8;

/**
 * Writes tensors as float32 into a safetensors file, a few megabytes at a time.
 *
 * @param signal stops between tensors; the file is then incomplete.
 * @returns where each tensor lies in the new file.
 */
export async function writeSafetensors(
  path: string,
  tensors: TensorSource,
  signal?: AbortSignal,
): Promise<Map<string, StoredTensor>> {
  const names = [...tensors.names].sort();
  const entries: Record<string, object> = { __metadata__: { format: 'pt' } };
  const placed = new Map<string, StoredTensor>();
  let end = 0;
  for (const name of names) {
    const { shape } = tensors.find(name)!;
    const start = end;
    end += elementCount(shape) * FLOAT_BYTES;
    entries[name] = { dtype: 'F32', shape, data_offsets: [start, end] };
    placed.set(name, { dtype: 'F32', shape, strides: rowMajorStrides(shape), file: path, offsetBytes: start });
  }
  const json = Buffer.from(JSON.stringify(entries));
  const header = Buffer.alloc(8 + Math.ceil(json.length / ALIGNMENT_BYTES) * ALIGNMENT_BYTES, ' ');
  header.writeBigUInt64LE(BigInt(header.length - 8));
  json.copy(header, 8);

  const file = await open(path, 'w');
  try {
    await file.writeFile(header);
    for (const name of names) {
      signal?.throwIfAborted();
      for await (const { buffer, byteOffset, byteLength } of streamFloat32(tensors.find(name)!)) {
        await file.writeFile(new Uint8Array(buffer, byteOffset, byteLength));
      }
    }
  } finally {
    await file.close();
  }
  return new Map(
    [...placed].map(([name, tensor]) => [name, { ...tensor, offsetBytes: tensor.offsetBytes + header.length }]),
  );
}
