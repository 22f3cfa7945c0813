import type { Tensor } from '../../../../src-main/shared/domain.ts';
import type { AttentionRequest, AttentionShape } from '../../../../src-main/core/attention/view.ts';

export const DIVIDED: AttentionShape = {
  attentionType: 'divided_space_time',
  layers: 3,
  heads: 2,
  frames: 4,
  rows: 2,
  cols: 3,
  labels: ['wave', 'nod', 'turn'],
};
export const JOINT: AttentionShape = { ...DIVIDED, attentionType: 'joint_space_time' };
export const SPACE: AttentionShape = { ...DIVIDED, attentionType: 'space_only' };

export const REQUEST: AttentionRequest = { layer: 'all', head: 'mean', query: undefined, frame: 0, classIndex: 0 };

/** Numbers in [0, 1), the same every time. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Rows over the last axis that are positive and sum to 1, peaked enough that no two are alike. */
export function softmaxTensor(shape: readonly number[], random: () => number): Tensor {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  const length = shape.at(-1)!;
  for (let base = 0; base < data.length; base += length) {
    const row = Array.from({ length }, () => Math.exp(4 * random()));
    const sum = row.reduce((a, b) => a + b, 0);
    row.forEach((value, i) => (data[base + i] = value / sum));
  }
  return { shape, data };
}

/** Every tensor the views read, of a model with random attention. */
export function drawnTensors(shape: AttentionShape, seed = 7): Map<string, Tensor> {
  const { layers, heads, frames, rows, cols, labels } = shape;
  const random = seeded(seed);
  const patches = rows * cols;
  const isJoint = shape.attentionType === 'joint_space_time';
  const tokens = 1 + patches * (isJoint ? frames : 1);
  const tensors = new Map<string, Tensor>();
  for (let layer = 0; layer < layers; layer++) {
    tensors.set(`attentions.${layer}`, softmaxTensor([isJoint ? 1 : frames, heads, tokens, tokens], random));
    if (shape.attentionType === 'divided_space_time') {
      tensors.set(`temporal_attentions.${layer}`, softmaxTensor([patches, heads, frames, frames], random));
    }
  }
  const size = [1, layers, heads, frames, rows, cols];
  tensors.set('cls_attention', { shape: size, data: classRows(shape, tensors) });
  const contributions = Float32Array.from({ length: labels.length * frames * patches }, () => random() - 0.5);
  tensors.set('contributions', { shape: [1, labels.length, frames, rows, cols], data: contributions });
  return tensors;
}

function classRows(shape: AttentionShape, tensors: ReadonlyMap<string, Tensor>): Float32Array {
  const { layers, heads, frames, rows, cols } = shape;
  const values: number[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const { data, shape: size } = tensors.get(`attentions.${layer}`)!;
    const tokens = size[3]!;
    for (let head = 0; head < heads; head++) {
      for (let t = 0; t < frames; t++) {
        for (let n = 0; n < rows * cols; n++) {
          const isJoint = shape.attentionType === 'joint_space_time';
          const base = ((isJoint ? 0 : t) * heads + head) * tokens * tokens;
          values.push(data[base + 1 + (isJoint ? n * frames + t : n)]!);
        }
      }
    }
  }
  return Float32Array.from(values);
}
