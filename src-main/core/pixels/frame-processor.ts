import type { Preprocessing } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import { axisWeights } from './coefficients.ts';
import { lumaFromRgb, swapRedAndBlue } from './channels.ts';
import { pilResizesVerticallyFirst, resampler } from './two-passes.ts';
import { axisCrop, resizedSize } from './target-size.ts';

/** How the model's picture lies over the frame it came from. */
export interface FrameGeometry {
  /** Size after the resize, before the crop. */
  readonly resizedWidthPx: number;
  readonly resizedHeightPx: number;
  /** Resized pixels per frame pixel. */
  readonly scaleX: number;
  readonly scaleY: number;
  /**
   * The crop's top left corner in resized pixels; negative where the crop is larger and zeros were added.
   * Position (u, v) of the model's picture is ((u + cropLeftPx) / scaleX, (v + cropTopPx) / scaleY) of the frame.
   */
  readonly cropLeftPx: number;
  readonly cropTopPx: number;
  /** The part of the frame that the crop kept, in frame pixels (fractions), clipped to the frame. */
  readonly seen: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** Turns frames of one size into what the model sees. */
export interface FrameProcessor {
  /** Size of the output. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: 1 | 3;
  readonly geometry: FrameGeometry;
  /**
   * @param rgb a frame of the size the processor was made for: RGB24, row-major.
   * @param into receives the result; heightPx * widthPx * channels bytes. A new array if not given.
   * @returns height x width x channels, uint8, in the preprocessing's channel order; to be turned into pixel_values
   *   by `normalisationTable`. Input and output do not share memory.
   */
  process(rgb: Uint8Array, into?: Uint8Array): Uint8Array;
}

/**
 * The resize and centre crop of Hugging Face's VideoMAEImageProcessor, bit for bit: Pillow's arithmetic with backend
 * pil, torch's uint8 kernel (x86 with AVX2 or better) with torchvision. Only what survives the crop is computed.
 *
 * A model with one channel sees ITU-R 601 luma, rounded as Pillow's convert('L') rounds, taken before the resize:
 * Hugging Face has no rule of its own and would be given such frames.
 *
 * @throws AppError 'model.unsupported' for other than 1 or 3 channels, or for bgr with one channel;
 *   'video.unreadable' for a frame without pixels.
 */
export function createFrameProcessor(
  frame: { readonly widthPx: number; readonly heightPx: number },
  preprocessing: Preprocessing,
  channels: number,
): FrameProcessor {
  if (!(frame.widthPx >= 1 && frame.heightPx >= 1)) {
    throw new AppError('video.unreadable', `The video's frames are ${frame.widthPx} x ${frame.heightPx}: no pixels.`);
  }
  checkChannels(channels, preprocessing);
  const { backend, cropSize } = preprocessing;
  const resized = resizedSize(frame, preprocessing.size);
  const columns = axisCrop(backend, resized.widthPx, cropSize?.width ?? null);
  const rows = axisCrop(backend, resized.heightPx, cropSize?.height ?? null);
  const resize = resampler(frame, channels, {
    x: axisWeights(backend, frame.widthPx, resized.widthPx, columns),
    y: axisWeights(backend, frame.heightPx, resized.heightPx, rows),
    isVerticalFirst: backend === 'pil' && pilResizesVerticallyFirst(frame, resized),
  });
  const place = {
    base: (rows.padBefore * columns.size + columns.padBefore) * channels,
    stride: columns.size * channels,
  };
  const isPadded = columns.count !== columns.size || rows.count !== rows.size;
  const inputBytes = frame.widthPx * frame.heightPx * 3;
  const outputBytes = columns.size * rows.size * channels;

  return {
    widthPx: columns.size,
    heightPx: rows.size,
    channels,
    geometry: geometryFrom(frame, resized, {
      left: columns.from - columns.padBefore,
      top: rows.from - rows.padBefore,
      width: columns.size,
      height: rows.size,
    }),
    process(rgb, into = new Uint8Array(outputBytes)) {
      if (rgb.length !== inputBytes) throw new Error(`A frame has ${rgb.length} bytes, not ${inputBytes}.`);
      if (into.length !== outputBytes) throw new Error(`The target has ${into.length} bytes, not ${outputBytes}.`);
      if (isPadded) into.fill(0);
      // A plain view: a Buffer here would make the inner loops polymorphic.
      const source = channels === 1 ? lumaFromRgb(rgb) : new Uint8Array(rgb.buffer, rgb.byteOffset, rgb.length);
      resize(source, new Uint8ClampedArray(into.buffer, into.byteOffset, into.length), place);
      if (preprocessing.channelOrder === 'bgr') swapRedAndBlue(into);
      return into;
    },
  };
}

function checkChannels(channels: number, { channelOrder }: Preprocessing): asserts channels is 1 | 3 {
  if (channels !== 1 && channels !== 3) {
    throw new AppError(
      'model.unsupported',
      `The model takes ${channels} channels a frame; frames of a video can be given as 3 (RGB or BGR) or 1 (luma).`,
    );
  }
  if (channels === 1 && channelOrder === 'bgr') {
    throw new AppError('model.unsupported', 'The model takes 1 channel, so that channelOrder "bgr" has no meaning.');
  }
}

function geometryFrom(
  frame: { readonly widthPx: number; readonly heightPx: number },
  resized: { readonly widthPx: number; readonly heightPx: number },
  crop: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
): FrameGeometry {
  const scaleX = resized.widthPx / frame.widthPx;
  const scaleY = resized.heightPx / frame.heightPx;
  const x = Math.max(0, crop.left / scaleX);
  const y = Math.max(0, crop.top / scaleY);
  return {
    resizedWidthPx: resized.widthPx,
    resizedHeightPx: resized.heightPx,
    scaleX,
    scaleY,
    cropLeftPx: crop.left,
    cropTopPx: crop.top,
    seen: {
      x,
      y,
      width: Math.min(frame.widthPx, (crop.left + crop.width) / scaleX) - x,
      height: Math.min(frame.heightPx, (crop.top + crop.height) / scaleY) - y,
    },
  };
}
