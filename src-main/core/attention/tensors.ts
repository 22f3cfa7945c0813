import { AppError } from '../../shared/errors.ts';
import type { AttentionShape, AttentionTensors } from './view.ts';

/** A named output's values. @throws AppError 'tensor.shape' if it is missing or not of the given shape. */
export function valuesOf(tensors: AttentionTensors, name: string, shape: readonly number[]): Float32Array {
  const tensor = tensors.get(name);
  const wanted = shape.join(' x ');
  if (!tensor) throw new AppError('tensor.shape', `The model's outputs lack ${name} (${wanted}).`);
  if (tensor.shape.length === shape.length && tensor.shape.every((size, i) => size === shape[i])) return tensor.data;
  throw new AppError(
    'tensor.shape',
    `The output ${name} is ${tensor.shape.join(' x ')}; the model promises ${wanted}.`,
  );
}

/** `attentions.{layer}`: (T, A, N+1, N+1), or (1, A, 1+NT, 1+NT) for joint attention. */
export function attentionOf(tensors: AttentionTensors, shape: AttentionShape, layer: number): Float32Array {
  const { tokens, groups } = attentionSize(shape);
  return valuesOf(tensors, attentionName(layer), [groups, shape.heads, tokens, tokens]);
}

/** Tokens that attend to one another, and how many such groups a clip has. */
export function attentionSize(shape: AttentionShape): { tokens: number; groups: number } {
  const patches = shape.rows * shape.cols;
  return shape.attentionType === 'joint_space_time'
    ? { tokens: 1 + patches * shape.frames, groups: 1 }
    : { tokens: 1 + patches, groups: shape.frames };
}

/** `temporal_attentions.{layer}`: (N, A, T, T). */
export function temporalAttentionOf(tensors: AttentionTensors, shape: AttentionShape, layer: number): Float32Array {
  const { rows, cols, heads, frames } = shape;
  return valuesOf(tensors, temporalAttentionName(layer), [rows * cols, heads, frames, frames]);
}

export function attentionName(layer: number): string {
  return `attentions.${layer}`;
}

export function temporalAttentionName(layer: number): string {
  return `temporal_attentions.${layer}`;
}

/** frames x patches from one row of joint attention, whose token 1 + n * T + t is patch n of frame t. */
export function framesFirst(row: Float32Array | Float64Array, shape: AttentionShape): Float32Array {
  const patches = shape.rows * shape.cols;
  const values = new Float32Array(shape.frames * patches);
  for (let n = 0; n < patches; n++) {
    for (let t = 0; t < shape.frames; t++) values[t * patches + n] = row[1 + n * shape.frames + t]!;
  }
  return values;
}

/** The sum of each frame's values. */
export function frameSums(values: Float32Array, frames: number): Float32Array {
  const size = values.length / frames;
  return Float32Array.from({ length: frames }, (_, t) => {
    let sum = 0;
    for (let i = t * size; i < (t + 1) * size; i++) sum += values[i]!;
    return sum;
  });
}
