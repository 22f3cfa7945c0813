import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { resolveFfmpeg } from '../../src-main/core/video/ffmpeg-binary.ts';

/** How a video is drawn. */
export interface Drawing {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly count: number;
  /** Frames a second. */
  readonly fps?: number;
}

/**
 * Draws a video, without loss unless another codec is asked for: slopes that drift with time, the same as
 * test/fixtures/analysis/make_reference.py draws.
 *
 * @returns its path.
 */
export async function drawVideo(
  folder: string,
  name: string,
  drawing: Drawing,
  codec: readonly string[] = ['-c:v', 'ffv1', '-pix_fmt', 'bgr0'],
): Promise<string> {
  const { widthPx, heightPx, count, fps = 25 } = drawing;
  const path = join(folder, name);
  const frames = Array.from({ length: count }, (_, t) => drawnFrame(t, drawing));
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${widthPx}x${heightPx}`, '-r', String(fps), '-i', '-'];
  const { path: ffmpeg } = await resolveFfmpeg();
  const args = ['-v', 'error', ...input, ...codec, '-y', path];
  const { status, stderr } = spawnSync(ffmpeg, args, { input: Buffer.concat(frames) });
  if (status !== 0) throw new Error(`ffmpeg could not draw ${name}: ${stderr.toString()}`);
  return path;
}

function drawnFrame(t: number, { widthPx, heightPx }: Drawing): Uint8Array {
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  for (let i = 0; i < rgb.length; i++) {
    const c = i % 3;
    const x = Math.floor(i / 3) % widthPx;
    const y = Math.floor(i / 3 / widthPx);
    rgb[i] = x * 5 + y * 9 + t * (7 + 4 * c) + c * 60 + Math.floor((x * y * t) / 16);
  }
  return rgb;
}
