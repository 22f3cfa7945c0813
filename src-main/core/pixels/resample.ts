import type { AxisWeights } from './coefficients.ts';

/** Where rows of interleaved values lie in an array: row y starts at base + y * stride. */
export interface Rows {
  readonly base: number;
  readonly stride: number;
}

/**
 * Horizontal pass over `count` rows: each becomes weights.starts.length pixels of `channels` interleaved values.
 * Values are clamped to 0..255, as both references clamp.
 */
export function resampleRows(
  source: Uint8Array,
  from: Rows,
  { axis, channels, count }: { readonly axis: AxisWeights; readonly channels: 1 | 3; readonly count: number },
  target: Uint8ClampedArray,
  to: Rows,
): void {
  const pass = channels === 1 ? rowOf1 : axis.taps === 4 ? rowOf3By4 : axis.taps % 4 === 0 ? rowOf3ByFours : rowOf3;
  for (let y = 0; y < count; y++) pass(source, from.base + y * from.stride, axis, target, to.base + y * to.stride);
}

function rowOf3(
  source: Uint8Array,
  base: number,
  { starts, weights, taps, shift }: AxisWeights,
  target: Uint8ClampedArray,
  out: number,
): void {
  const round = 1 << (shift - 1);
  let k = 0;
  for (let i = 0; i < starts.length; i++) {
    let p = base + starts[i]! * 3;
    let red = round;
    let green = round;
    let blue = round;
    for (const end = k + taps; k < end; k++, p += 3) {
      const weight = weights[k]!;
      red += source[p]! * weight;
      green += source[p + 1]! * weight;
      blue += source[p + 2]! * weight;
    }
    target[out++] = red >> shift;
    target[out++] = green >> shift;
    target[out++] = blue >> shift;
  }
}

/** The same for four taps, which is what scaling up and down to half takes. */
function rowOf3By4(
  source: Uint8Array,
  base: number,
  { starts, weights, shift }: AxisWeights,
  target: Uint8ClampedArray,
  out: number,
): void {
  const round = 1 << (shift - 1);
  for (let i = 0, k = 0; i < starts.length; i++, k += 4, out += 3) {
    const p = base + starts[i]! * 3;
    const a = weights[k]!;
    const b = weights[k + 1]!;
    const c = weights[k + 2]!;
    const d = weights[k + 3]!;
    target[out] = (round + source[p]! * a + source[p + 3]! * b + source[p + 6]! * c + source[p + 9]! * d) >> shift;
    target[out + 1] =
      (round + source[p + 1]! * a + source[p + 4]! * b + source[p + 7]! * c + source[p + 10]! * d) >> shift;
    target[out + 2] =
      (round + source[p + 2]! * a + source[p + 5]! * b + source[p + 8]! * c + source[p + 11]! * d) >> shift;
  }
}

/** The same for a multiple of four taps. */
function rowOf3ByFours(
  source: Uint8Array,
  base: number,
  { starts, weights, taps, shift }: AxisWeights,
  target: Uint8ClampedArray,
  out: number,
): void {
  const round = 1 << (shift - 1);
  let k = 0;
  for (let i = 0; i < starts.length; i++, out += 3) {
    let p = base + starts[i]! * 3;
    let red = round;
    let green = round;
    let blue = round;
    for (const end = k + taps; k < end; k += 4, p += 12) {
      const a = weights[k]!;
      const b = weights[k + 1]!;
      const c = weights[k + 2]!;
      const d = weights[k + 3]!;
      red = (red + source[p]! * a + source[p + 3]! * b + source[p + 6]! * c + source[p + 9]! * d) | 0;
      green = (green + source[p + 1]! * a + source[p + 4]! * b + source[p + 7]! * c + source[p + 10]! * d) | 0;
      blue = (blue + source[p + 2]! * a + source[p + 5]! * b + source[p + 8]! * c + source[p + 11]! * d) | 0;
    }
    target[out] = red >> shift;
    target[out + 1] = green >> shift;
    target[out + 2] = blue >> shift;
  }
}

function rowOf1(
  source: Uint8Array,
  base: number,
  { starts, weights, taps, shift }: AxisWeights,
  target: Uint8ClampedArray,
  out: number,
): void {
  const round = 1 << (shift - 1);
  let k = 0;
  for (let i = 0; i < starts.length; i++) {
    let p = base + starts[i]!;
    let sum = round;
    for (const end = k + taps; k < end; k++) sum += source[p++]! * weights[k]!;
    target[out++] = sum >> shift;
  }
}

/** Vertical pass: each of weights.starts.length output rows of `rowLength` values is a weighted sum of input rows. */
export function resampleColumns(
  source: Uint8Array,
  from: Rows,
  { axis, rowLength }: { readonly axis: AxisWeights; readonly rowLength: number },
  target: Uint8ClampedArray,
  to: Rows,
): void {
  const { starts, weights, taps, shift } = axis;
  const sums = new Int32Array(rowLength);
  for (let i = 0; i < starts.length; i++) {
    const inputs = { base: from.base + starts[i]! * from.stride, stride: from.stride };
    const out = to.base + i * to.stride;
    if (taps === 4) {
      storeFourRows(source, inputs, weights.subarray(i * 4, i * 4 + 4), shift, target.subarray(out, out + rowLength));
      continue;
    }
    sums.fill(1 << (shift - 1));
    for (let t = 0; t < taps; t++) {
      const weight = weights[i * taps + t]!;
      if (weight !== 0) addRow(sums, source, inputs.base + t * inputs.stride, weight);
    }
    storeRow(sums, shift, target, out);
  }
}

/** The whole of an output row that takes four input rows, without a stop in memory. */
function storeFourRows(
  source: Uint8Array,
  { base, stride }: Rows,
  weights: Int32Array,
  shift: number,
  target: Uint8ClampedArray,
): void {
  const [a, b, c, d] = weights as unknown as [number, number, number, number];
  const second = base + stride;
  const third = second + stride;
  const fourth = third + stride;
  const round = 1 << (shift - 1);
  for (let x = 0; x < target.length; x++) {
    target[x] =
      (round + source[base + x]! * a + source[second + x]! * b + source[third + x]! * c + source[fourth + x]! * d) >>
      shift;
  }
}

function addRow(sums: Int32Array, source: Uint8Array, base: number, weight: number): void {
  for (let x = 0; x < sums.length; x++) sums[x]! += source[base + x]! * weight;
}

function storeRow(sums: Int32Array, shift: number, target: Uint8ClampedArray, base: number): void {
  for (let x = 0; x < sums.length; x++) target[base + x] = sums[x]! >> shift;
}
