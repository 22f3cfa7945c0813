/** Indices of the `count` highest values, highest first; of equals, the lower index. */
export function topIndices(values: Float32Array, count: number): number[] {
  return Array.from(values.keys())
    .sort((a, b) => values[b]! - values[a]! || a - b)
    .slice(0, count);
}
