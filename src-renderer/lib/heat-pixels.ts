import { colourTable } from '#shared/colour-maps';
import {
  axisTaps,
  colourIndex,
  FIRST_SHARE,
  heatAlpha,
  TAPS,
  type HeatScale,
  type Interpolation,
} from '#shared/heat-map';

/** One frame's map and how it is drawn. */
export interface HeatDrawing extends HeatScale {
  /** rows x columns. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** Of the strongest values, 0..1. */
  readonly opacity: number;
  readonly interpolation: Interpolation;
}

/** The layer over a picture of this size: RGBA, not premultiplied. Values are mixed, never colours. */
export function heatPixels(heat: HeatDrawing, widthPx: number, heightPx: number): Uint8ClampedArray<ArrayBuffer> {
  const { values, rows, columns, largest, opacity, interpolation } = heat;
  const pixels = new Uint8ClampedArray(widthPx * heightPx * 4);
  const table = colourTable(heat.colourMap);
  const across = axisTaps(0, widthPx, columns, widthPx, interpolation);
  const down = axisTaps(0, heightPx, rows, heightPx, interpolation);
  const row = new Float64Array(columns);
  for (let y = 0; y < heightPx; y++) {
    mixRows(row, values, down, y);
    for (let x = 0; x < widthPx; x++) {
      let value = 0;
      for (let k = x * TAPS; k < (x + 1) * TAPS; k++) value += row[across.index[k]!]! * across.weight[k]!;
      const alpha = opacity * heatAlpha(largest > 0 ? Math.abs(value) / largest : 0);
      if (alpha <= 0) continue;
      const colour = 3 * colourIndex(value, heat, FIRST_SHARE);
      const p = (y * widthPx + x) * 4;
      pixels[p] = table[colour]!;
      pixels[p + 1] = table[colour + 1]!;
      pixels[p + 2] = table[colour + 2]!;
      pixels[p + 3] = 255 * alpha;
    }
  }
  return pixels;
}

function mixRows(
  into: Float64Array,
  values: Float32Array,
  { index, weight }: { readonly index: Int32Array; readonly weight: Float64Array },
  y: number,
): void {
  into.fill(0);
  for (let k = y * TAPS; k < (y + 1) * TAPS; k++) {
    const from = index[k]! * into.length;
    for (let x = 0; x < into.length; x++) into[x]! += values[from + x]! * weight[k]!;
  }
}
