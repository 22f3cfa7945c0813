import { spawnSync } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { resolveFfmpeg } from '../../src-main/core/video/ffmpeg-binary.ts';

/** Frames of the piece that is drawn, ten minutes: the film is that piece again and again. */
const PIECE_FRAMES = 18_000;

/** A film of 30 frames a second, six hours of which are made in a minute; kept for the next time. */
export async function longFilm(folder: string, frames: number): Promise<string> {
  const path = join(folder, `film-${frames}.mp4`);
  if (existsSync(path)) return path;
  const { path: ffmpeg } = await resolveFfmpeg();
  const piece = join(folder, 'ten-minutes.h264');
  const part = join(folder, 'part.mp4');
  const picture = `testsrc2=size=320x180:rate=30:duration=${PIECE_FRAMES / 30}`;
  const encoding = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-crf',
    '40',
    '-g',
    '250',
    '-bf',
    '0',
    '-pix_fmt',
    'yuv420p',
  ];
  run(ffmpeg, ['-f', 'lavfi', '-i', picture, ...encoding, piece]);
  // Without a container of their own the repetitions get even times from the one they go into.
  const again = `concat:${Array.from({ length: Math.ceil(frames / PIECE_FRAMES) }, () => piece).join('|')}`;
  const counted = ['-frames:v', String(frames), '-c', 'copy'];
  run(ffmpeg, ['-f', 'h264', '-framerate', '30', '-i', again, ...counted, part]);
  renameSync(part, path);
  return path;
}

function run(ffmpeg: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(ffmpeg, ['-v', 'error', '-y', ...args]);
  if (status !== 0) throw new Error(`ffmpeg could not make the film: ${stderr.toString()}`);
}
