import type { Video } from '../../../shared/domain.ts';
import { encodePicture, type PictureFormat, type PictureSize } from '../../pictures/encode.ts';
import type { ResourceRoute } from './route.ts';
import { indexOf, videoIdOf, wholeNumber } from './route.ts';

const MAX_WIDTH_PX = 8192;
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
 * aspect; with one it is as wide, and as high as the aspect asks.
 */
export const frameRoute: ResourceRoute = {
  shape: 'frame/<videoId>/<index>.(png|jpg|webp)?width=',
  pattern: /^frame\/(?<videoId>[^/]+)\/(?<index>\d+)\.(?<format>png|jpg|webp)$/,
  query: ['width'],
  async serve(request, context) {
    const widthPx = wholeNumber('width', request.query.get('width'), 1, MAX_WIDTH_PX);
    const video = await context.video(videoIdOf(request));
    const index = indexOf(request, 'index', video.pts.length, 'frame');
    const frame = await context.frames.get(video, index, true);
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
