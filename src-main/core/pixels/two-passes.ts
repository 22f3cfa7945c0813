import type { AxisWeights } from './coefficients.ts';
import { resampleColumns, resampleRows, type Rows } from './resample.ts';

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * Pillow 13 resizes the height first where it shrinks by more than twice as many pixels as the width, which for a
 * short-edge resize is a frame over twice as high as wide. Older versions always start with the width; the results
 * differ by one grey level here and there.
 */
export function pilResizesVerticallyFirst(frame: Size, resized: Size): boolean {
  const lost = frame.heightPx - resized.heightPx;
  return lost > 0 && lost > 2 * (frame.widthPx - resized.widthPx);
}

/**
 * Both passes, each rounding to uint8, computing no more of the picture between them than the second one reads.
 *
 * @returns source (frame.heightPx x frame.widthPx x channels) → the rows of the target that `to` names. The scratch
 *   memory between the passes is kept for the next frame.
 */
export function resampler(
  frame: Size,
  channels: 1 | 3,
  { x, y, isVerticalFirst }: { readonly x: AxisWeights; readonly y: AxisWeights; readonly isVerticalFirst: boolean },
): (source: Uint8Array, target: Uint8ClampedArray, to: Rows) => void {
  const columns = inputSpan(x);
  const rows = inputSpan(y);
  const sourceStride = frame.widthPx * channels;
  const stride = (isVerticalFirst ? columns.count : x.starts.length) * channels;
  const between = new Uint8ClampedArray(stride * (isVerticalFirst ? y.starts.length : rows.count));
  const betweenBytes = new Uint8Array(between.buffer);
  const start = { base: 0, stride };

  // 0 - x below, as -x would be the double -0 for x = 0 and halve the speed of the loops that index with it.
  if (isVerticalFirst) {
    return (source, target, to) => {
      const from = { base: columns.from * channels, stride: sourceStride };
      resampleColumns(source, from, { axis: y, rowLength: stride }, between, start);
      const shifted = { base: 0 - columns.from * channels, stride };
      resampleRows(betweenBytes, shifted, { axis: x, channels, count: y.starts.length }, target, to);
    };
  }
  return (source, target, to) => {
    const from = { base: rows.from * sourceStride, stride: sourceStride };
    resampleRows(source, from, { axis: x, channels, count: rows.count }, between, start);
    const shifted = { base: 0 - rows.from * stride, stride };
    resampleColumns(betweenBytes, shifted, { axis: y, rowLength: stride }, target, to);
  };
}

/** The input positions an axis reads. */
function inputSpan({ starts, taps }: AxisWeights): { from: number; count: number } {
  const from = starts.reduce((least, start) => Math.min(least, start), Infinity);
  const end = starts.reduce((most, start) => Math.max(most, start + taps), 0);
  return { from, count: end - from };
}
