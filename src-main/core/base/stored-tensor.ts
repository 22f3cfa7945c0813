/** Element types found in checkpoints, as safetensors names them. */
export type StoredDtype = 'F64' | 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'I16' | 'I8' | 'U8' | 'BOOL';

/** Bytes of one element. */
export const DTYPE_BYTES: Readonly<Record<StoredDtype, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

/**
 * A tensor that lies, uncompressed and little-endian, in a file. Nothing is read until asked for:
 * the same place can serve ONNX Runtime as external data.
 */
export interface StoredTensor {
  readonly dtype: StoredDtype;
  readonly shape: readonly number[];
  /** Elements to step for each axis; row-major unless a torch checkpoint holds a view. */
  readonly strides: readonly number[];
  readonly file: string;
  /** Where the first element lies, in bytes from the file's start. */
  readonly offsetBytes: number;
}

/** Number of elements: the product of the shape, 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Strides of a tensor without gaps, last axis fastest, in elements. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** The elements lie one after the other in row-major order, so that the file's bytes are the tensor's. */
export function isContiguous({ shape, strides }: Pick<StoredTensor, 'shape' | 'strides'>): boolean {
  const wanted = rowMajorStrides(shape);
  // The stride of an axis of length 1 is never used, and torch writes any number there.
  return elementCount(shape) === 0 || shape.every((length, axis) => length === 1 || strides[axis] === wanted[axis]);
}
