import { colourTable } from '../../../shared/colour-maps.ts';
import {
  axisTaps,
  type AxisTaps,
  colourIndex,
  FIRST_SHARE,
  heatAlpha,
  type HeatScale,
  type Interpolation,
  TAPS,
} from '../../../shared/heat-map.ts';
import type { Raster, Rect } from './raster.ts';

export interface HeatLayerStyle extends HeatScale {
  /** Of the strongest values; weak ones are more transparent, so that the picture stays clean. 0..1. */
  readonly opacity: number;
  readonly interpolation: Interpolation;
}

export interface Grid {
  readonly rows: number;
  readonly cols: number;
  /** rows x cols. */
  readonly values: Float32Array;
}

/** Blends a grid over the part of a picture it lies on; outside `rect` nothing changes. */
export function paintHeatLayer(raster: Raster, rect: Rect, grid: Grid, style: HeatLayerStyle): void {
  const table = colourTable(style.colourMap);
  const columns = axisTaps(rect.x, rect.width, grid.cols, raster.widthPx, style.interpolation);
  const rows = axisTaps(rect.y, rect.height, grid.rows, raster.heightPx, style.interpolation);
  const blendedRow = new Float64Array(grid.cols);
  for (let y = rows.from; y < rows.to; y++) {
    blendRow(blendedRow, grid, rows, y);
    for (let x = columns.from; x < columns.to; x++) {
      let value = 0;
      const tap = (x - columns.from) * TAPS;
      for (let k = 0; k < TAPS; k++) value += blendedRow[columns.index[tap + k]!]! * columns.weight[tap + k]!;
      paintPixel(raster.rgb, (y * raster.widthPx + x) * 3, table, value, style);
    }
  }
}

function paintPixel(rgb: Uint8Array, p: number, table: Uint8Array, value: number, style: HeatLayerStyle): void {
  const strength = style.largest > 0 ? Math.abs(value) / style.largest : 0;
  const alpha = style.opacity * heatAlpha(strength);
  if (alpha <= 0) return;
  const colour = 3 * colourIndex(value, style, FIRST_SHARE);
  for (let c = 0; c < 3; c++) rgb[p + c] = Math.round(rgb[p + c]! + (table[colour + c]! - rgb[p + c]!) * alpha);
}

function blendRow(into: Float64Array, { cols, values }: Grid, { from, index, weight }: AxisTaps, y: number): void {
  const tap = (y - from) * TAPS;
  for (let x = 0; x < cols; x++) {
    let value = 0;
    for (let k = 0; k < TAPS; k++) value += values[index[tap + k]! * cols + x]! * weight[tap + k]!;
    into[x] = value;
  }
}
