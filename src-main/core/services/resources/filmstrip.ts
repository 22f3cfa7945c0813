import type { Video } from '../../../shared/domain.ts';
import { encodeStrip, type PictureFormat } from '../../pictures/encode.ts';
import { keyframeBefore } from '../../video/decode-plan.ts';
import { frameHeaders, MEDIA_TYPES, sizeOfHeight } from './frame.ts';
import type { ResourceContext, ResourceRoute } from './route.ts';
import { indexOf, videoIdOf, wholeNumber } from './route.ts';

/** Slots in a tile. */
export const FILMSTRIP_SLOTS = 8;
const MIN_HEIGHT_PX = 16;
const MAX_HEIGHT_PX = 360;

/**
 * Tiles of thumbnails along a video. At level L a slot is 2^L frames wide, and a tile is 8 slots: tile t begins with
 * frame t·8·2^L. Each slot shows the frame at its left edge: the last key frame before it where one lies within 1/16 of
 * the slot, which no screen can tell from it, else exactly that frame. The header `timeloupe-frames` says which frames
 * they are. The last tile has as many slots as begin within the video; a frame that does not decode leaves its slot
 * black. The highest level is the first at which one slot holds the whole video.
 */
export const filmstripRoute: ResourceRoute = {
  shape: 'filmstrip/<videoId>/<height>/<level>/<tile>.(jpg|webp)',
  pattern: /^filmstrip\/(?<videoId>[^/]+)\/(?<height>\d+)\/(?<level>\d+)\/(?<tile>\d+)\.(?<format>jpg|webp)$/,
  query: [],
  async serve(request, context) {
    const heightPx = wholeNumber('height', request.parts['height'], MIN_HEIGHT_PX, MAX_HEIGHT_PX)!;
    const video = await context.video(videoIdOf(request));
    const frameCount = video.pts.length;
    const level = indexOf(request, 'level', Math.ceil(Math.log2(frameCount)) + 1, 'level');
    const tiles = Math.ceil(frameCount / (FILMSTRIP_SLOTS * 2 ** level));
    const tile = indexOf(request, 'tile', tiles, `tile on level ${level}:`);
    const format = request.parts['format'] as PictureFormat;
    const frames = slotFrames(video, level, tile);
    const name = `strips/${video.fingerprint}/${video.streamIndex}-${heightPx}-${level}-${tile}.${format}`;
    const body = await context.files.get(name, () => makeTile(context, video, frames, heightPx, format));
    return { status: 200, headers: { 'content-type': MEDIA_TYPES[format], ...frameHeaders(video, frames) }, body };
  },
};

/** The frames a tile shows, one a slot. */
export function slotFrames(
  { pts, keyframes }: Pick<Video, 'pts' | 'keyframes'>,
  level: number,
  tile: number,
): readonly number[] {
  const slotWidth = 2 ** level;
  const first = tile * FILMSTRIP_SLOTS;
  const count = Math.min(FILMSTRIP_SLOTS, Math.ceil(pts.length / slotWidth) - first);
  return Array.from({ length: count }, (_, i) => {
    const edge = (first + i) * slotWidth;
    const keyframe = keyframeBefore(keyframes, edge);
    return edge - keyframe <= slotWidth / 16 ? keyframe : edge;
  });
}

async function makeTile(
  { frames: cache }: ResourceContext,
  video: Video,
  frames: readonly number[],
  heightPx: number,
  format: PictureFormat,
): Promise<Uint8Array> {
  return encodeStrip(await cache.many(video, frames), sizeOfHeight(video, heightPx), format);
}
