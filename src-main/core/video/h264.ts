import { AppError } from '../../shared/errors.ts';
import { encoderNames } from './encoders.ts';
import type { Ffmpeg } from './ffmpeg-binary.ts';

/**
 * Makes sure that an ffmpeg can write H.264 as trainers read it.
 *
 * @throws AppError 'ffmpeg.missing' where it can't: distributions build some without libx264; 'ffmpeg.failed' as startFfmpeg.
 */
export async function requireH264(ffmpeg: Ffmpeg): Promise<void> {
  if ((await encoderNames(ffmpeg)).has('libx264')) return;
  const { path, version } = ffmpeg;
  throw new AppError(
    'ffmpeg.missing',
    `The ffmpeg ${version} at ${path} can't write H.264: it was built without libx264. Name another one with ` +
      'TIMELOUPE_FFMPEG, or run "npm run setup".',
  );
}

/**
 * Arguments to write H.264 that every reader gives back frame for frame: no frames out of order, so no edit list is
 * needed to hide a delay, and a key frame at least every 32.
 */
export const H264 = [
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-bf', '0', '-g', '32', '-pix_fmt', 'yuv420p'],
  ...['-an', '-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact'],
  ...['-flags:v', '+bitexact', '-use_editlist', '0', '-movflags', '+faststart', '-f', 'mp4'],
] as const;
