/** Rows and columns summed at once: their 16 sums stay in registers, and each value loaded serves four of them. */
const TILE = 4;

/**
 * a times b, summed in float64, rounded once.
 *
 * @param a (rows, inner), row-major
 * @param b (inner, columns), row-major
 * @returns (rows, columns)
 */
export function matrixProduct(a: Float32Array, b: Float32Array, inner: number): Float32Array {
  const rows = a.length / inner;
  const columns = b.length / inner;
  const result = new Float32Array(rows * columns);
  const left = padded(a, rows, inner, (row, i) => row * inner + i);
  const right = padded(b, columns, inner, (column, i) => i * columns + column);
  const tile = new Float64Array(TILE * TILE);
  for (let row = 0; row < rows; row += TILE) {
    for (let column = 0; column < columns; column += TILE) {
      sumTile(left, row * inner, right, column * inner, inner, tile);
      for (let i = 0; i < Math.min(TILE, rows - row); i++) {
        for (let j = 0; j < Math.min(TILE, columns - column); j++) {
          result[(row + i) * columns + column + j] = tile[i * TILE + j]!;
        }
      }
    }
  }
  return result;
}

/** Lines of `inner` values each, filled up with zeros to a whole number of tiles. */
function padded(
  values: Float32Array,
  lines: number,
  inner: number,
  at: (line: number, i: number) => number,
): Float64Array {
  const copy = new Float64Array(Math.ceil(lines / TILE) * TILE * inner);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < inner; i++) copy[line * inner + i] = values[at(line, i)]!;
  }
  return copy;
}

/** The scalar products of four lines of a with four of b. */
function sumTile(a: Float64Array, aStart: number, b: Float64Array, bStart: number, inner: number, tile: Float64Array) {
  let [s00, s01, s02, s03] = [0, 0, 0, 0];
  let [s10, s11, s12, s13] = [0, 0, 0, 0];
  let [s20, s21, s22, s23] = [0, 0, 0, 0];
  let [s30, s31, s32, s33] = [0, 0, 0, 0];
  for (let i = 0; i < inner; i++) {
    const a0 = a[aStart + i]!;
    const a1 = a[aStart + inner + i]!;
    const a2 = a[aStart + 2 * inner + i]!;
    const a3 = a[aStart + 3 * inner + i]!;
    const b0 = b[bStart + i]!;
    const b1 = b[bStart + inner + i]!;
    const b2 = b[bStart + 2 * inner + i]!;
    const b3 = b[bStart + 3 * inner + i]!;
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s22 += a2 * b2;
    s23 += a2 * b3;
    s30 += a3 * b0;
    s31 += a3 * b1;
    s32 += a3 * b2;
    s33 += a3 * b3;
  }
  tile.set([s00, s01, s02, s03, s10, s11, s12, s13, s20, s21, s22, s23, s30, s31, s32, s33]);
}
