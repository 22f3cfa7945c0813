import type { StoredTensor } from '../../src-main/core/base/stored-tensor.ts';
import type { TensorSource } from '../../src-main/core/models/weights.ts';

/**
 * Another source's tensors with some of them changed. They pass for tensors stored as float64, so that a graph has to
 * read them and can't refer to the file.
 */
export function withChanges(
  source: TensorSource,
  change: (name: string, values: Float32Array) => Float32Array,
): TensorSource {
  return {
    names: source.names,
    find(name): StoredTensor | undefined {
      const tensor = source.find(name);
      return tensor && { ...tensor, dtype: 'F64' };
    },
    read: async (name) => change(name, await source.read(name)),
  };
}
