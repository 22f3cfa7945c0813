import type { Preprocessing } from '../../shared/domain.ts';

type Backend = Preprocessing['backend'];

/**
 * Fixed-point weights of one resampling axis, for the output positions [from, from + count).
 * Output position i is (round + sum over t of input[starts[i] + t] * weights[i * taps + t]) >> shift.
 */
export interface AxisWeights {
  /** First input position of each output position. starts[i] + taps never passes the input's end. */
  readonly starts: Int32Array;
  /** count x taps, zero where a position needs fewer taps than the widest one. */
  readonly weights: Int32Array;
  readonly taps: number;
  readonly shift: number;
}

/** Pillow: 32 bits less 8 of the pixel less 2 of headroom. */
const PIL_SHIFT = 22;
/** torch keeps weights in int16 and searches the precision below this. */
const TORCH_MAX_SHIFT = 22;

/**
 * Weights of the antialiased triangle filter from inSize to outSize pixels, as Pillow's `resize(BILINEAR)` or
 * torch's uint8 `interpolate(mode='bilinear', antialias=True)` computes them: both normalise in double and differ
 * only in how many bits they keep.
 */
export function axisWeights(
  backend: Backend,
  inSize: number,
  outSize: number,
  { from, count }: { from: number; count: number },
): AxisWeights {
  const scale = inSize / outSize;
  const support = Math.max(scale, 1);
  const taps = Math.min(inSize, 2 * Math.ceil(support) + 1);
  const starts = new Int32Array(count);
  const exact = new Float64Array(count * taps);
  // torch's precision follows the largest weight of the whole axis, cropped away or not.
  const wholeAxis = backend === 'torchvision';
  const row = new Float64Array(taps);
  let largest = 0;
  for (let position = wholeAxis ? 0 : from; position < (wholeAxis ? outSize : from + count); position++) {
    const start = fillRow(row, { position, scale, support, inSize });
    for (const weight of row) if (weight > largest) largest = weight;
    const i = position - from;
    if (i < 0 || i >= count) continue;
    starts[i] = Math.min(start, inSize - taps);
    exact.set(row.subarray(0, taps - (start - starts[i])), i * taps + (start - starts[i]));
  }
  const shift = backend === 'pil' ? PIL_SHIFT : torchShift(largest);
  return trimmed({ starts, weights: Int32Array.from(exact, (w) => Math.trunc(w * 2 ** shift + 0.5)), taps, shift });
}

/** Writes one output position's normalised weights to row, zeros after them. @returns its first input position. */
function fillRow(
  row: Float64Array,
  { position, scale, support, inSize }: { position: number; scale: number; support: number; inSize: number },
): number {
  const inverse = 1 / support;
  const centre = (position + 0.5) * scale;
  const start = Math.max(0, Math.trunc(centre - support + 0.5));
  const count = Math.min(inSize, Math.trunc(centre + support + 0.5)) - start;
  row.fill(0);
  let sum = 0;
  for (let t = 0; t < count; t++) {
    const weight = Math.max(0, 1 - Math.abs((t + start - centre + 0.5) * inverse));
    row[t] = weight;
    sum += weight;
  }
  for (let t = 0; t < count; t++) row[t]! /= sum;
  return start;
}

/** The largest precision at which no weight of the axis reaches 2^15. */
function torchShift(largest: number): number {
  let shift = 0;
  while (shift < TORCH_MAX_SHIFT && Math.trunc(0.5 + largest * 2 ** (shift + 1)) < 2 ** 15) shift++;
  return shift;
}

/** Drops the taps that are zero for every position, so that the inner loops are as short as they can be. */
function trimmed(axis: AxisWeights): AxisWeights {
  const { starts, weights, taps, shift } = axis;
  const firsts = starts.map((_, i) => {
    const first = weights.subarray(i * taps, (i + 1) * taps).findIndex((weight) => weight !== 0);
    return Math.max(0, first);
  });
  let needed = 1;
  starts.forEach((_, i) => {
    const last = weights.subarray(i * taps, (i + 1) * taps).findLastIndex((weight) => weight !== 0);
    needed = Math.max(needed, last - firsts[i]! + 1);
  });
  const shifted = new Int32Array(starts.length * needed);
  const newStarts = starts.map((start, i) => {
    const first = Math.min(firsts[i]!, taps - needed);
    shifted.set(weights.subarray(i * taps + first, i * taps + first + needed), i * needed);
    return start + first;
  });
  return { starts: newStarts, weights: shifted, taps: needed, shift };
}
