import { fromFloat16, toFloat16 } from '../base/float16.ts';
import { topIndices } from '../base/top-indices.ts';

/** Classes whose scores are kept exactly, highest first. */
export const TOP_COUNT = 5;
const ENTRY_BYTES = 6;

/** One of the highest scores of a window. */
export interface TopScore {
  readonly classIndex: number;
  readonly score: number;
}

/** At most TOP_COUNT times (uint16 class, float32 score), highest first, little-endian. */
export function topBlob(scores: Float32Array): Uint8Array {
  const top = topIndices(scores, TOP_COUNT);
  const view = new DataView(new ArrayBuffer(top.length * ENTRY_BYTES));
  for (const [i, index] of top.entries()) {
    view.setUint16(i * ENTRY_BYTES, index, true);
    view.setFloat32(i * ENTRY_BYTES + 2, scores[index]!, true);
  }
  return new Uint8Array(view.buffer);
}

export function topFrom(blob: Uint8Array): TopScore[] {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  return Array.from({ length: blob.byteLength / ENTRY_BYTES }, (_, i) => ({
    classIndex: view.getUint16(i * ENTRY_BYTES, true),
    score: view.getFloat32(i * ENTRY_BYTES + 2, true),
  }));
}

/** float16[n], little-endian. */
export function halvesBlob(values: Float32Array): Uint8Array {
  return bytesOf(toFloat16(values));
}

export function valuesFrom(blob: Uint8Array): Float32Array {
  return fromFloat16(halvesFrom(blob));
}

/** The bits of float16[n]; a view where the blob's place in memory allows one. */
export function halvesFrom(blob: Uint8Array): Uint16Array {
  const { buffer, byteOffset, byteLength } = blob.byteOffset % 2 === 0 ? blob : blob.slice();
  return new Uint16Array(buffer, byteOffset, byteLength / 2);
}

export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
