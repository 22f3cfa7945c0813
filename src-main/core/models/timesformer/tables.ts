import { AppError } from '../../../shared/errors.ts';

/**
 * Which source row nearest interpolation takes for each of `count` rows, as torch computes it in float32:
 * min(floor(i * (length / count)), length - 1). Integers or float64 give other rows for hundreds of size pairs.
 *
 * @see torch.nn.functional.interpolate with mode 'nearest'
 */
export function nearestIndices(length: number, count: number): readonly number[] {
  const step = Math.fround(length / count);
  return Array.from({ length: count }, (_, i) => Math.min(Math.floor(Math.fround(Math.fround(i) * step)), length - 1));
}

/**
 * Position embeddings of the patches for another grid, as the embedding layer resizes them.
 *
 * @param table (N0, D) without the class token's row; N0 has to be a square
 * @returns (rows * columns, D), row-major over the new grid
 * @throws AppError checkpoint.mismatch if N0 is no square
 */
export function resizePositions(table: Float32Array, hidden: number, rows: number, columns: number): Float32Array {
  const count = table.length / hidden;
  const side = Math.floor(Math.sqrt(count));
  if (side * side !== count) {
    throw new AppError(
      'checkpoint.mismatch',
      `The position table has ${count} patches, which is no square grid, so it can't be resized to ${rows}x${columns}. Use the size the model was trained with.`,
    );
  }
  const resized = new Float32Array(rows * columns * hidden);
  let offset = 0;
  for (const y of nearestIndices(side, rows)) {
    for (const x of nearestIndices(side, columns)) {
      const from = (y * side + x) * hidden;
      resized.set(table.subarray(from, from + hidden), offset);
      offset += hidden;
    }
  }
  return resized;
}

/** Time embeddings (T0, D) for another number of frames. @returns (frames, D) */
export function resizeTimes(table: Float32Array, hidden: number, frames: number): Float32Array {
  const resized = new Float32Array(frames * hidden);
  nearestIndices(table.length / hidden, frames).forEach((from, to) => {
    resized.set(table.subarray(from * hidden, (from + 1) * hidden), to * hidden);
  });
  return resized;
}
