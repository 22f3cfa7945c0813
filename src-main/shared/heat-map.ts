import type { ColourMapName } from './colour-maps.ts';

/** How values become colours. The same everywhere: on frames, in matrices and in the colour bar beside them. */
export interface HeatScale {
  readonly colourMap: ColourMapName;
  readonly scale: 'sequential' | 'diverging';
  /** The value of the map's last colour; sequential maps begin at 0, diverging ones at minus this. */
  readonly largest: number;
}

/**
 * smooth: exact at each patch's centre, eased between neighbours, never beyond them: a spline would flatten a peak of one
 * patch to less than half. patches: each patch in its exact colour.
 */
export type Interpolation = 'smooth' | 'patches';

/** Neighbours that are mixed along each axis. */
export const TAPS = 2;

/** Values under this share of the largest are clear, over the second fully opaque. */
export const CLEAR_BELOW = 0.1;
export const OPAQUE_ABOVE = 0.62;
/** Sequential maps start here on pictures: their darkest colours would read as shadow. */
export const FIRST_SHARE = 0.12;

/** Index of a value's colour among the 256. Sequential: 0..largest; diverging: -largest..largest. */
export function colourIndex(value: number, { scale, largest }: HeatScale, firstShare = 0): number {
  const share = largest > 0 ? value / largest : 0;
  const position = scale === 'diverging' ? (share + 1) / 2 : firstShare + (1 - firstShare) * share;
  return Math.min(255, Math.max(0, Math.round(255 * position)));
}

/** How much a value covers the picture beneath it, 0..1. @param strength 0..1 of the largest magnitude. */
export function heatAlpha(strength: number): number {
  const t = Math.min(1, Math.max(0, (strength - CLEAR_BELOW) / (OPAQUE_ABOVE - CLEAR_BELOW)));
  return t * t * (3 - 2 * t);
}

/** Which cells of a grid each pixel along an axis is mixed of. */
export interface AxisTaps {
  /** Pixels [from, to) lie on the grid. */
  readonly from: number;
  readonly to: number;
  /** TAPS grid positions and weights for each of those pixels. */
  readonly index: Int32Array;
  readonly weight: Float64Array;
}

/** @param start of the grid, in px; the pixels from 0 to `limit` are asked for. */
export function axisTaps(
  start: number,
  length: number,
  cells: number,
  limit: number,
  interpolation: Interpolation,
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
