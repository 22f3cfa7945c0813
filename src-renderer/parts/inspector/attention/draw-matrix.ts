import type { ColourMapName } from '#shared/colour-maps';
import { heatColour } from '../../../lib/heat.ts';

/** Where the cells of a T × T matrix lie, in CSS px. */
export interface MatrixLayout {
  readonly cellPx: number;
  readonly left: number;
  readonly top: number;
}

const LEFT_PX = 18;
const TOP_PX = 2;
const SIDE_PX = 136;
/** Below it there is no gap between cells, and only some are numbered. */
const ROOMY_PX = 11;

export function matrixLayout(frames: number): MatrixLayout {
  return { cellPx: Math.max(1, Math.min(24, Math.floor(SIDE_PX / Math.max(1, frames)))), left: LEFT_PX, top: TOP_PX };
}

/** Draws the matrix with its numbers, the asking row outlined. Colours are CSS colours of the theme. */
export function drawMatrix(
  canvas: HTMLCanvasElement,
  values: Float32Array | null,
  options: {
    readonly frames: number;
    readonly row: number;
    readonly colourMap: ColourMapName;
    readonly largest: number;
  },
): void {
  const { frames, row, colourMap, largest } = options;
  const ratio = devicePixelRatio;
  canvas.width = Math.round(canvas.clientWidth * ratio);
  canvas.height = Math.round(canvas.clientHeight * ratio);
  const context = canvas.getContext('2d');
  if (!context) return;
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(name);
  const { cellPx, left, top } = matrixLayout(frames);
  const gap = cellPx >= ROOMY_PX ? 1 : 0;
  context.scale(ratio, ratio);
  for (let i = 0; i < frames * frames; i++) {
    const [y, x] = [Math.floor(i / frames), i % frames];
    context.fillStyle = values ? heatColour((values[i] ?? 0) / (largest || 1), colourMap, false) : colour('--track');
    context.fillRect(left + x * cellPx, top + y * cellPx, cellPx - gap, cellPx - gap);
  }
  const sidePx = frames * cellPx;
  const every = gap > 0 ? 1 : Math.ceil(ROOMY_PX / cellPx);
  context.font = `11px ${style.fontFamily}`;
  context.textBaseline = 'middle';
  for (let i = 0; i < frames; i += every) {
    context.textAlign = 'right';
    context.fillStyle = colour(i === row ? '--t1' : '--t3');
    context.fillText(String(i + 1), left - 4, top + (i + 0.5) * cellPx);
    context.textAlign = 'center';
    context.fillStyle = colour('--t3');
    context.fillText(String(i + 1), left + (i + 0.5) * cellPx, top + sidePx + 8);
  }
  context.strokeStyle = '#000';
  context.lineWidth = 3;
  context.strokeRect(left - 0.5, top + row * cellPx - 0.5, sidePx, cellPx);
  context.strokeStyle = '#fff';
  context.lineWidth = 1.5;
  context.strokeRect(left - 0.5, top + row * cellPx - 0.5, sidePx, cellPx);
}

/** Row and column under a point; null outside. */
export function cellAt(frames: number, x: number, y: number): { readonly row: number; readonly column: number } | null {
  const { cellPx, left, top } = matrixLayout(frames);
  const [column, row] = [Math.floor((x - left) / cellPx), Math.floor((y - top) / cellPx)];
  return row >= 0 && column >= 0 && row < frames && column < frames ? { row, column } : null;
}
