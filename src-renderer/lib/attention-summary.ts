/** What a run keeps of a window's attention: see encodeSummary in src-main/core/attention/summary.ts. */
export interface AttentionSummary {
  readonly frames: number;
  readonly rows: number;
  readonly columns: number;
  /** frames × rows × columns: the class token's attention in the last layer, mean of heads. */
  readonly classAttention: Float32Array;
  /** How much each frame counts, summing to 1; null where the model ranks no frames. */
  readonly weights: Float32Array | null;
}

const VERSION = 1;
const HEADER_BYTES = 16;

/** null for bytes of another version. */
export function readSummary(bytes: ArrayBuffer): AttentionSummary | null {
  const view = new DataView(bytes);
  if (bytes.byteLength < HEADER_BYTES || view.getUint8(0) !== VERSION) return null;
  const [frames, rows, columns] = [2, 4, 6].map((at) => view.getUint16(at, true)) as [number, number, number];
  const hasWeights = view.getUint8(1) !== 0;
  const mapAt = HEADER_BYTES + (hasWeights ? 4 * frames : 0);
  const size = frames * rows * columns;
  if (bytes.byteLength < mapAt + size) return null;
  const scale = view.getFloat32(8, true);
  const weight = (_: unknown, t: number) => view.getFloat32(HEADER_BYTES + 4 * t, true);
  return {
    frames,
    rows,
    columns,
    classAttention: Float32Array.from(new Uint8Array(bytes, mapAt, size), (byte) => byte * scale),
    weights: hasWeights ? Float32Array.from({ length: frames }, weight) : null,
  };
}
