import { fromFloat16 } from '../../base/float16.ts';
import {
  DTYPE_BYTES,
  type StoredDtype,
  type StoredTensor,
  elementCount,
  isContiguous,
} from '../../base/stored-tensor.ts';
import { RandomAccessFile } from './random-access-file.ts';

const CHUNK_ELEMENTS = 2 ** 20;

/**
 * A tensor's elements in row-major order as float32, whatever it is stored as: F16 and BF16 exactly, F64 and integers
 * rounded to nearest, booleans as 0 and 1.
 *
 * @throws AppError 'checkpoint.unreadable' when the file ends too early.
 */
export async function readFloat32(tensor: StoredTensor): Promise<Float32Array> {
  const values = new Float32Array(elementCount(tensor.shape));
  let at = 0;
  for await (const chunk of streamFloat32(tensor)) {
    values.set(chunk, at);
    at += chunk.length;
  }
  return values;
}

/**
 * The same, in pieces of at most 4 MB where the elements lie in order, so that the largest tensor needs no more
 * memory than the smallest. A strided view comes in one piece. Each piece may be overwritten once the next is asked for.
 */
export async function* streamFloat32(tensor: StoredTensor): AsyncGenerator<Float32Array> {
  const count = elementCount(tensor.shape);
  if (count === 0) return;
  const elementBytes = DTYPE_BYTES[tensor.dtype];
  if (!isContiguous(tensor)) {
    yield await gatherFloat32(tensor);
    return;
  }
  for (let first = 0; first < count; first += CHUNK_ELEMENTS) {
    const length = Math.min(CHUNK_ELEMENTS, count - first);
    const offset = tensor.offsetBytes + first * elementBytes;
    const bytes = await RandomAccessFile.with(tensor.file, (file) => file.read(offset, length * elementBytes));
    yield float32From(bytes, tensor.dtype);
  }
}

/** Reads the span of the file that a strided view touches, then picks its elements. */
async function gatherFloat32({ shape, strides, dtype, file: path, offsetBytes }: StoredTensor): Promise<Float32Array> {
  const spanElements = shape.reduce((last, length, axis) => last + (length - 1) * strides[axis]!, 0) + 1;
  const spanBytes = spanElements * DTYPE_BYTES[dtype];
  const span = float32From(await RandomAccessFile.with(path, (file) => file.read(offsetBytes, spanBytes)), dtype);
  const values = new Float32Array(elementCount(shape));
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < values.length; to++) {
    values[to] = span[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= shape[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return values;
}

/** Little-endian elements → float32. A view where nothing has to be converted. */
function float32From({ buffer, byteOffset, byteLength }: Buffer, dtype: StoredDtype): Float32Array {
  const count = byteLength / DTYPE_BYTES[dtype];
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer, byteOffset, count);
    case 'F64':
      return Float32Array.from(new Float64Array(buffer, byteOffset, count));
    case 'F16':
      return fromFloat16(new Uint16Array(buffer, byteOffset, count));
    case 'BF16':
      return fromBrain(new Uint16Array(buffer, byteOffset, count));
    case 'I64':
      return Float32Array.from(new BigInt64Array(buffer, byteOffset, count), Number);
    case 'I32':
      return Float32Array.from(new Int32Array(buffer, byteOffset, count));
    case 'I16':
      return Float32Array.from(new Int16Array(buffer, byteOffset, count));
    case 'I8':
      return Float32Array.from(new Int8Array(buffer, byteOffset, count));
    case 'U8':
      return Float32Array.from(new Uint8Array(buffer, byteOffset, count));
    case 'BOOL':
      return Float32Array.from(new Uint8Array(buffer, byteOffset, count), (byte) => (byte === 0 ? 0 : 1));
  }
}

/** bfloat16 is the upper half of a float32. */
function fromBrain(source: Uint16Array): Float32Array {
  const bits = new Uint32Array(source.length);
  for (let i = 0; i < source.length; i++) bits[i] = source[i]! << 16;
  return new Float32Array(bits.buffer);
}
