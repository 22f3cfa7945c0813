import { z } from 'zod';
import { PROVIDERS } from './domain.ts';
import { EXIT_CODES, type ErrorCode } from './errors.ts';

const frame = z.int().nonnegative().describe('Frame index in presentation order, from 0.');
const endFrame = z.int().nonnegative().describe('First frame after the span: spans are half-open.');
const sentence = z.string().min(1);
const provider = z.enum(PROVIDERS);
const milliseconds = z.number().nonnegative();

const refusalSchema = z.object({ provider, reason: sentence });

const holeSchema = z
  .object({ fromFrame: frame, toFrame: endFrame, reason: sentence })
  .describe('Frames that the container announces and the decoder does not deliver as announced.');

const windowSchema = z
  .object({
    startFrame: frame,
    endFrame,
    frames: z.array(frame).min(1).describe('The T frames the model was given, ascending; some may be repeated.'),
    ptsSec: z.array(z.number()).min(1).describe('Presentation time of each of them in seconds, as in the stream.'),
    repeatsLastFrame: z.boolean().describe('The span is longer than the video.'),
    missing: z.array(frame).describe('Planned frames that did not decode; the nearest of the others stand in.'),
    logits: z.array(z.number()).describe('K raw outputs of the model.'),
    scores: z.array(z.number()).describe('K scores: softmax, sigmoid or the logits, by the problem type.'),
    top: z.array(z.object({ label: z.string(), score: z.number() })).describe('The highest scores, highest first.'),
    embedding: z
      .string()
      .nullable()
      .describe('Class-token embedding: float32, little-endian, in base64. null where the model gives none.'),
  })
  .describe('One clip.');

const segmentSchema = z.object({
  startFrame: frame,
  endFrame,
  label: z.string(),
  score: z.number().describe('Mean score over the frames of the segment.'),
});

const segmentSettingsSchema = z.object({
  threshold: z.number(),
  leaveThreshold: z.number(),
  smoothingFrames: z.number().nonnegative(),
  mergeGapFrames: z.number().nonnegative(),
  minLengthFrames: z.number().nonnegative(),
});

const videoSchema = z.object({
  path: z.string(),
  frameCount: z.int().positive().nullable().describe('null where the video could not be opened or was not reached.'),
  timeBase: z.object({ num: z.int(), den: z.int() }).nullable().describe('Seconds in one unit of pts.'),
  fingerprint: z.string().nullable().describe('Hash of the content: the same for a renamed file.'),
  sampling: z
    .object({
      stride: z.int().positive().describe('Frames from one window to the next.'),
      rate: z.int().positive().nullable().describe('Frames from one sampled frame to the next; null with fps.'),
      fps: z.number().positive().nullable().describe('Sampled frames a second; null with rate.'),
      segments: segmentSettingsSchema,
    })
    .nullable(),
  windows: z.array(windowSchema),
  holes: z.array(holeSchema),
  segments: z.array(segmentSchema).describe('By start; segments of one label do not overlap.'),
  plannedWindows: z.int().nonnegative().nullable(),
  skippedWindows: z.int().nonnegative().describe('Planned windows of which no frame decodes.'),
  complete: z.boolean().describe('Every planned window is here, but for those that lie in a hole.'),
  reason: sentence.nullable().describe('Why it is not complete.'),
  error: z
    .object({ code: z.enum(Object.keys(EXIT_CODES) as [ErrorCode, ...ErrorCode[]]), message: sentence })
    .nullable(),
  timings: z
    .object({
      wallMs: milliseconds,
      inferenceMs: milliseconds.describe('Inside the model.'),
      waitingForFramesMs: milliseconds.describe('The model stood idle for want of decoded frames.'),
    })
    .nullable(),
});

/**
 * What `analyze --json` writes: one run of one model over some videos. docs/analysis.schema.json is generated
 * from this.
 */
export const analysisDocumentSchema = z.object({
  version: z.literal(1),
  application: z.object({ name: z.literal('timeloupe'), version: z.string() }),
  model: z.object({
    path: z.string(),
    name: z.string(),
    architecture: z.string(),
    hash: z.string().describe('Of all that decides the numbers.'),
    labels: z.array(z.string()),
    problemType: z.enum(['single_label_classification', 'multi_label_classification', 'regression']),
    precision: z.enum(['fp32', 'fp16', 'int8']),
    frames: z.int().positive().describe('T, frames in a clip.'),
  }),
  settings: z
    .object({
      stride: z.int().positive().nullable(),
      rate: z.int().positive().nullable(),
      fps: z.number().positive().nullable(),
      provider: z.enum(['auto', ...PROVIDERS]),
      precision: z.enum(['auto', 'full']).describe('auto: 16-bit floats on a graphics card where they are faster.'),
      threads: z.int().positive().nullable(),
      batch: z.int().positive(),
      top: z.int().positive(),
      threshold: z.number().nullable(),
      leaveThreshold: z.number().nullable(),
      smoothingFrames: z.number().nullable(),
      mergeGapFrames: z.number().nullable(),
      minLengthFrames: z.number().nullable(),
    })
    .describe('As asked for; null was left to the default, whose value each video tells under sampling.'),
  runtime: z.object({
    provider: provider.describe('The one that ran.'),
    refusals: z.array(refusalSchema).describe('Those that were tried before it.'),
    precision: z.enum(['full', 'half']),
    threads: z.int().nonnegative(),
    onnxruntime: z.string(),
    selfTestMs: milliseconds.nullable().describe('One window in the self-test of a graphics card.'),
  }),
  videos: z.array(videoSchema),
  restarts: z.int().nonnegative().describe('How often the inference process had to be started again.'),
  complete: z.boolean().describe('Every video is complete.'),
});

export type AnalysisDocument = z.infer<typeof analysisDocumentSchema>;
/** The document before its first video. */
export type AnalysisHeader = Omit<AnalysisDocument, 'videos' | 'restarts' | 'complete'>;
export type AnalysisVideo = AnalysisDocument['videos'][number];
export type AnalysisWindow = AnalysisVideo['windows'][number];
export type AnalysisSettings = AnalysisDocument['settings'];
