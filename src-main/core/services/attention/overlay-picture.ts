import type { ColourMapName } from '../../../shared/colour-maps.ts';
import type { Frame, Video } from '../../../shared/domain.ts';
import type { CropBox } from '../../../shared/protocol/attention-methods.ts';
import { secondsFromStart } from '../../../shared/time.ts';
import type { Raster } from '../../attention/draw/raster.ts';
import { overlaySteps } from '../../attention/overlay.ts';
import type { AttentionPicture } from '../../attention/view.ts';
import { resizePicture } from '../../pictures/resize.ts';
import { inSteps } from '../../base/in-steps.ts';
import { rangeOf } from './window-map.ts';

/** How a map is drawn over its frame. */
export interface OverlayLook {
  /** By default magma, or blue-red for signed maps. */
  readonly colourMap?: ColourMapName | undefined;
  /** Of the strongest values, 0..1. */
  readonly opacity: number;
  readonly isSmooth: boolean;
  /** clip: all frames share one maximum. frame: each has its own, and the caption says so. */
  readonly normalise: 'clip' | 'frame';
}

/** One place of a clip, to be drawn. */
export interface OverlaySubject {
  readonly video: Video;
  /** As decoded. */
  readonly frame: Frame;
  readonly picture: AttentionPicture;
  /** Which of the T maps. */
  readonly place: number;
  readonly crop: CropBox;
  readonly query: { readonly x: number; readonly y: number } | null;
  /** View, layer and head in words. */
  readonly caption: string;
}

/**
 * A frame with square pixels, its map, what the model did not see shaded, and below them the caption and the colour bar.
 *
 * @param mostWidthPx it is made smaller where it is wider.
 */
export async function overlayPicture(
  subject: OverlaySubject,
  look: OverlayLook,
  mostWidthPx = Infinity,
): Promise<Raster> {
  const { video, frame, picture, place, crop, query, caption } = subject;
  const { rows, cols, values, scale, frameWeights } = picture.heatMap;
  const { normalise, isSmooth, opacity } = look;
  const size = shownSize(video, mostWidthPx);
  const grid = { rows, cols, values: values.subarray(place * rows * cols, (place + 1) * rows * cols) };
  const [least, greatest] = rangeOf(normalise === 'clip' ? values : grid.values);
  const { widthPx, heightPx } = size;
  const rect = {
    ...{ x: crop.left * widthPx, y: crop.top * heightPx },
    ...{ width: crop.width * widthPx, height: crop.height * heightPx },
  };
  const style = {
    colourMap: look.colourMap ?? (scale === 'diverging' ? 'blue-red' : 'magma'),
    ...{ scale, largest: Math.max(greatest, -least), opacity },
    interpolation: isSmooth ? 'smooth' : 'patches',
  } as const;
  const about = {
    index: frame.index,
    timeSec: secondsFromStart(video, frame.index),
    picture: await resizePicture(frame, size),
    weight: frameWeights?.[place] ?? null,
    isRepeated: false,
  };
  const scaled = normalise === 'clip' ? 'per clip' : 'per frame: frames are not comparable';
  return inSteps(overlaySteps(about, { grid, rect, style, query }, `${caption}, ${scaled}`));
}

/** With square pixels, at most that wide. */
function shownSize({ widthPx, heightPx, sampleAspectRatio: { num, den } }: Video, mostWidthPx: number) {
  const wide = (widthPx * num) / den;
  const share = Math.min(1, mostWidthPx / wide);
  return { widthPx: Math.max(1, Math.round(wide * share)), heightPx: Math.max(1, Math.round(heightPx * share)) };
}
