import type { Video } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import { encodePicture, type PictureFormat, type PictureSize } from '../../pictures/encode.ts';
import type { ResourceRoute } from './route.ts';
import { indexOf, videoIdOf, wholeNumber } from './route.ts';

const MAX_WIDTH_PX = 8192;
const MAX_ALONG = 128;
const MIN_THUMB_HEIGHT_PX = 16;
const MAX_THUMB_HEIGHT_PX = 720;
const THUMB_HEIGHT_PX = 90;

export const MEDIA_TYPES: Readonly<Record<PictureFormat, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
};

/**
 * One frame, turned as it is to be shown. Without a width its pixels are the decoder's own, not stretched by the pixel
 * aspect; with one it is as wide, and as high as the aspect asks. Those it is wanted along with are decoded with it.
 */
export const frameRoute: ResourceRoute = {
  shape: 'frame/<videoId>/<index>.(png|jpg|webp)?width=&along=',
  pattern: /^frame\/(?<videoId>[^/]+)\/(?<index>\d+)\.(?<format>png|jpg|webp)$/,
  query: ['width', 'along'],
  async serve(request, context) {
    const widthPx = wholeNumber('width', request.query.get('width'), 1, MAX_WIDTH_PX);
    const video = await context.video(videoIdOf(request));
    const index = indexOf(request, 'index', video.pts.length, 'frame');
    const along = alongOf(request.query.get('along'), video.pts.length);
    if (along.length > 0)
      context.frames.ask(
        video,
        [...new Set([...along, index])].sort((a, b) => a - b),
      );
    const frame = await context.frames.get(video, index, along.length === 0);
    const format = request.parts['format'] as PictureFormat;
    const size = widthPx === undefined ? undefined : sizeOfWidth(video, widthPx);
    const body = await encodePicture(frame, format, size);
    return { status: 200, headers: { 'content-type': MEDIA_TYPES[format], ...frameHeaders(video, [index]) }, body };
  },
};

/** One frame, small, 90 px high unless said otherwise, with square pixels; kept on disk. */
export const thumbRoute: ResourceRoute = {
  shape: 'thumb/<videoId>/<index>.(jpg|webp)?height=',
  pattern: /^thumb\/(?<videoId>[^/]+)\/(?<index>\d+)\.(?<format>jpg|webp)$/,
  query: ['height'],
  async serve(request, context) {
    const wish = wholeNumber('height', request.query.get('height'), MIN_THUMB_HEIGHT_PX, MAX_THUMB_HEIGHT_PX);
    const heightPx = wish ?? THUMB_HEIGHT_PX;
    const video = await context.video(videoIdOf(request));
    const index = indexOf(request, 'index', video.pts.length, 'frame');
    const format = request.parts['format'] as PictureFormat;
    const name = `thumbs/${video.fingerprint}/${video.streamIndex}-${heightPx}-${index}.${format}`;
    const body = await context.files.get(name, async () =>
      encodePicture(await context.frames.get(video, index, false), format, sizeOfHeight(video, heightPx)),
    );
    return { status: 200, headers: { 'content-type': MEDIA_TYPES[format], ...frameHeaders(video, [index]) }, body };
  },
};

/** Other frames, with commas between. @throws AppError 'request.invalid'. */
function alongOf(text: string | undefined, frameCount: number): number[] {
  if (text === undefined) return [];
  const frames = text.split(',').map((part) => wholeNumber('frame', part, 0, frameCount - 1)!);
  if (frames.length <= MAX_ALONG) return frames;
  throw new AppError('request.invalid', `${frames.length} frames are wanted along; ask for ${MAX_ALONG} at the most.`);
}

/** Which frames a picture shows, from left to right; "-" for one that does not decode. */
export function frameHeaders(video: Video, frames: readonly (number | null)[]): Record<string, string> {
  const times = frames.map((index) => (index === null ? '-' : String(video.pts[index])));
  return { 'timeloupe-frames': frames.map((index) => index ?? '-').join(','), 'timeloupe-pts': times.join(',') };
}

/** With square pixels. */
export function sizeOfHeight(video: Video, heightPx: number): PictureSize {
  return { widthPx: Math.max(1, Math.round(heightPx * aspectOf(video))), heightPx };
}

function sizeOfWidth(video: Video, widthPx: number): PictureSize {
  return { widthPx, heightPx: Math.max(1, Math.round(widthPx / aspectOf(video))) };
}

function aspectOf({ widthPx, heightPx, sampleAspectRatio: { num, den } }: Video): number {
  return (widthPx * num) / (heightPx * den);
}
