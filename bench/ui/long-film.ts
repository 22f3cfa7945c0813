import { spawnSync } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { resolveFfmpeg } from '../../src-main/core/video/ffmpeg-binary.ts';

/** Frames of the piece that is drawn, ten minutes, and how often it is repeated without drawing it again. */
const PIECE_FRAMES = 18_000;
const REPEATS = 36;
export const FILM_FRAMES = PIECE_FRAMES * REPEATS;

/** A film of six hours at 30 frames a second, small enough to be made in a minute; kept for the next time. */
export async function longFilm(folder: string): Promise<string> {
  const path = join(folder, 'six-hours.mp4');
  if (existsSync(path)) return path;
  const { path: ffmpeg } = await resolveFfmpeg();
  const piece = join(folder, 'ten-minutes.mp4');
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
  run(ffmpeg, ['-stream_loop', String(REPEATS - 1), '-i', piece, '-c', 'copy', part]);
  renameSync(part, path);
  return path;
}

function run(ffmpeg: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(ffmpeg, ['-v', 'error', '-y', ...args]);
  if (status !== 0) throw new Error(`ffmpeg could not make the film: ${stderr.toString()}`);
}
