import { colourTable, type ColourMapName } from '#shared/colour-maps';
import { colourIndex, FIRST_SHARE, heatAlpha, type HeatScale } from '#shared/heat-map';

/** A map of one frame. */
export interface HeatGrid {
  readonly rows: number;
  readonly columns: number;
  /** rows × columns. */
  readonly values: Float32Array;
}

/** How values become colours; as src-main/core/attention/draw/heat-layer.ts draws exported pictures. */
export interface HeatLook {
  readonly colourMap: ColourMapName;
  readonly isSigned: boolean;
  /** Value of the last colour; of the first one too, negative, where the map is signed. */
  readonly largest: number;
  /** Of the strongest values, 0..1. */
  readonly opacity: number;
  readonly isSmooth: boolean;
}

/**
 * Paints a map as it lies over a picture: values are blended, then coloured. Exact at each patch's centre, eased between
 * neighbours.
 *
 * @param into RGBA, width × height × 4, not premultiplied; overwritten.
 */
export function paintHeat(
  into: Uint8ClampedArray,
  { width, height }: { readonly width: number; readonly height: number },
  grid: HeatGrid,
  look: HeatLook,
): void {
  const table = colourTable(look.colourMap);
  const scale = scaleOf(look.colourMap, look.isSigned);
  const columns = axis(width, grid.columns, look.isSmooth);
  const rows = axis(height, grid.rows, look.isSmooth);
  let p = 0;
  for (let y = 0; y < height; y++) {
    const [above, below, down] = [rows.first[y]! * grid.columns, rows.second[y]! * grid.columns, rows.share[y]!];
    for (let x = 0; x < width; x++) {
      const [left, right, across] = [columns.first[x]!, columns.second[x]!, columns.share[x]!];
      const upper = mix(grid.values[above + left]!, grid.values[above + right]!, across);
      const lower = mix(grid.values[below + left]!, grid.values[below + right]!, across);
      const share = look.largest > 0 ? mix(upper, lower, down) / look.largest : 0;
      const colour = 3 * colourIndex(share, scale, FIRST_SHARE);
      into[p++] = table[colour]!;
      into[p++] = table[colour + 1]!;
      into[p++] = table[colour + 2]!;
      into[p++] = 255 * look.opacity * heatAlpha(Math.abs(share));
    }
  }
}

/** "rgb(…)" of a value in a matrix or a legend, where every colour of the table is used. */
export function heatColour(share: number, colourMap: ColourMapName, isSigned: boolean): string {
  const table = colourTable(colourMap);
  const at = 3 * colourIndex(share, scaleOf(colourMap, isSigned));
  return `rgb(${table[at]!} ${table[at + 1]!} ${table[at + 2]!})`;
}

/** A CSS gradient of a colour map. @param direction e.g. "to right": the least value first. */
export function heatGradient(colourMap: ColourMapName, direction: string): string {
  const table = colourTable(colourMap);
  const stops = Array.from({ length: 17 }, (_, i) => {
    const at = 3 * Math.min(255, i * 16);
    return `rgb(${table[at]!} ${table[at + 1]!} ${table[at + 2]!})`;
  });
  return `linear-gradient(${direction}, ${stops.join(', ')})`;
}

/** For shares: their largest is 1. */
function scaleOf(colourMap: ColourMapName, isSigned: boolean): HeatScale {
  return { colourMap, scale: isSigned ? 'diverging' : 'sequential', largest: 1 };
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

interface Axis {
  readonly first: Uint16Array;
  readonly second: Uint16Array;
  readonly share: Float32Array;
}

/** Which two cells each pixel lies between, and how far it is on the way. */
function axis(pixels: number, cells: number, isSmooth: boolean): Axis {
  const [first, second, share] = [new Uint16Array(pixels), new Uint16Array(pixels), new Float32Array(pixels)];
  const clamp = (cell: number) => Math.min(cells - 1, Math.max(0, cell));
  for (let i = 0; i < pixels; i++) {
    const place = ((i + 0.5) / pixels) * cells;
    if (!isSmooth) {
      first[i] = second[i] = clamp(Math.floor(place));
      continue;
    }
    const before = Math.floor(place - 0.5);
    const t = place - 0.5 - before;
    first[i] = clamp(before);
    second[i] = clamp(before + 1);
    share[i] = t * t * (3 - 2 * t);
  }
  return { first, second, share };
}
