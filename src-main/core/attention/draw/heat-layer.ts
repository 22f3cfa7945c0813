import { colourTable, type ColourMapName } from '../../../shared/colour-maps.ts';
import type { Raster, Rect } from './raster.ts';

/** How values become colours. The same everywhere: on frames, in matrices and in the colour bar beside them. */
export interface HeatScale {
  readonly colourMap: ColourMapName;
  readonly scale: 'sequential' | 'diverging';
  /** The value of the map's last colour; sequential maps begin at 0, diverging ones at minus this. */
  readonly largest: number;
}

export interface HeatLayerStyle extends HeatScale {
  /** Of the strongest values; weak ones are more transparent, so that the picture stays clean. 0..1. */
  readonly opacity: number;
  /**
   * smooth: exact at each patch's centre, eased between neighbours, never beyond them: a spline would flatten a peak of
   * one patch to less than half. patches: each patch in its exact colour.
   */
  readonly interpolation: 'smooth' | 'patches';
}

/** Neighbours that are mixed along each axis. */
const TAPS = 2;

export interface Grid {
  readonly rows: number;
  readonly cols: number;
  /** rows x cols. */
  readonly values: Float32Array;
}

/** Values under this share of the largest are clear, over the second fully opaque. */
const CLEAR_BELOW = 0.1;
const OPAQUE_ABOVE = 0.62;
/** Sequential maps start here on pictures: their darkest colours would read as shadow. */
const FIRST_SHARE = 0.12;

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

/** Index of a value's colour among the 256. Sequential: 0..largest; diverging: -largest..largest. */
export function colourIndex(value: number, { scale, largest }: HeatScale, firstShare = 0): number {
  const share = largest > 0 ? value / largest : 0;
  const position = scale === 'diverging' ? (share + 1) / 2 : firstShare + (1 - firstShare) * share;
  return Math.min(255, Math.max(0, Math.round(255 * position)));
}

function paintPixel(rgb: Uint8Array, p: number, table: Uint8Array, value: number, style: HeatLayerStyle): void {
  const strength = style.largest > 0 ? Math.abs(value) / style.largest : 0;
  const alpha = style.opacity * smoothstep(strength);
  if (alpha <= 0) return;
  const colour = 3 * colourIndex(value, style, FIRST_SHARE);
  for (let c = 0; c < 3; c++) rgb[p + c] = Math.round(rgb[p + c]! + (table[colour + c]! - rgb[p + c]!) * alpha);
}

function smoothstep(strength: number): number {
  const t = Math.min(1, Math.max(0, (strength - CLEAR_BELOW) / (OPAQUE_ABOVE - CLEAR_BELOW)));
  return t * t * (3 - 2 * t);
}

interface AxisTaps {
  /** Pixels [from, to) lie on the grid. */
  readonly from: number;
  readonly to: number;
  /** TAPS grid positions and weights for each of those pixels. */
  readonly index: Int32Array;
  readonly weight: Float64Array;
}

function axisTaps(
  start: number,
  length: number,
  cells: number,
  limit: number,
  interpolation: HeatLayerStyle['interpolation'],
): AxisTaps {
  const from = Math.max(0, Math.round(start));
  const to = Math.min(limit, Math.round(start + length));
  const count = Math.max(0, to - from);
  const index = new Int32Array(count * TAPS);
  const weight = new Float64Array(count * TAPS);
  for (let i = 0; i < count; i++) {
    const position = ((from + i + 0.5 - start) / length) * cells;
    if (interpolation === 'patches') {
      index[i * TAPS] = clamp(Math.floor(position), cells);
      weight[i * TAPS] = 1;
      continue;
    }
    const first = Math.floor(position - 0.5);
    const t = position - 0.5 - first;
    const share = t * t * (3 - 2 * t);
    index[i * TAPS] = clamp(first, cells);
    index[i * TAPS + 1] = clamp(first + 1, cells);
    weight[i * TAPS] = 1 - share;
    weight[i * TAPS + 1] = share;
  }
  return { from, to, index, weight };
}

function clamp(index: number, cells: number): number {
  return Math.min(cells - 1, Math.max(0, index));
}

function blendRow(into: Float64Array, { cols, values }: Grid, { from, index, weight }: AxisTaps, y: number): void {
  const tap = (y - from) * TAPS;
  for (let x = 0; x < cols; x++) {
    let value = 0;
    for (let k = 0; k < TAPS; k++) value += values[index[tap + k]! * cols + x]! * weight[tap + k]!;
    into[x] = value;
  }
}
