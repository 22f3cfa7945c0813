import type { Raster } from './raster.ts';

/** A picture at another size: each pixel is the mean of the area it covers. Enlarged, pixels are repeated. */
export function resizedRaster({ widthPx, heightPx, rgb }: Raster, toWidthPx: number, toHeightPx: number): Raster {
  const between = alongAxis(rgb, { lines: heightPx, lineStride: widthPx * 3, from: widthPx, to: toWidthPx, step: 3 });
  const columns = { lines: toWidthPx, lineStride: 3, from: heightPx, to: toHeightPx, step: toWidthPx * 3 };
  return { widthPx: toWidthPx, heightPx: toHeightPx, rgb: alongAxis(between, columns) };
}

interface Axis {
  /** How many lines there are, and how far apart; along each, `from` pixels `step` apart become `to`. */
  readonly lines: number;
  readonly lineStride: number;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

function alongAxis(source: Uint8Array, { lines, lineStride, from, to, step }: Axis): Uint8Array {
  const result = new Uint8Array(lines * to * 3);
  // Lines that are rows grow or shrink with the axis; lines that are columns stay where they are.
  const outStride = step === 3 ? to * 3 : lineStride;
  for (let i = 0; i < to; i++) {
    const start = (i * from) / to;
    const end = ((i + 1) * from) / to;
    const first = Math.floor(start);
    const last = Math.min(from - 1, Math.ceil(end) - 1);
    for (let line = 0; line < lines; line++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let k = first; k <= last; k++) {
          sum += source[line * lineStride + k * step + c]! * (Math.min(end, k + 1) - Math.max(start, k));
        }
        result[line * outStride + i * step + c] = Math.round(sum / (end - start));
      }
    }
  }
  return result;
}
