import { AppError } from '../../../shared/errors.ts';
import { encodeStrip, type PictureFormat } from '../../pictures/encode.ts';
import { frameHeaders, MEDIA_TYPES, sizeOfHeight } from './frame.ts';
import type { ResourceRoute } from './route.ts';
import { videoIdOf, wholeNumber } from './route.ts';

const MAX_FRAMES = 64;
const HEIGHT_PX = 48;
const MIN_HEIGHT_PX = 16;
const MAX_HEIGHT_PX = 360;

/**
 * Any frames side by side, in the order of the path, decoded in one go: a contact sheet. A frame that does not decode
 * leaves its place black. Kept on disk.
 */
export const sheetRoute: ResourceRoute = {
  shape: 'sheet/<videoId>/<index>,<index>,….(jpg|webp)?height=',
  pattern: /^sheet\/(?<videoId>[^/]+)\/(?<indices>\d{1,9}(?:,\d{1,9})*)\.(?<format>jpg|webp)$/,
  query: ['height'],
  async serve(request, context) {
    const heightPx = wholeNumber('height', request.query.get('height'), MIN_HEIGHT_PX, MAX_HEIGHT_PX) ?? HEIGHT_PX;
    const video = await context.video(videoIdOf(request));
    const indices = request.parts['indices']!.split(',').map(Number);
    checkFrames(indices, video.pts.length);
    const format = request.parts['format'] as PictureFormat;
    const name = `sheets/${video.fingerprint}/${video.streamIndex}-${heightPx}-${indices.join('-')}.${format}`;
    const body = await context.files.get(name, async () =>
      encodeStrip(await context.frames.many(video, indices), sizeOfHeight(video, heightPx), format),
    );
    return { status: 200, headers: { 'content-type': MEDIA_TYPES[format], ...frameHeaders(video, indices) }, body };
  },
};

/** @throws AppError 'request.invalid' for too many frames, 'resource.unknown' for one that there is not. */
function checkFrames(indices: readonly number[], frameCount: number): void {
  if (indices.length > MAX_FRAMES) {
    throw new AppError('request.invalid', `A sheet shows at most ${MAX_FRAMES} frames; ${indices.length} were named.`);
  }
  const beyond = indices.find((index) => index >= frameCount);
  if (beyond === undefined) return;
  throw new AppError('resource.unknown', `There is no frame ${beyond}; the last one is ${frameCount - 1}.`);
}
