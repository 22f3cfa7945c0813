import { open, stat } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import type { Banner, StreamBanner } from './banner.ts';

/** Demuxers that make "video" out of things that are none, or that open further files. */
const PICTURES = /_pipe$|^image2/;
const PLAYLISTS = /^(?:hls|concat|dash|applehttp|imf)\b/;
const TEXTS = /^(?:tty|ansi)\b/;

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

/** The banner of a file that ffmpeg could open. */
type OpenedBanner = Banner & { readonly format: string };

/**
 * The stream to analyze: the first video stream that is not a cover picture, or the one asked for.
 *
 * @throws AppError 'video.unreadable' when the file is no video; 'video.no_frames' when it holds none;
 *   'request.invalid' when the asked stream is no video stream.
 */
export function chooseStream(path: string, { format, videoStreams }: OpenedBanner, asked?: number): StreamBanner {
  if (PICTURES.test(format)) {
    throw new AppError('video.unreadable', `"${path}" is a picture (${format}), not a video.`);
  }
  if (PLAYLISTS.test(format)) {
    throw new AppError('video.unreadable', `"${path}" is a playlist (${format}). Name the video file itself.`);
  }
  if (TEXTS.test(format)) throw new AppError('video.unreadable', `"${path}" is a text, not a video.`);
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
  return stream;
}

/**
 * Why ffmpeg could not open a file, as an error to throw.
 *
 * @param log the lines ffmpeg printed.
 */
export async function unreadableVideo(path: string, log: readonly string[]): Promise<AppError> {
  return new AppError('video.unreadable', `"${path}" ${await whyUnreadable(path, log.join('\n'))}`);
}

async function whyUnreadable(path: string, log: string): Promise<string> {
  if (log.includes('not on whitelist')) return 'refers to other places, which is not allowed. Name the video itself.';
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
