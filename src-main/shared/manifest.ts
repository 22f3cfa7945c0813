import { z } from 'zod';

/** Of a picture, in pixels: more than any model or camera has, and a frame of it still fits into memory. */
export const MAX_EDGE_PX = 16_384;

const edge = z.int().positive().max(MAX_EDGE_PX);
const sizeSchema = z.object({ height: edge, width: edge });

/** The name of a file beside the manifest: a path could lead out of the model's folder. */
const fileName = z.string().regex(/^(?!\.{1,2}$)[^/\\:]+$/, 'a file name without a folder');

/** Preprocessing as stored in a manifest: the shape of `Preprocessing` in domain.ts. */
export const preprocessingSchema = z.object({
  backend: z.enum(['pil', 'torchvision']),
  size: z.union([z.object({ shortestEdge: edge }), sizeSchema]).nullable(),
  cropSize: sizeSchema.nullable(),
  rescaleFactor: z.number().positive().nullable(),
  mean: z.array(z.number()).nullable(),
  std: z.array(z.number().positive()).nullable(),
  channelOrder: z.enum(['rgb', 'bgr']),
});

/**
 * `manifest.json` of a model folder: everything needed to run the model and to say where it came from.
 * The graphs name their weights as ONNX external data, relative to the folder.
 */
export const manifestSchema = z.object({
  version: z.literal(1),
  /** Which architecture in core/models reads this: its id. */
  architecture: z.string(),
  name: z.string(),
  converter: z.object({ name: z.literal('timeloupe'), version: z.string() }),
  source: z.object({
    kind: z.string(),
    files: z.array(z.object({ name: z.string(), sizeBytes: z.int().nonnegative(), sha256: z.string() })),
  }),
  /** The architecture's own configuration; for TimeSformer, the fields of Hugging Face's config.json. */
  config: z.record(z.string(), z.unknown()),
  preprocessing: preprocessingSchema,
  labels: z.array(z.string()).min(1),
  problemType: z.enum(['single_label_classification', 'multi_label_classification', 'regression']),
  input: z.object({
    name: z.string(),
    /** Order of the five axes: b batch, t frames, c channels, h height, w width. */
    axes: z.string().regex(/^b(?:tc|ct)hw$|^bthwc$/),
    frames: z.int().positive(),
    channels: z.int().positive(),
    height: edge,
    width: edge,
  }),
  /** Frames between sampled frames the model was trained with, where the checkpoint says. */
  samplingRate: z.int().positive().nullable(),
  graphs: z.object({ predict: fileName, inspect: fileName.nullable() }),
  precision: z.enum(['fp32', 'fp16', 'int8']),
  /** Largest difference between predict's and inspect's logits on seeded noise, measured at conversion. */
  selfCheck: z.object({ maxLogitDifference: z.number(), windows: z.int().positive() }).nullable(),
  /** Of an int8 model: its logits beside those of the fp32 model on real frames, measured at conversion. */
  agreement: z
    .object({
      /** The video's file name. */
      video: z.string(),
      windows: z.int().positive(),
      /** Share of windows with the same first class, 0..1. */
      topAgreement: z.number(),
      meanLogitDifference: z.number(),
      maxLogitDifference: z.number(),
      /** Spread of the fp32 logits, to judge the differences by. */
      logitStd: z.number(),
    })
    .optional(),
});

export type Manifest = z.infer<typeof manifestSchema>;
