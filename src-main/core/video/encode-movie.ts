import { Readable } from 'node:stream';
import type { Rational } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import { encoderNames } from './encoders.ts';
import { type Ffmpeg, resolveFfmpeg } from './ffmpeg-binary.ts';
import { startFfmpeg, throwIfCancelled } from './ffmpeg-process.ts';

/** What a movie is made of and where it goes. */
export interface MovieOptions {
  /** A file that is written or replaced; in MP4. */
  readonly path: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Frames a second, constant. */
  readonly rate: Rational;
  readonly signal?: AbortSignal;
}

/** Encoders by preference, with settings that keep thin lines and text. H.264 plays everywhere; MPEG-4 in most players. */
const ENCODERS: readonly (readonly [name: string, settings: readonly string[]])[] = [
  ['libx264', ['-crf', '18', '-preset', 'veryfast']],
  ['libopenh264', ['-b:v', '8M']],
  ['h264_videotoolbox', ['-b:v', '8M']],
  ['h264_mf', ['-b:v', '8M']],
  ['mpeg4', ['-q:v', '2']],
];

/**
 * Pictures → an MP4 at a constant rate. An odd side gets one more black column or row, for 4:2:0 takes even ones.
 *
 * @param pictures RGB24 of the size given, in order. An error of theirs ends ffmpeg and is thrown.
 * @throws AppError 'ffmpeg.failed' when ffmpeg can't write it; 'ffmpeg.missing', 'cancelled'.
 */
export async function encodeMovie(pictures: AsyncIterable<Uint8Array>, options: MovieOptions): Promise<void> {
  const { path, widthPx, heightPx, rate, signal } = options;
  const ffmpeg = await resolveFfmpeg();
  const encoder = await encoderOf(ffmpeg);
  const failures: Error[] = [];
  const input = Readable.from(
    noting(pictures, (error) => failures.push(error)),
    { objectMode: true, highWaterMark: 2 },
  );
  const process = startFfmpeg(
    ffmpeg,
    [
      ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${widthPx}x${heightPx}`, '-r', `${rate.num}/${rate.den}`],
      ...['-i', 'pipe:0', '-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2', '-pix_fmt', 'yuv420p'],
      ...['-c:v', ...encoder, '-movflags', '+faststart', '-f', 'mp4', '-y', `file:${path}`],
    ],
    { work: `wrote ${path}`, signal, onLine: () => true, input },
  );
  process.stdout.resume();
  const { status, tail } = await process.ended;
  throwIfCancelled(signal);
  if (failures[0]) throw failures[0];
  if (status === 0) return;
  const why = tail.findLast((line) => line.includes('[error]')) ?? `exit status ${status ?? 'unknown'}`;
  throw new AppError('ffmpeg.failed', `ffmpeg could not write ${path}: ${why.replace(/^.*\[error\]\s*/, '')}.`);
}

async function* noting(pictures: AsyncIterable<Uint8Array>, onError: (error: Error) => void) {
  try {
    yield* pictures;
  } catch (error) {
    onError(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

/** The first encoder that this ffmpeg has, with its settings. */
async function encoderOf(ffmpeg: Ffmpeg): Promise<readonly string[]> {
  const names = await encoderNames(ffmpeg);
  const first = ENCODERS.find(([name]) => names.has(name));
  if (first) return [first[0], ...first[1]];
  throw new AppError('ffmpeg.missing', `${ffmpeg.path} has no encoder for MP4. Install an ffmpeg with libx264.`);
}
