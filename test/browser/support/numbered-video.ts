import { type DrawnVideo, encodeFrames } from './encode-frames.ts';

/** Squares of a frame, each of them a bit of its number: rows of four, the lowest bit first. */
export const BITS = { columns: 4, rows: 3 } as const;
const SQUARE_PX = 48;

/** Draws each frame's number into it, as black and white squares that survive any codec. @returns its path. */
export function drawNumbers(folder: string, video: DrawnVideo): Promise<string> {
  const [widthPx, heightPx] = [BITS.columns * SQUARE_PX, BITS.rows * SQUARE_PX];
  const frames = Array.from({ length: video.count }, (_, n) => frameOf(n, widthPx, heightPx));
  return encodeFrames(folder, video, { widthPx, heightPx, pixelFormat: 'gray', frames });
}

function frameOf(number: number, width: number, height: number): Uint8Array {
  const pixels = new Uint8Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    const column = Math.floor((i % width) / SQUARE_PX);
    const row = Math.floor(i / width / SQUARE_PX);
    pixels[i] = (number >> (row * BITS.columns + column)) & 1 ? 235 : 20;
  }
  return pixels;
}
