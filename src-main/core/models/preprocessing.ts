import { z } from 'zod';
import type { Preprocessing } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import { MAX_EDGE_PX } from '../../shared/manifest.ts';

/** What a processor file leaves open, and which of the two arithmetics its class has. */
interface ProcessorDefaults {
  readonly backend: Preprocessing['backend'];
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

const IMAGE_PROCESSOR: ProcessorDefaults = { backend: 'pil', mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
const VIDEO_PROCESSOR: ProcessorDefaults = {
  backend: 'torchvision',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

/**
 * Classes whose steps are resize, centre crop, rescale, normalise in the way reproduced here. transformers 4 did the
 * image processor's resize with PIL, and checkpoints of that time were measured so; video processors came with
 * transformers 5 and torchvision.
 */
const PROCESSORS: Readonly<Record<string, ProcessorDefaults>> = {
  VideoMAEFeatureExtractor: IMAGE_PROCESSOR,
  VideoMAEImageProcessor: IMAGE_PROCESSOR,
  VideoMAEImageProcessorPil: IMAGE_PROCESSOR,
  VideoMAEImageProcessorFast: { ...IMAGE_PROCESSOR, backend: 'torchvision' },
  VideoMAEVideoProcessor: VIDEO_PROCESSOR,
  TimesformerVideoProcessor: VIDEO_PROCESSOR,
};

/** Bilinear, as PIL counts its filters. */
const BILINEAR = 2;

const length = z.int().positive().max(MAX_EDGE_PX);
const edges = z.union([
  length,
  z.strictObject({ shortest_edge: length }),
  z.strictObject({ height: length, width: length }),
]);
const channels = z.union([z.number().transform((value) => [value]), z.array(z.number()).min(1)]);
const off = z.union([z.literal(false), z.null()]).optional();
const anything = z.unknown().optional();

/** Every field of the processors' files. Strict: a field we don't know could change the pixels. */
const processorSchema = z.strictObject({
  do_resize: z.boolean().default(true),
  size: edges.nullish(),
  resample: z.literal(BILINEAR).default(BILINEAR),
  do_center_crop: z.boolean().default(true),
  crop_size: z.union([length, z.strictObject({ height: length, width: length })]).nullish(),
  do_rescale: z.boolean().default(true),
  rescale_factor: z
    .number()
    .positive()
    .default(1 / 255),
  do_normalize: z.boolean().default(true),
  image_mean: channels.nullish(),
  image_std: channels.nullish(),
  default_to_square: z.boolean().nullish(),
  // What would change the pixels in ways not reproduced here must be off.
  do_pad: off,
  do_sample_frames: off,
  do_affine_transform: off,
  do_flip_channel_order: off,
  offset: off,
  // What cannot change the pixels of RGB frames.
  do_convert_rgb: z.boolean().nullish(),
  image_processor_type: anything,
  feature_extractor_type: anything,
  video_processor_type: anything,
  processor_class: anything,
  auto_map: anything,
  data_format: z.enum(['channels_first', 'FIRST']).nullish(),
  input_data_format: z.null().optional(),
  return_tensors: anything,
  return_metadata: anything,
  device: anything,
  disable_grouping: anything,
  pad_size: z.null().optional(),
  size_divisor: z.null().optional(),
  num_frames: anything,
  fps: anything,
  video_metadata: anything,
  model_input_names: anything,
  _valid_processor_keys: anything,
});

/**
 * Reads a processor's JSON: `preprocessor_config.json`, `video_preprocessor_config.json`, or the entry of
 * `processor_config.json`.
 *
 * @param source where the JSON comes from, for messages.
 * @throws AppError 'config.invalid' naming the field that is wrong or unknown, 'model.unsupported' for a class of
 *   processor whose arithmetic is not reproduced.
 */
export function parsePreprocessing(json: unknown, source: string): Preprocessing {
  const defaults = defaultsFor(json, source);
  const parsed = processorSchema.safeParse(json);
  if (!parsed.success) throw refusal(json, parsed.error.issues[0]!, source);
  const file = parsed.data;
  const mean = file.image_mean ?? defaults.mean;
  const std = file.image_std ?? defaults.std;
  if (file.do_normalize && (mean.length !== std.length || std.some((value) => value <= 0))) {
    throw new AppError(
      'config.invalid',
      `${source}: image_mean is [${mean}] and image_std [${std}]; they take one value a channel, those of image_std above 0.`,
    );
  }
  return {
    backend: defaults.backend,
    size: file.do_resize ? sizeFrom(file.size ?? 224, file.default_to_square ?? false) : null,
    cropSize: file.do_center_crop ? cropFrom(file.crop_size ?? 224) : null,
    rescaleFactor: file.do_rescale ? file.rescale_factor : null,
    mean: file.do_normalize ? mean : null,
    std: file.do_normalize ? std : null,
    channelOrder: 'rgb',
  };
}

/** The steps of the original repository's test time, with Hugging Face's resampling: @see timesformer's defaults.py */
export function originalPreprocessing(
  imageSize: number,
  mean: readonly number[],
  std: readonly number[],
): Preprocessing {
  return {
    backend: 'pil',
    size: { shortestEdge: imageSize },
    cropSize: { height: imageSize, width: imageSize },
    rescaleFactor: 1 / 255,
    mean,
    std,
    channelOrder: 'rgb',
  };
}

function defaultsFor(json: unknown, source: string): ProcessorDefaults {
  const named = z.object({
    image_processor_type: z.string().optional(),
    feature_extractor_type: z.string().optional(),
    video_processor_type: z.string().optional(),
  });
  const parsed = named.safeParse(json);
  if (!parsed.success) throw new AppError('config.invalid', `${source} is not the JSON object of a processor.`);
  const { video_processor_type, image_processor_type, feature_extractor_type } = parsed.data;
  const name = video_processor_type ?? image_processor_type ?? feature_extractor_type ?? 'VideoMAEImageProcessor';
  const defaults = Object.hasOwn(PROCESSORS, name) ? PROCESSORS[name] : undefined;
  if (defaults !== undefined) return defaults;
  throw new AppError(
    'model.unsupported',
    `${source} names the processor ${name}; reproduced are ${Object.keys(PROCESSORS).join(', ')}.`,
  );
}

/** A single number is the short edge, unless the file asks for squares. */
function sizeFrom(size: z.infer<typeof edges>, isSquare: boolean): Preprocessing['size'] {
  if (typeof size !== 'number') return 'shortest_edge' in size ? { shortestEdge: size.shortest_edge } : size;
  return isSquare ? { height: size, width: size } : { shortestEdge: size };
}

function cropFrom(size: number | { height: number; width: number }): Preprocessing['cropSize'] {
  return typeof size === 'number' ? { height: size, width: size } : size;
}

const TAKES: Readonly<Record<string, string>> = {
  size: `{"shortest_edge": N}, {"height": N, "width": N} or N, with N from 1 to ${MAX_EDGE_PX}`,
  crop_size: `{"height": N, "width": N} or N, with N from 1 to ${MAX_EDGE_PX}`,
  resample: '2 (bilinear)',
  image_mean: 'one number a channel',
  image_std: 'one number a channel',
  rescale_factor: 'a number above 0',
};

function refusal(json: unknown, issue: z.core.$ZodIssue, source: string): AppError {
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    return new AppError(
      'config.invalid',
      `${source}: ${issue.keys.join(', ')} is not a field of a video processor known here.`,
    );
  }
  const field = String(issue.path[0]);
  const value = JSON.stringify((json as Record<string, unknown>)[field]).slice(0, 80);
  const takes = TAKES[field] ?? (field.startsWith('do_') ? 'true or false as the reference has it' : 'another value');
  return new AppError('config.invalid', `${source}: ${field} is ${value}; it takes ${takes}.`);
}
