import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { resolveFfmpeg } from '../../../src-main/core/video/ffmpeg-binary.ts';

/** Squares of a frame, each of them a bit of its number: rows of four, the lowest bit first. */
export const BITS = { columns: 4, rows: 3 } as const;
const SQUARE_PX = 48;

/** How a numbered video is made. */
export interface NumberedVideo {
  readonly name: string;
  readonly count: number;
  /** Frames a second as ffmpeg takes it, "30000/1001". */
  readonly rate: string;
  /** Expression of a frame's time, in the units of setpts; by default frames follow one another evenly. */
  readonly pts?: string;
  /** Clockwise turn, in degrees, that a player has to make. */
  readonly turned?: 90 | 180;
  /** By default one that every browser plays. */
  readonly encoding?: readonly string[];
}

const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-pix_fmt', 'yuv420p', '-g', '24', '-bf', '2'];

/** Draws each frame's number into it, as black and white squares that survive any codec. @returns its path. */
export async function drawNumbers(folder: string, video: NumberedVideo): Promise<string> {
  const { name, count, rate, pts, turned, encoding = H264 } = video;
  const { path: ffmpeg, passthrough } = await resolveFfmpeg();
  const path = join(folder, name);
  const flat = turned === undefined ? path : join(folder, `flat-${name}`);
  const [width, height] = [BITS.columns * SQUARE_PX, BITS.rows * SQUARE_PX];
  const input = Buffer.concat(Array.from({ length: count }, (_, n) => frameOf(n, width, height)));
  run(
    ffmpeg,
    [
      ...['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${width}x${height}`, '-r', rate, '-i', '-'],
      ...(pts === undefined ? [] : ['-vf', `setpts=${pts}`, ...passthrough]),
      ...[...encoding, flat],
    ],
    input,
  );
  if (turned !== undefined) turn(ffmpeg, flat, path, turned);
  return path;
}

/** Older ffmpegs write the turn as a tag, newer ones only as an option of the input. */
function turn(ffmpeg: string, from: string, to: string, degrees: number): void {
  const copy = ['-c', 'copy'];
  const asOption = spawnSync(ffmpeg, [
    '-v',
    'error',
    '-y',
    '-display_rotation',
    String(-degrees),
    '-i',
    from,
    ...copy,
    to,
  ]);
  if (asOption.status === 0) return;
  const asTag = (clockwise: number) => run(ffmpeg, ['-i', from, ...copy, '-metadata:s:v:0', `rotate=${clockwise}`, to]);
  asTag(degrees);
  // Some versions take the tag for a turn to the left, and tell so by the sign.
  const { stderr } = spawnSync(ffmpeg, ['-i', to]);
  if (degrees === 90 && /rotation of 90/.test(stderr.toString())) asTag(360 - degrees);
}

function run(ffmpeg: string, args: readonly string[], input?: Buffer): void {
  const { status, stderr } = spawnSync(ffmpeg, ['-v', 'error', '-y', ...args], { ...(input && { input }) });
  if (status !== 0) throw new Error(`ffmpeg could not draw numbers: ${stderr.toString()}`);
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
