import { AppError } from './errors.ts';

/** What a window's frame weights are; see frameWeights of core/attention. */
export const WEIGHT_KINDS = ['none', 'rollout', 'attention'] as const;
export type WeightKind = (typeof WEIGHT_KINDS)[number];

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

/** First byte of a summary, raised when its layout changes. */
export const SUMMARY_VERSION = 1;
export const SUMMARY_HEADER_BYTES = 16;

/**
 * Reads what encodeSummary of core/attention/summary.ts writes.
 *
 * @throws AppError 'project.invalid' for bytes that no summary has, e.g. of a newer version.
 */
export function decodeSummary(bytes: Uint8Array): AttentionSummary {
  if (bytes[0] !== SUMMARY_VERSION || bytes.length < SUMMARY_HEADER_BYTES)
    throw unreadable(`it has version ${bytes[0] ?? 'none'}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [frames, rows, cols] = [2, 4, 6].map((at) => view.getUint16(at, true)) as [number, number, number];
  const weightKind = WEIGHT_KINDS[view.getUint8(1)];
  const [mapScale, temporalScale] = [view.getFloat32(8, true), view.getFloat32(12, true)];
  const weightCount = weightKind === 'none' ? 0 : frames;
  const mapAt = SUMMARY_HEADER_BYTES + 4 * weightCount;
  const temporalAt = mapAt + frames * rows * cols;
  const end = temporalAt + (temporalScale > 0 ? frames * frames : 0);
  if (weightKind === undefined || bytes.length !== end) throw unreadable(`it has ${bytes.length} bytes`);
  const weights = Float32Array.from({ length: weightCount }, (_, t) =>
    view.getFloat32(SUMMARY_HEADER_BYTES + 4 * t, true),
  );
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

function unreadable(why: string): AppError {
  return new AppError(
    'project.invalid',
    `The attention of a window can't be read: ${why}. Another version of Timeloupe may have written it; analyze again.`,
  );
}
