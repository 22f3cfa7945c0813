import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { resolveFfmpeg } from '../../../src-main/core/video/ffmpeg-binary.ts';

/** How a drawn video is made. */
export interface DrawnVideo {
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

/** The pixels of its frames, one after the other. */
export interface RawFrames {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixelFormat: 'gray' | 'rgb24';
  readonly frames: readonly Uint8Array[];
}

const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-pix_fmt', 'yuv420p', '-g', '24', '-bf', '2'];

/** Encodes frames as a file that is turned, timed and compressed as asked. @returns its path. */
export async function encodeFrames(folder: string, video: DrawnVideo, raw: RawFrames): Promise<string> {
  const { name, rate, pts, turned, encoding = H264 } = video;
  const { path: ffmpeg, passthrough } = await resolveFfmpeg();
  const path = join(folder, name);
  const flat = turned === undefined ? path : join(folder, `flat-${name}`);
  const { widthPx, heightPx, pixelFormat, frames } = raw;
  run(
    ffmpeg,
    [
      ...['-f', 'rawvideo', '-pix_fmt', pixelFormat, '-s', `${widthPx}x${heightPx}`, '-r', rate, '-i', '-'],
      ...(pts === undefined ? [] : ['-vf', `setpts=${pts}`, ...passthrough]),
      ...[...encoding, flat],
    ],
    Buffer.concat(frames),
  );
  if (turned !== undefined) await turnVideo(flat, path, turned);
  return path;
}

/** Writes a copy that a player has to turn. Older ffmpegs write the turn as a tag, newer ones as an option of input. */
export async function turnVideo(from: string, to: string, degrees: 90 | 180): Promise<void> {
  const { path: ffmpeg } = await resolveFfmpeg();
  const copy = ['-c', 'copy'];
  const input = ['-display_rotation', String(-degrees), '-i', from];
  const asOption = spawnSync(ffmpeg, ['-v', 'error', '-y', ...input, ...copy, to]);
  if (asOption.status === 0) return;
  const asTag = (clockwise: number) => run(ffmpeg, ['-i', from, ...copy, '-metadata:s:v:0', `rotate=${clockwise}`, to]);
  asTag(degrees);
  // Some versions take the tag for a turn to the left, and tell so by the sign.
  const { stderr } = spawnSync(ffmpeg, ['-i', to]);
  if (degrees === 90 && /rotation of 90/.test(stderr.toString())) asTag(360 - degrees);
}

function run(ffmpeg: string, args: readonly string[], input?: Buffer): void {
  const { status, stderr } = spawnSync(ffmpeg, ['-v', 'error', '-y', ...args], { ...(input && { input }) });
  if (status !== 0) throw new Error(`ffmpeg could not draw a video: ${stderr.toString()}`);
}
