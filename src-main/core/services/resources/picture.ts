import { AppError } from '../../../shared/errors.ts';
import { COLOUR_MAPS, DEFAULT_OPACITY } from '../../../shared/protocol/attention-methods.ts';
import { encodePicture } from '../../pictures/encode.ts';
import { type OverlayLook, overlayPicture } from '../attention/overlay-picture.ts';
import { cropOf } from '../attention/run-window.ts';
import { askedMap, captionOf, windowMap } from '../attention/window-map.ts';
import { frameHeaders } from './frame.ts';
import { MAP_PARAMETERS, mapWish, windowOf } from './map-query.ts';
import type { ResourceRequest, ResourceRoute } from './route.ts';
import { indexOf, videoIdOf } from './route.ts';

/**
 * One of a window's frames with a map over it, the colour bar and the caption, as a PNG in the frame's own size with
 * square pixels. <place> counts the clip's frames from 0.
 */
export const pictureRoute: ResourceRoute = {
  shape:
    'picture/<runId>/<videoId>/<window>/<place>.png?view=&layer=&head=&frame=&x=&y=&label=&map=&opacity=&smooth=&normalise=',
  pattern: /^picture\/(?<runId>[^/]+)\/(?<videoId>[^/]+)\/(?<window>\d+)\/(?<place>\d+)\.png$/,
  query: [...MAP_PARAMETERS, 'map', 'opacity', 'smooth', 'normalise'],
  async serve(request, context) {
    const look = lookOf(request);
    const wish = mapWish(request);
    const { asked, shape, prepared } = await context.attention.ready(windowOf(request));
    const place = indexOf(request, 'place', shape.frames, 'frame of the clip');
    const video = await context.video(videoIdOf(request));
    const index = prepared.clip.window.frames[place]!;
    const frame = await context.frames.get(video, index, true);
    const map = askedMap(wish, shape, prepared.scores);
    const { query } = map.request;
    const subject = {
      ...{ video, frame, place, crop: cropOf(video, asked), caption: captionOf(map, shape) },
      query: typeof query === 'object' ? query : null,
      picture: windowMap(prepared, shape, map),
    };
    const body = await encodePicture(await overlayPicture(subject, look), 'png');
    return { status: 200, headers: { 'content-type': 'image/png', ...frameHeaders(video, [index]) }, body };
  },
};

function lookOf({ query }: ResourceRequest): OverlayLook {
  const opacity = Number(query.get('opacity') ?? DEFAULT_OPACITY);
  if (!(opacity >= 0 && opacity <= 1)) {
    throw new AppError('request.invalid', `The opacity is "${query.get('opacity') ?? ''}"; it takes 0 to 1.`);
  }
  return {
    colourMap: choice(query, 'map', COLOUR_MAPS),
    opacity,
    isSmooth: choice(query, 'smooth', ['0', '1']) !== '0',
    normalise: choice(query, 'normalise', ['clip', 'frame']) ?? 'clip',
  };
}

function choice<T extends string>(query: ResourceRequest['query'], name: string, choices: readonly T[]): T | undefined {
  const text = query.get(name);
  const found = choices.find((candidate) => candidate === text);
  if (text === undefined || found !== undefined) return found;
  throw new AppError('request.invalid', `"${name}" is "${text}"; it takes ${choices.join(', ')}.`);
}
