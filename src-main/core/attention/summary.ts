import { SUMMARY_HEADER_BYTES, SUMMARY_VERSION, WEIGHT_KINDS } from '../../shared/attention-summary.ts';
import { frameWeights, meanOfHeads } from './frame-weights.ts';
import { valuesOf } from './tensors.ts';
import type { AttentionShape, AttentionTensors } from './view.ts';

/** The outputs of the predict graph that a summary is made of, as far as a model has them. */
export const SUMMARY_OUTPUTS = ['cls_attention', 'temporal_attention_mean'] as const;

/**
 * A window's summary as bytes, little-endian: uint8 version, uint8 kind of weights (by WEIGHT_KINDS), uint16 T, H', W',
 * float32 scale of the map, float32 scale of the temporal matrix (0: there is none), float32[T] weights unless the kind
 * is none, uint8[T][H'][W'] map, uint8[T][T] temporal matrix if there is one. A value is its byte times the scale, off
 * by at most half a scale, and the greatest value has byte 255. 8 frames of 14 x 14 take 1,680 bytes.
 *
 * @param maps a window's outputs by name, without the batch.
 * @throws AppError 'tensor.shape' for an output that is missing or of another shape than the model's.
 */
export function encodeSummary(maps: AttentionTensors, shape: Omit<AttentionShape, 'labels'>): Uint8Array {
  const { layers, heads, frames, rows, cols } = shape;
  const isDivided = shape.attentionType === 'divided_space_time';
  const classAttention = valuesOf(maps, 'cls_attention', [layers, heads, frames, rows, cols]);
  const temporalSize = [layers, rows, cols, frames, frames];
  const temporal = isDivided ? valuesOf(maps, 'temporal_attention_mean', temporalSize) : null;
  const { kind, weights } = frameWeights(shape, classAttention, temporal);
  const map = quantized(meanOfHeads(shape, classAttention, layers - 1));
  const matrix = temporal && quantized(meanMatrix(temporal, frames));

  const weightBytes = (weights?.length ?? 0) * 4;
  const bytes = new Uint8Array(SUMMARY_HEADER_BYTES + weightBytes + map.bytes.length + (matrix?.bytes.length ?? 0));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, SUMMARY_VERSION);
  view.setUint8(1, WEIGHT_KINDS.indexOf(kind));
  for (const [i, size] of [frames, rows, cols].entries()) view.setUint16(2 + 2 * i, size, true);
  view.setFloat32(8, map.scale, true);
  view.setFloat32(12, matrix?.scale ?? 0, true);
  weights?.forEach((weight, t) => view.setFloat32(SUMMARY_HEADER_BYTES + 4 * t, weight, true));
  bytes.set(map.bytes, SUMMARY_HEADER_BYTES + weightBytes);
  if (matrix) bytes.set(matrix.bytes, SUMMARY_HEADER_BYTES + weightBytes + map.bytes.length);
  return bytes;
}

/** @param values 0 and more. */
function quantized(values: Float64Array): { readonly bytes: Uint8Array; readonly scale: number } {
  const greatest = values.reduce((max, value) => Math.max(max, value), 0);
  // As it will be read back; all zeros have any scale but 0.
  const scale = Math.fround(greatest > 0 ? greatest / 255 : 1);
  return { scale, bytes: Uint8Array.from(values, (value) => Math.min(255, Math.round(value / scale))) };
}

/** Mean of (anything) x T x T over all but the last two. */
function meanMatrix(values: Float32Array, frames: number): Float64Array {
  const area = frames * frames;
  const mean = new Float64Array(area);
  for (let i = 0; i < values.length; i++) mean[i % area]! += (values[i]! * area) / values.length;
  return mean;
}
