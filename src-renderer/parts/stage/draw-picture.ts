import { unseenParts } from '../../lib/overlay-layout.ts';
import type { Placement, Size } from '../../lib/viewport.ts';

/** Above this, pixels of the video are shown as squares. */
const SQUARES_ABOVE = 4;
const HATCH_PX = 8;

/** Gives a canvas the pixels of its size; what was on it is kept as long as that does not change. */
export function sizeCanvas(canvas: HTMLCanvasElement, { width, height }: Size, pixelRatio: number): void {
  const [widthPx, heightPx] = [Math.round(width * pixelRatio), Math.round(height * pixelRatio)];
  if (canvas.width !== widthPx) canvas.width = widthPx;
  if (canvas.height !== heightPx) canvas.height = heightPx;
}

export function clearCanvas(canvas: HTMLCanvasElement): void {
  contextOf(canvas).clearRect(0, 0, canvas.width, canvas.height);
}

/** Draws a frame over the whole canvas: where it lies, and nothing around it. */
export function drawPicture(
  canvas: HTMLCanvasElement,
  picture: ImageBitmap | HTMLVideoElement,
  placement: Placement,
  { scale, pixelRatio }: { readonly scale: number; readonly pixelRatio: number },
): void {
  const context = contextOf(canvas);
  const { left, top, width, height } = inPixels(placement, pixelRatio);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = scale <= SQUARES_ABOVE;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, left, top, width, height);
}

/** Shades what of the picture the model did not see, and draws a line around what it saw. */
export function shadeUnseen(canvas: HTMLCanvasElement, picture: Placement, crop: Placement, pixelRatio: number): void {
  const parts = unseenParts(inPixels(picture, pixelRatio), inPixels(crop, pixelRatio));
  if (parts.length === 0) return;
  const context = contextOf(canvas);
  context.save();
  for (const { left, top, width, height } of parts) {
    context.fillStyle = 'rgb(0 0 0 / 0.55)';
    context.fillRect(left, top, width, height);
    context.fillStyle = hatch(context, pixelRatio);
    context.fillRect(left, top, width, height);
  }
  const { left, top, width, height } = inPixels(crop, pixelRatio);
  context.strokeStyle = 'rgb(255 255 255 / 0.55)';
  context.lineWidth = pixelRatio;
  context.strokeRect(left + pixelRatio / 2, top + pixelRatio / 2, width - pixelRatio, height - pixelRatio);
  context.restore();
}

/** On whole device pixels. */
export function inPixels({ left, top, width, height }: Placement, pixelRatio: number): Placement {
  const [x, y] = [Math.round(left * pixelRatio), Math.round(top * pixelRatio)];
  return {
    left: x,
    top: y,
    width: Math.round((left + width) * pixelRatio) - x,
    height: Math.round((top + height) * pixelRatio) - y,
  };
}

/** Diagonal lines; neighbouring areas continue one another. */
function hatch(context: CanvasRenderingContext2D, pixelRatio: number): CanvasPattern {
  const side = Math.round(HATCH_PX * pixelRatio);
  const tile = new OffscreenCanvas(side, side);
  const pen = tile.getContext('2d')!;
  pen.strokeStyle = 'rgb(255 255 255 / 0.16)';
  pen.lineWidth = pixelRatio;
  pen.beginPath();
  for (const shift of [-side, 0, side]) {
    pen.moveTo(shift - 1, side + 1);
    pen.lineTo(shift + side + 1, -1);
  }
  pen.stroke();
  return context.createPattern(tile, 'repeat')!;
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  return canvas.getContext('2d')!;
}
