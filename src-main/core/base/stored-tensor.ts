/** Element types found in checkpoints, as safetensors names them. */
export type StoredDtype = 'F64' | 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'I16' | 'I8' | 'U8' | 'BOOL';

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
