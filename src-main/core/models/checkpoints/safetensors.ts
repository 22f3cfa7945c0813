import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import {
  DTYPE_BYTES,
  type StoredDtype,
  type StoredTensor,
  elementCount,
  rowMajorStrides,
} from '../../base/stored-tensor.ts';
import { RandomAccessFile } from './random-access-file.ts';

/** The reference reader refuses longer headers too. */
const MAX_HEADER_BYTES = 100_000_000;

const length = z.int().nonnegative();
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(length),
  data_offsets: z.tuple([length, length]),
});

/**
 * Where each tensor of a .safetensors file lies. Only the header is read.
 *
 * @throws AppError 'checkpoint.unreadable' naming the tensor when the header lies about the file.
 * @see https://github.com/huggingface/safetensors, "Format"
 */
export async function readSafetensors(path: string): Promise<Map<string, StoredTensor>> {
  return RandomAccessFile.with(path, async (file) => {
    if (file.sizeBytes < 8) throw bad(path, `it has ${file.sizeBytes} bytes, and the shortest such file has 8`);
    const headerBytes = Number((await file.read(0, 8)).readBigUInt64LE());
    if (headerBytes > MAX_HEADER_BYTES || headerBytes > file.sizeBytes - 8) {
      throw bad(path, `its header claims ${headerBytes} bytes in a file of ${file.sizeBytes}`);
    }
    const header = parseHeader(path, (await file.read(8, headerBytes)).toString('utf8'));
    const dataStart = 8 + headerBytes;
    const tensors = Object.entries(header)
      .filter(([name]) => name !== '__metadata__')
      .map(([name, entry]) => placed(path, name, entry, dataStart));
    checkCoverage(path, tensors, dataStart, file.sizeBytes);
    return new Map(tensors.map(({ name, tensor }) => [name, tensor]));
  });
}

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

/**
 * The files an index (`*.index.json`) of a checkpoint in several parts names, and which tensor is in which.
 *
 * @throws AppError 'checkpoint.unreadable' for anything but an index whose parts lie beside it.
 */
export function parseShardIndex(path: string, text: string): Map<string, string> {
  const parsed = indexSchema.safeParse(jsonOrNull(text));
  if (!parsed.success) {
    throw new AppError('checkpoint.unreadable', `${path} is not an index of weight files: it has no "weight_map".`);
  }
  const entries = Object.entries(parsed.data.weight_map);
  for (const [tensor, shard] of entries) {
    if (/[/\\]/.test(shard) || shard === '' || shard === '..') {
      throw new AppError('checkpoint.unreadable', `${path} places ${tensor} in "${shard}", outside its own folder.`);
    }
  }
  return new Map(entries.map(([tensor, shard]) => [tensor, join(dirname(path), shard)]));
}

function parseHeader(path: string, text: string): Record<string, unknown> {
  const header = jsonOrNull(text);
  if (typeof header !== 'object' || header === null || Array.isArray(header)) throw bad(path, 'its header is not JSON');
  return header as Record<string, unknown>;
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

interface Placed {
  readonly name: string;
  readonly tensor: StoredTensor;
  readonly endBytes: number;
}

function placed(path: string, name: string, entry: unknown, dataStart: number): Placed {
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) throw bad(path, `the entry of ${name} lacks a dtype, a shape or two data_offsets`);
  const { dtype, shape, data_offsets: offsets } = parsed.data;
  if (!isDtype(dtype)) {
    const known = Object.keys(DTYPE_BYTES).join(', ');
    throw new AppError('checkpoint.unreadable', `${path}: ${name} has the dtype ${dtype}; readable are ${known}.`);
  }
  const wanted = elementCount(shape) * DTYPE_BYTES[dtype];
  if (offsets[1] - offsets[0] !== wanted) {
    throw bad(path, `${name} is ${dtype} [${shape}], ${wanted} bytes, but its offsets span ${offsets[1] - offsets[0]}`);
  }
  return {
    name,
    tensor: { dtype, shape, strides: rowMajorStrides(shape), file: path, offsetBytes: dataStart + offsets[0] },
    endBytes: dataStart + offsets[1],
  };
}

/** The format allows neither gaps nor overlaps: tensors fill the file from the header to its end. */
function checkCoverage(path: string, tensors: readonly Placed[], dataStart: number, sizeBytes: number): void {
  const inOrder = [...tensors].sort((a, b) => a.tensor.offsetBytes - b.tensor.offsetBytes || a.endBytes - b.endBytes);
  let covered = { name: 'the header', endBytes: dataStart };
  for (const { name, tensor, endBytes } of inOrder) {
    if (endBytes > sizeBytes) {
      throw bad(path, `${name} ends at byte ${endBytes} of a file of ${sizeBytes}, so it is truncated`);
    }
    if (tensor.offsetBytes < covered.endBytes) throw bad(path, `${name} overlaps ${covered.name}`);
    if (tensor.offsetBytes > covered.endBytes) {
      throw bad(path, `${tensor.offsetBytes - covered.endBytes} bytes before ${name} belong to no tensor`);
    }
    covered = { name, endBytes };
  }
  if (covered.endBytes < sizeBytes) {
    throw bad(path, `${sizeBytes - covered.endBytes} bytes after ${covered.name} belong to no tensor`);
  }
}

function isDtype(name: string): name is StoredDtype {
  return Object.hasOwn(DTYPE_BYTES, name);
}

function bad(path: string, reason: string): AppError {
  return new AppError(
    'checkpoint.unreadable',
    `${path} is not a sound safetensors file: ${reason}. Download or copy it again.`,
  );
}
