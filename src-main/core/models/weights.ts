import type { StoredTensor } from '../base/stored-tensor.ts';

/**
 * The tensors of one checkpoint by their Hugging Face names (`timesformer.encoder.layer.0.…`, `classifier.weight`),
 * whatever the file called them. Nothing is held in memory: each read goes to the file, so a caller that drops
 * what it read keeps the peak at one tensor.
 */
export interface TensorSource {
  readonly names: readonly string[];
  /** Where a tensor lies, or undefined if the checkpoint has none of that name. */
  find(name: string): StoredTensor | undefined;
  /**
   * A tensor's values, row-major and contiguous, as float32 (F16 and BF16 exactly, F64 rounded).
   * @throws AppError checkpoint.mismatch if there is no such tensor, checkpoint.unreadable if its bytes can't be read
   */
  read(name: string): Promise<Float32Array>;
}
