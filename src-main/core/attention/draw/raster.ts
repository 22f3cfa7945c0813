/** A picture in memory: RGB24, row-major. */
export interface Raster {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint8Array;
}

/** Red, green and blue, 0..255. */
export type Colour = readonly [number, number, number];

/** A rectangle in pixels; fractions are rounded to the nearest pixel edge. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function filledRaster(widthPx: number, heightPx: number, [red, green, blue]: Colour): Raster {
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  for (let p = 0; p < rgb.length; p += 3) {
    rgb[p] = red;
    rgb[p + 1] = green;
    rgb[p + 2] = blue;
  }
  return { widthPx, heightPx, rgb };
}

/** A picture to draw on: a decoded frame's bytes are a Buffer, whose slice() would share them. */
export function copyOf({ widthPx, heightPx, rgb }: Raster): Raster {
  return { widthPx, heightPx, rgb: new Uint8Array(rgb) };
}

/** Mixes a colour into one pixel; alpha 0..1. Outside the raster nothing happens. */
export function blendPixel(
  { widthPx, heightPx, rgb }: Raster,
  x: number,
  y: number,
  colour: Colour,
  alpha: number,
): void {
  if (x < 0 || y < 0 || x >= widthPx || y >= heightPx) return;
  const p = (y * widthPx + x) * 3;
  for (let c = 0; c < 3; c++) rgb[p + c] = Math.round(rgb[p + c]! + (colour[c]! - rgb[p + c]!) * alpha);
}

export function fillRect(raster: Raster, rect: Rect, colour: Colour, alpha = 1): void {
  const { left, top, right, bottom } = pixelEdges(raster, rect);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) blendPixel(raster, x, y, colour, alpha);
  }
}

/** A line of the given width along the inside of a rectangle's edges. */
export function strokeRect(raster: Raster, rect: Rect, colour: Colour, { alpha = 1, widthPx = 1 } = {}): void {
  const { x, y, width, height } = rect;
  fillRect(raster, { x, y, width, height: widthPx }, colour, alpha);
  fillRect(raster, { x, y: y + height - widthPx, width, height: widthPx }, colour, alpha);
  fillRect(raster, { x, y: y + widthPx, width: widthPx, height: height - 2 * widthPx }, colour, alpha);
  fillRect(
    raster,
    { x: x + width - widthPx, y: y + widthPx, width: widthPx, height: height - 2 * widthPx },
    colour,
    alpha,
  );
}

/** Thin lines from lower left to upper right, `stepPx` apart; neighbouring rectangles continue one another. */
export function hatchRect(
  raster: Raster,
  rect: Rect,
  colour: Colour,
  { alpha, stepPx, widthPx }: { readonly alpha: number; readonly stepPx: number; readonly widthPx: number },
): void {
  const { left, top, right, bottom } = pixelEdges(raster, rect);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      if ((x + y) % stepPx < widthPx) blendPixel(raster, x, y, colour, alpha);
    }
  }
}

/** Copies a picture to (x, y), cutting off what lies outside. */
export function place(raster: Raster, picture: Raster, x: number, y: number): void {
  const columns = Math.min(picture.widthPx, raster.widthPx - x);
  for (let row = 0; row < picture.heightPx && y + row < raster.heightPx; row++) {
    const from = row * picture.widthPx * 3;
    raster.rgb.set(picture.rgb.subarray(from, from + columns * 3), ((y + row) * raster.widthPx + x) * 3);
  }
}

function pixelEdges(
  { widthPx, heightPx }: Raster,
  { x, y, width, height }: Rect,
): { left: number; top: number; right: number; bottom: number } {
  return {
    left: Math.max(0, Math.round(x)),
    top: Math.max(0, Math.round(y)),
    right: Math.min(widthPx, Math.round(x + width)),
    bottom: Math.min(heightPx, Math.round(y + height)),
  };
}
