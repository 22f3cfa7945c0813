import type { Preprocessing } from '../../shared/domain.ts';

type Backend = Preprocessing['backend'];

/**
 * Fixed-point weights of one resampling axis, for some output positions in a row.
 * Position i is (2^(shift - 1) + sum over t of input[starts[i] + t] * weights[i * taps + t]) >> shift.
 */
export interface AxisWeights {
  /** First input position of each output position. starts[i] + taps never passes the input's end. */
  readonly starts: Int32Array;
  /** positions x taps, zero where a position needs fewer taps than the widest one. */
  readonly weights: Int32Array;
  /** A multiple of four wherever the input is long enough: the inner loops take four at a time. */
  readonly taps: number;
  readonly shift: number;
}

/** What one output position takes: weights of the input positions from `start` on, summing to 1. */
interface Position {
  readonly start: number;
  readonly weights: Float64Array;
}

/** Pillow: 32 bits less 8 of the pixel less 2 of headroom. */
const PIL_SHIFT = 22;
/** torch keeps weights in int16 and searches the precision up to this. */
const TORCH_MAX_SHIFT = 22;

/**
 * Weights of the antialiased triangle filter from inSize to outSize pixels, as Pillow's `resize(BILINEAR)` or
 * torch's uint8 `interpolate(mode='bilinear', antialias=True)` computes them: both normalise in double and differ
 * only in how many bits they keep.
 *
 * @param span the output positions wanted: [from, from + count).
 */
export function axisWeights(
  backend: Backend,
  inSize: number,
  outSize: number,
  { from, count }: { readonly from: number; readonly count: number },
): AxisWeights {
  const positions = Array.from({ length: count }, (_, i) => positionAt(from + i, inSize, outSize));
  const shift = backend === 'pil' ? PIL_SHIFT : torchShift(inSize, outSize);
  return packed(positions, inSize, shift);
}

function positionAt(index: number, inSize: number, outSize: number): Position {
  const scale = inSize / outSize;
  const support = Math.max(scale, 1);
  const inverse = 1 / support;
  const centre = (index + 0.5) * scale;
  const start = Math.max(0, Math.trunc(centre - support + 0.5));
  const end = Math.min(inSize, Math.trunc(centre + support + 0.5));
  const weights = new Float64Array(end - start);
  let sum = 0;
  for (let t = 0; t < weights.length; t++) {
    const weight = Math.max(0, 1 - Math.abs((t + start - centre + 0.5) * inverse));
    weights[t] = weight;
    sum += weight;
  }
  for (let t = 0; t < weights.length; t++) weights[t]! /= sum;
  return { start, weights };
}

/** The first precision at which doubling would bring the axis's largest weight, cropped away or not, to 2^15. */
function torchShift(inSize: number, outSize: number): number {
  let largest = 0;
  for (let index = 0; index < outSize; index++) {
    for (const weight of positionAt(index, inSize, outSize).weights) largest = Math.max(largest, weight);
  }
  let shift = 0;
  while (shift < TORCH_MAX_SHIFT && Math.trunc(0.5 + largest * 2 ** (shift + 1)) < 2 ** 15) shift++;
  return shift;
}

function packed(positions: readonly Position[], inSize: number, shift: number): AxisWeights {
  const widest = positions.reduce((most, { weights }) => Math.max(most, weights.length), 1);
  const inFours = 4 * Math.ceil(widest / 4);
  const taps = inFours <= inSize ? inFours : widest;
  const starts = new Int32Array(positions.length);
  const packedWeights = new Int32Array(positions.length * taps);
  positions.forEach(({ start, weights }, i) => {
    starts[i] = Math.min(start, inSize - taps);
    const fixed = weights.map((weight) => Math.trunc(weight * 2 ** shift + 0.5));
    packedWeights.set(fixed, i * taps + start - starts[i]);
  });
  return { starts, weights: packedWeights, taps, shift };
}
