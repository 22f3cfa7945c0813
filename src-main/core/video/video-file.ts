import { open, stat } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import { isFrameSize, MAX_FRAMES, MAX_PIXELS } from '../base/video-facts.ts';
import type { StreamBanner } from './banner.ts';
import { refusedDemuxer, whatElse } from './demuxers.ts';

/**
 * Size of a file that may be a video.
 *
 * @throws AppError 'video.not_found'; 'video.unreadable' for a folder, an empty file or one that may not be read.
 */
export async function sizeOfVideoFile(path: string): Promise<number> {
  const stats = await stat(path).catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new AppError('video.not_found', `There is no video at "${path}". Check the path.`, { cause });
    }
    throw new AppError('video.unreadable', `"${path}" cannot be read (${String(code)}).`, { cause });
  });
  if (stats.isDirectory()) {
    throw new AppError('video.unreadable', `"${path}" is a folder, not a video. Name a file in it.`);
  }
  if (!stats.isFile()) throw new AppError('video.unreadable', `"${path}" is not a regular file.`);
  if (stats.size === 0) {
    throw new AppError('video.unreadable', `"${path}" is empty (0 bytes). Copy or record it again.`);
  }
  return stats.size;
}

/**
 * The stream to analyze: the first video stream that is not a cover picture, or the one asked for.
 *
 * @throws AppError 'video.unreadable' for a stream of no known kind or too large a size; 'video.no_frames' when it holds none;
 *   'request.invalid' when the asked stream is no video stream.
 */
export function chooseStream(path: string, videoStreams: readonly StreamBanner[], asked?: number): StreamBanner {
  const films = videoStreams.filter((stream) => !stream.isAttachedPicture);
  const stream = asked === undefined ? films[0] : videoStreams.find(({ index }) => index === asked);
  if (!stream && asked !== undefined) {
    const known = videoStreams.map(({ index }) => index).join(', ') || 'none';
    throw new AppError('request.invalid', `Stream ${asked} of "${path}" is no video stream; these are: ${known}.`);
  }
  if (!stream) throw new AppError('video.no_frames', `"${path}" has no video stream, only sound or pictures.`);
  if (stream.codedHeightPx === 0 || stream.codedWidthPx === 0 || stream.codec === 'none') {
    throw new AppError('video.unreadable', `"${path}" has a video stream of unknown kind or size (${stream.codec}).`);
  }
  requireFrameSize(path, stream.codedWidthPx, stream.codedHeightPx);
  return stream;
}

/**
 * A stream whose first frames were too large to be decoded has no size in the banner, but ffmpeg says why.
 *
 * @param log the lines ffmpeg printed.
 * @throws AppError 'video.unreadable'.
 */
export function requireNoneTooLarge(path: string, log: readonly string[]): void {
  for (const line of log) {
    const [, width, height] = /Picture size (\d+)x(\d+) exceeds specified max pixel count/.exec(line) ?? [];
    if (width !== undefined) requireFrameSize(path, Number(width), Number(height));
  }
}

/**
 * A QuickTime film may name other files as those that hold its pictures. ffmpeg reads none of them, and says so.
 *
 * @param log the lines ffmpeg printed.
 * @throws AppError 'video.unreadable'.
 */
export function requireOwnPictures(path: string, videoStreams: readonly StreamBanner[], log: readonly string[]): void {
  for (const line of log) {
    const [, stream] = /Skipped opening external track: stream (\d+)/.exec(line) ?? [];
    if (!videoStreams.some(({ index }) => String(index) === stream)) continue;
    throw new AppError(
      'video.unreadable',
      `"${path}" says that its pictures lie in another file, and no file is read but the one that was named. Save it as one self-contained film.`,
    );
  }
}

/** @throws AppError 'video.unreadable' for frames that would fill the memory. */
export function requireFrameSize(path: string, widthPx: number, heightPx: number): void {
  if (isFrameSize(widthPx, heightPx)) return;
  const most = `${Math.floor(MAX_PIXELS / 1e6)} million pixels`;
  throw new AppError(
    'video.unreadable',
    `"${path}" has frames of ${widthPx} x ${heightPx}, and at most ${most} are read. Convert it to a smaller size.`,
  );
}

/** @returns the error of a file that announces or gives frames without end. */
export function tooManyFrames(path: string): AppError {
  const most = MAX_FRAMES.toLocaleString('en-US');
  return new AppError('video.unreadable', `"${path}" claims more than ${most} frames. It is damaged, or no video.`);
}

/**
 * Why ffmpeg could not open a file, as an error to throw.
 *
 * @param log the lines ffmpeg printed.
 */
export async function unreadableVideo(path: string, log: readonly string[]): Promise<AppError> {
  const demuxer = refusedDemuxer(log);
  const why = demuxer === undefined ? await whyUnreadable(path, log.join('\n')) : whatElse(demuxer);
  return new AppError('video.unreadable', `"${path}" ${why}`);
}

async function whyUnreadable(path: string, log: string): Promise<string> {
  // ffmpeg takes anything called .mp4 for one, so the content decides whether an index is missing.
  if (log.includes('moov atom not found') && (await beginsAsMp4(path))) {
    return 'is cut short: the index at its end (moov) is missing. Copy or record it again.';
  }
  return 'is not a video that ffmpeg can read, or its beginning is damaged.';
}

async function beginsAsMp4(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return bytesRead === 8 && ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip'].includes(buffer.toString('latin1', 4));
  } finally {
    await file.close();
  }
}
