import { stat } from 'node:fs/promises';
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

/**
 * The stream to analyze: the first video stream that is not a cover picture, or the one asked for.
 *
 * @throws AppError 'video.unreadable' when the file is no video; 'video.no_frames' when it holds none;
 *   'request.invalid' when the asked stream is no video stream.
 */
export function chooseStream(path: string, banner: Banner, log: readonly string[], asked?: number): StreamBanner {
  const { format, videoStreams } = banner;
  if (format === undefined) throw new AppError('video.unreadable', whyUnreadable(path, log));
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

function whyUnreadable(path: string, log: readonly string[]): string {
  const text = log.join('\n');
  if (text.includes('moov atom not found')) {
    return `"${path}" is cut short: the index at its end (moov) is missing. Copy or record it again.`;
  }
  if (text.includes('Permission denied')) return `"${path}" may not be read: permission denied.`;
  if (text.includes('not on whitelist')) return `"${path}" refers to other places, which is not allowed.`;
  return `"${path}" is not a video that ffmpeg can read, or its beginning is damaged.`;
}
