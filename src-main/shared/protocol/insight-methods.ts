import { z } from 'zod';
import { classIdSchema, frameSchema, videoIdSchema } from '../edit.ts';
import type { ClassId, SegmentId, VideoId } from '../records.ts';
import { method } from './method.ts';
import { annotatorSchema } from './project-methods.ts';
import { runIdSchema } from './run-methods.ts';

/** A window that looks alike to the model. */
export interface NearWindow {
  readonly videoId: VideoId;
  readonly index: number;
  readonly startFrame: number;
  readonly endFrame: number;
  /** 1 - cosine of the class-token embeddings, 0..2. */
  readonly distance: number;
  readonly top: { readonly label: string; readonly score: number } | null;
  /** Unreviewed segments of the run's proposals that lie mostly within it. */
  readonly segmentIds: readonly SegmentId[];
  /** Class of the first of them; null without one. */
  readonly classId: ClassId | null;
}

export interface Confusion {
  readonly classIds: readonly ClassId[];
  /**
   * Frames: rows what a person says, columns what the run says. The last row stands for "verified absent", in a column
   * of that very class; the last column for "none".
   */
  readonly counts: readonly (readonly number[])[];
  /** Of each row, each frame once: in `counts` it stands under every class that the run says there. */
  readonly rowFrames: readonly number[];
  /** Counted at all, each once. */
  readonly frames: number;
}

/** Of one class, over thresholds from high to low. */
export interface ThresholdCurve {
  readonly thresholds: readonly number[];
  readonly precision: readonly (number | null)[];
  readonly recall: readonly (number | null)[];
  /** Frames that a person decided and a window covers. */
  readonly frames: number;
}

export interface PaceHistory {
  /** Start of each bin, ISO 8601. */
  readonly startsAt: readonly string[];
  readonly minutesPerBin: number;
  readonly series: readonly { readonly annotator: string; readonly decisions: readonly number[] }[];
}

/** Windows that a person has decided, and on how many of them the run's highest class is what they say. */
export interface DriftCount {
  readonly windows: number;
  readonly agreed: number;
}

/** Windows whose two highest scores lie closer than the limit are doubtful; the others are clear. */
export interface Drift {
  /** Decided while predictions were hidden. */
  readonly blind: Readonly<Record<'doubtful' | 'clear', DriftCount>>;
  /** Decided while they were in view. */
  readonly shown: Readonly<Record<'doubtful' | 'clear', DriftCount>>;
}

const videoIds = z.array(videoIdSchema).min(1).optional();

export const insightMethods = {
  /** By class-token embedding, over all videos of the run; the nearest first, the window itself left out. */
  'predictions.nearest': method(
    z.strictObject({
      runId: runIdSchema,
      videoId: videoIdSchema,
      index: frameSchema,
      count: z.int().positive().max(1000).default(20),
    }),
  ).returns<NearWindow[]>(),
  'charts.confusion': method(
    z.strictObject({ runId: runIdSchema, annotator: annotatorSchema.optional(), videoIds }),
  ).returns<Confusion>(),
  'charts.thresholds': method(
    z.strictObject({ runId: runIdSchema, classId: classIdSchema, annotator: annotatorSchema.optional(), videoIds }),
  ).returns<ThresholdCurve>(),
  'charts.pace': method(z.strictObject({ bins: z.int().positive().max(500).default(48) })).returns<PaceHistory>(),
  /** How far an annotator goes along with a run where its predictions are in view. */
  'charts.drift': method(
    z.strictObject({ runId: runIdSchema, annotator: annotatorSchema, margin: z.number().min(0).max(1).default(0.1) }),
  ).returns<Drift>(),
  /** Which frames of a video were displayed at 4x or slower, and which decided, by anyone. */
  'review.coverage': method(z.strictObject({ videoId: videoIdSchema })).returns<{
    readonly displayed: readonly { readonly startFrame: number; readonly endFrame: number }[];
    readonly decided: readonly { readonly startFrame: number; readonly endFrame: number }[];
  }>(),
};
