import type { CropBox } from '#shared/protocol/attention-methods';
import { type HeatGrid, type HeatLook, paintHeat } from '../../../lib/heat.ts';

let layer: HTMLCanvasElement | null = null;

/**
 * Draws the model's own part of a frame with a map over it, as large as the canvas is shown.
 *
 * @param picture of the whole frame at any size; null leaves the canvas bare under the map.
 */
export function drawHead(
  canvas: HTMLCanvasElement,
  picture: HTMLImageElement | null,
  crop: CropBox,
  map: { readonly grid: HeatGrid; readonly look: HeatLook } | null,
): void {
  const sizePx = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
  if (canvas.width !== sizePx) canvas.width = canvas.height = sizePx;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.clearRect(0, 0, sizePx, sizePx);
  if (picture) {
    const { naturalWidth: width, naturalHeight: height } = picture;
    const from = [crop.left * width, crop.top * height, crop.width * width, crop.height * height] as const;
    context.drawImage(picture, ...from, 0, 0, sizePx, sizePx);
  }
  if (map) context.drawImage(heatLayer(sizePx, map.grid, map.look), 0, 0);
}

/** Of one size for all heads, so that one canvas does. */
function heatLayer(sizePx: number, grid: HeatGrid, look: HeatLook): HTMLCanvasElement {
  layer ??= document.createElement('canvas');
  layer.width = layer.height = sizePx;
  const context = layer.getContext('2d');
  const pixels = new ImageData(sizePx, sizePx);
  paintHeat(pixels.data, { width: sizePx, height: sizePx }, grid, look);
  context?.putImageData(pixels, 0, 0);
  return layer;
}
