import type { CropBox } from '#shared/protocol/attention-methods';
import type { HeatGrid, HeatLook } from '../../lib/heat.ts';
import { drawHeat } from './heat-layer.ts';

interface ClipPicture {
  readonly sidePx: number;
  /** null while the frame is fetched. */
  readonly bitmap: ImageBitmap | null;
  /** What the model sees of the frame; without it nothing is drawn, for the square claims to be just that. */
  readonly crop: CropBox | null;
  readonly heat: (HeatGrid & HeatLook) | null;
}

/** Draws a frame as the model saw it: its crop as a square, padding black, the map over it. */
export function drawClipFrame(canvas: HTMLCanvasElement, { sidePx, bitmap, crop, heat }: ClipPicture): void {
  canvas.width = canvas.height = sidePx;
  if (!bitmap || !crop) return;
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#000';
  context.fillRect(0, 0, sidePx, sidePx);
  context.imageSmoothingQuality = 'high';
  const [scaleX, scaleY] = [sidePx / crop.width, sidePx / crop.height];
  context.drawImage(bitmap, -crop.left * scaleX, -crop.top * scaleY, scaleX, scaleY);
  if (heat) drawHeat(context, heat, { left: 0, top: 0, width: sidePx, height: sidePx });
}
