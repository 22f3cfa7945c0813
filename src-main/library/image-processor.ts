import type { Frame, Preprocessing, Tensor } from '../shared/domain.ts';
import { AppError } from '../shared/errors.ts';
import { readProcessor } from '../core/models/checkpoints/processor-files.ts';
import { parsePreprocessing } from '../core/models/preprocessing.ts';
import { type FrameProcessor, createFrameProcessor } from '../core/pixels/frame-processor.ts';
import { normalisationTable } from '../core/pixels/normalisation.ts';

/** A picture: RGB24, row-major, 3 bytes a pixel, no padding. */
export type ImageFrame = Pick<Frame, 'widthPx' | 'heightPx' | 'rgb'>;

/** Options by their names in preprocessor_config.json; the defaults are VideoMAEImageProcessor's. */
export interface ImageProcessorOptions {
  /** true */
  readonly do_resize?: boolean;
  /** Short edge, or both: {shortest_edge: 224}. */
  readonly size?: number | { readonly shortest_edge: number } | { readonly height: number; readonly width: number };
  /** 2, which is bilinear, and nothing else. */
  readonly resample?: number;
  /** true */
  readonly do_center_crop?: boolean;
  /** {height: 224, width: 224} */
  readonly crop_size?: number | { readonly height: number; readonly width: number };
  /** true */
  readonly do_rescale?: boolean;
  /** 1/255 */
  readonly rescale_factor?: number;
  /** true */
  readonly do_normalize?: boolean;
  /** One value a channel, 0.5 each; one value alone makes a model of one channel, which sees the luma. */
  readonly image_mean?: readonly number[];
  /** One value a channel: 0.5 each. */
  readonly image_std?: readonly number[];
  /**
   * Whose arithmetic: Pillow's, as transformers 4 and its Pil classes have it, or torchvision's, the default of
   * transformers 5. They differ by one grey level in few pixels. That of image_processor_type unless given.
   */
  readonly backend?: 'pil' | 'torchvision';
  /** The class in transformers: "VideoMAEImageProcessor" of transformers 4, which has Pillow's arithmetic. */
  readonly image_processor_type?: string;
  /** "bgr" for checkpoints that were trained on blue first: "rgb" unless given. */
  readonly channel_order?: 'rgb' | 'bgr';
}

const CLASS_OF = { pil: 'VideoMAEImageProcessorPil', torchvision: 'VideoMAEImageProcessorFast' } as const;
const RGB_CHANNELS = 3;

/** Frames of any size → pixel_values, bit for bit as Hugging Face's processor of TimeSformer's checkpoints. */
export class TimesformerImageProcessor {
  readonly #preprocessing: Preprocessing;
  readonly #channels: number;
  readonly #table: Float32Array;

  /** @throws AppError 'config.invalid' naming the option that is wrong. */
  constructor(options: ImageProcessorOptions = {}) {
    const { backend, channel_order = 'rgb', ...file } = options;
    const json = { ...file, ...(backend && { image_processor_type: CLASS_OF[backend] }) };
    this.#preprocessing = {
      ...parsePreprocessing(json, 'TimesformerImageProcessor'),
      channelOrder: channel_order,
    };
    this.#channels = this.#preprocessing.mean?.length ?? RGB_CHANNELS;
    this.#table = normalisationTable(this.#preprocessing, this.#channels);
  }

  /**
   * Reads the processor file of a checkpoint.
   *
   * @param dir a folder with preprocessor_config.json, video_preprocessor_config.json or processor_config.json.
   * @param options stand in place of what the file says.
   * @throws AppError 'model.not_found' without such a file, 'config.invalid' or 'model.unsupported' for what it says.
   */
  static async fromPretrained(dir: string, options: ImageProcessorOptions = {}): Promise<TimesformerImageProcessor> {
    const processor = await readProcessor(dir);
    if (processor !== null)
      return new TimesformerImageProcessor({ ...optionsFrom(processor.preprocessing), ...options });
    throw new AppError(
      'model.not_found',
      `${dir} has no preprocessor_config.json. Make a TimesformerImageProcessor with the options that the model takes.`,
    );
  }

  /**
   * One clip, or several of as many frames each. The frames may differ in size.
   *
   * @returns pixel_values (batch, frames, channels, height, width) float32.
   * @throws AppError 'tensor.shape' where there are no frames, clips differ in length, or frames in size after the
   *   resize (without a crop), 'video.unreadable' for a frame whose bytes are not its size's.
   */
  preprocess(frames: readonly ImageFrame[] | readonly (readonly ImageFrame[])[]): { readonly pixel_values: Tensor } {
    const clips = frames.map((entry) => ('rgb' in entry ? null : entry)).filter((clip) => clip !== null);
    const batch = clips.length > 0 ? clips : [frames as readonly ImageFrame[]];
    const length = batch[0]!.length;
    if (length === 0 || batch.some((clip) => clip.length !== length)) {
      throw new AppError(
        'tensor.shape',
        `Clips of ${batch.map((clip) => clip.length).join(', ')} frames make no batch.`,
      );
    }
    const processors = new Processors(this.#preprocessing, this.#channels);
    const pictures = batch.flat().map((frame) => processors.process(frame));
    const { heightPx, widthPx } = pictures[0]!;
    if (pictures.some((picture) => picture.heightPx !== heightPx || picture.widthPx !== widthPx)) {
      throw new AppError('tensor.shape', 'The frames differ in size after the resize; give a crop_size.');
    }
    const size = this.#channels * heightPx * widthPx;
    const data = new Float32Array(pictures.length * size);
    pictures.forEach(({ pixels }, i) => this.#expand(pixels, data.subarray(i * size, (i + 1) * size)));
    return { pixel_values: { shape: [batch.length, length, this.#channels, heightPx, widthPx], data } };
  }

  /** The options, as in preprocessor_config.json. */
  toJSON(): Record<string, unknown> {
    const { backend, channel_order, ...file } = optionsFrom(this.#preprocessing);
    return {
      ...file,
      image_processor_type: backend === 'torchvision' ? CLASS_OF.torchvision : 'VideoMAEImageProcessor',
      ...(channel_order === 'bgr' && { channel_order }),
    };
  }

  /** (height, width, channels) bytes → (channels, height, width) floats. */
  #expand(pixels: Uint8Array, into: Float32Array): void {
    const area = pixels.length / this.#channels;
    for (let channel = 0; channel < this.#channels; channel++) {
      for (let i = 0; i < area; i++) {
        into[channel * area + i] = this.#table[channel * 256 + pixels[i * this.#channels + channel]!]!;
      }
    }
  }
}

/** Frame processors by frame size, made once each. */
class Processors {
  readonly #preprocessing: Preprocessing;
  readonly #channels: number;
  readonly #bySize = new Map<string, FrameProcessor>();

  constructor(preprocessing: Preprocessing, channels: number) {
    this.#preprocessing = preprocessing;
    this.#channels = channels;
  }

  process({ widthPx, heightPx, rgb }: ImageFrame): { pixels: Uint8Array; widthPx: number; heightPx: number } {
    if (rgb.length !== widthPx * heightPx * RGB_CHANNELS) {
      throw new AppError(
        'video.unreadable',
        `A frame of ${widthPx} x ${heightPx} pixels has ${rgb.length} bytes; RGB24 has ${widthPx * heightPx * RGB_CHANNELS}.`,
      );
    }
    const size = `${widthPx}x${heightPx}`;
    const known = this.#bySize.get(size);
    const processor = known ?? createFrameProcessor({ widthPx, heightPx }, this.#preprocessing, this.#channels);
    this.#bySize.set(size, processor);
    return { pixels: processor.process(rgb), widthPx: processor.widthPx, heightPx: processor.heightPx };
  }
}

function optionsFrom({ backend, size, cropSize, rescaleFactor, mean, std, channelOrder }: Preprocessing) {
  return {
    do_resize: size !== null,
    ...(size && { size: 'shortestEdge' in size ? { shortest_edge: size.shortestEdge } : size }),
    resample: 2,
    do_center_crop: cropSize !== null,
    ...(cropSize && { crop_size: cropSize }),
    do_rescale: rescaleFactor !== null,
    ...(rescaleFactor !== null && { rescale_factor: rescaleFactor }),
    do_normalize: mean !== null,
    ...(mean && { image_mean: mean }),
    ...(std && { image_std: std }),
    backend,
    channel_order: channelOrder,
  } as const;
}
