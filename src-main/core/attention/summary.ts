import { AppError } from '../../shared/errors.ts';
import { frameWeights, meanOfHeads, WEIGHT_KINDS, type WeightKind } from './frame-weights.ts';
import { valuesOf } from './tensors.ts';
import type { AttentionShape, AttentionTensors } from './view.ts';

/** The outputs of the predict graph that a summary is made of, as far as a model has them. */
export const SUMMARY_OUTPUTS = ['cls_attention', 'temporal_attention_mean'] as const;

/** What is kept of a window's attention, so that it can be shown without running the model. */
export interface AttentionSummary {
  readonly frames: number;
  readonly rows: number;
  readonly cols: number;
  /** T x H' x W': the class token's attention in the last layer, mean of the heads; one scale, frames comparable. */
  readonly classAttention: Float32Array;
  readonly weightKind: WeightKind;
  /** T, summing to 1: see frameWeights; null for the kind 'none'. */
  readonly frameWeights: Float32Array | null;
  /** T x T, row looks at column: temporal attention, mean of layers, heads and patches; null for models without. */
  readonly temporal: Float32Array | null;
}

const VERSION = 1;
const HEADER_BYTES = 16;

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
  const bytes = new Uint8Array(HEADER_BYTES + weightBytes + map.bytes.length + (matrix?.bytes.length ?? 0));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint8(1, WEIGHT_KINDS.indexOf(kind));
  for (const [i, size] of [frames, rows, cols].entries()) view.setUint16(2 + 2 * i, size, true);
  view.setFloat32(8, map.scale, true);
  view.setFloat32(12, matrix?.scale ?? 0, true);
  weights?.forEach((weight, t) => view.setFloat32(HEADER_BYTES + 4 * t, weight, true));
  bytes.set(map.bytes, HEADER_BYTES + weightBytes);
  if (matrix) bytes.set(matrix.bytes, HEADER_BYTES + weightBytes + map.bytes.length);
  return bytes;
}

/** @throws AppError 'project.invalid' for bytes that no summary has, e.g. of a newer version. */
export function decodeSummary(bytes: Uint8Array): AttentionSummary {
  if (bytes[0] !== VERSION || bytes.length < HEADER_BYTES) throw unreadable(`it has version ${bytes[0] ?? 'none'}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [frames, rows, cols] = [2, 4, 6].map((at) => view.getUint16(at, true)) as [number, number, number];
  const weightKind = WEIGHT_KINDS[view.getUint8(1)];
  const [mapScale, temporalScale] = [view.getFloat32(8, true), view.getFloat32(12, true)];
  const weightCount = weightKind === 'none' ? 0 : frames;
  const mapAt = HEADER_BYTES + 4 * weightCount;
  const temporalAt = mapAt + frames * rows * cols;
  const end = temporalAt + (temporalScale > 0 ? frames * frames : 0);
  if (weightKind === undefined || bytes.length !== end) throw unreadable(`it has ${bytes.length} bytes`);
  const weights = Float32Array.from({ length: weightCount }, (_, t) => view.getFloat32(HEADER_BYTES + 4 * t, true));
  return {
    frames,
    rows,
    cols,
    classAttention: Float32Array.from(bytes.subarray(mapAt, temporalAt), (byte) => byte * mapScale),
    weightKind,
    frameWeights: weightKind === 'none' ? null : weights,
    temporal: temporalScale > 0 ? Float32Array.from(bytes.subarray(temporalAt), (byte) => byte * temporalScale) : null,
  };
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

function unreadable(why: string): AppError {
  return new AppError(
    'project.invalid',
    `The attention of a window can't be read: ${why}. Another version of Timeloupe may have written it; analyze again.`,
  );
}
