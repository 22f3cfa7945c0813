import { z } from 'zod';

/** Pictures of 8192 x 8192 pixels: a decoded one takes 200 MB, and several are in memory at once. */
export const MAX_PIXELS = 2 ** 26;
/** Frames of six days at 60 a second; a file that claims more is damaged or made to fill the memory. */
export const MAX_FRAMES = 2 ** 25;
/** Pixels are at most so many times as wide as high, or as high as wide: a picture is stretched by it to be shown. */
export const MAX_PIXEL_ASPECT = 32;

const rational = z.object({ num: z.int(), den: z.int().positive() });

/**
 * What is known of a video besides its frames' times, checked wherever it is read from a file: it decides how much memory
 * a frame takes, and its numbers stand in what ffmpeg is asked to do.
 */
export const videoFactsSchema = z.object({
  codec: z.string(),
  pixelFormat: z.string(),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  rotationDeg: z.number(),
  sampleAspectRatio: rational.refine(isPixelAspect, 'is no shape of a pixel'),
  streamIndex: z.int().nonnegative(),
  timeBase: rational,
  lastDuration: z.number(),
  isVariableFrameRate: z.boolean(),
});

/** Whether a frame of this size may be decoded. */
export function isFrameSize(widthPx: number, heightPx: number): boolean {
  return widthPx * heightPx <= MAX_PIXELS;
}

/** Whether pixels may have this shape; beyond, a container's numbers are taken for damage. */
export function isPixelAspect({ num, den }: { readonly num: number; readonly den: number }): boolean {
  return num > 0 && den > 0 && num <= den * MAX_PIXEL_ASPECT && den <= num * MAX_PIXEL_ASPECT;
}
