import type { Placement, Size } from '../../lib/viewport.ts';

/** Above this, pixels of the video are shown as squares. */
const SQUARES_ABOVE = 4;

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
  { left, top, width, height }: Placement,
  { scale, pixelRatio }: { readonly scale: number; readonly pixelRatio: number },
): void {
  const context = contextOf(canvas);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = scale <= SQUARES_ABOVE;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, left * pixelRatio, top * pixelRatio, width * pixelRatio, height * pixelRatio);
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  return canvas.getContext('2d')!;
}
