import { z } from 'zod';
import type { AnalysisSettings } from '../analysis-document.ts';
import { analysisDocumentSchema } from '../analysis-document.ts';
import type { PredictedSegment } from '../domain.ts';
import { classIdSchema, frameSchema, segmentIdSchema, videoIdSchema } from '../edit.ts';
import type { WireError } from '../errors.ts';
import type { EntryId, RunId, VideoId } from '../records.ts';
import { method } from './method.ts';

export const runIdSchema = z
  .int()
  .positive()
  .transform((id) => id as RunId);

/** How scores become segments; lengths in frames. */
export const segmentSettingsSchema = z.strictObject({
  threshold: z.number(),
  leaveThreshold: z.number(),
  smoothingFrames: z.number().nonnegative(),
  mergeGapFrames: z.number().nonnegative(),
  minLengthFrames: z.number().nonnegative(),
  /** By model label, instead of `threshold`; leaveThreshold keeps its ratio to it. */
  classThresholds: z.record(z.string(), z.number()).default({}),
});
export type RunSegmentSettings = z.output<typeof segmentSettingsSchema>;

/** What is to differ from how the video was last cut; a new threshold takes the leave threshold with it. */
export const segmentWishesSchema = segmentSettingsSchema
  .extend({ classThresholds: z.record(z.string(), z.number()) })
  .partial();
export type SegmentWishes = z.output<typeof segmentWishesSchema>;

export type RunVideoState = 'waiting' | 'running' | 'complete' | 'stopped' | 'failed';

/** One video of a run. */
export interface RunVideo {
  readonly videoId: VideoId;
  readonly state: RunVideoState;
  /** Why it is not complete; null where it is, or has not been begun. */
  readonly reason: string | null;
  readonly plannedWindows: number;
  /** With scores. */
  readonly doneWindows: number;
  /** Stored without scores: no frame of them decodes. */
  readonly skippedWindows: number;
  /** The file's content has changed since. */
  readonly isStale: boolean;
  readonly segmentSettings: RunSegmentSettings | null;
}

export interface RunInfo {
  readonly id: RunId;
  readonly modelHash: string;
  readonly modelName: string;
  readonly labels: readonly string[];
  readonly settings: AnalysisSettings;
  readonly createdAt: string;
  readonly videos: readonly RunVideo[];
}

/** What is analyzed now or waits for its turn: one job at a time. */
export interface JobInfo {
  readonly id: string;
  /** null until its model has been opened. */
  readonly runId: RunId | null;
  readonly state: 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
  /** The execution provider that computes; until one has started, the one asked for. */
  readonly device: string;
  /** The video in hand; null before the first and after the last. */
  readonly videoId: VideoId | null;
  readonly videosDone: number;
  readonly videos: number;
  /** Those that it has not begun, in order. */
  readonly waitingVideoIds: readonly VideoId[];
  /** Of the video in hand, those stored by earlier jobs included. */
  readonly windowsDone: number;
  /** Of the video in hand. */
  readonly windows: number;
  /** Of the video in hand, where this job went on; 0 for the beginning. */
  readonly resumedAt: number;
  /** Over the last half minute; null until there is something to measure. */
  readonly windowsPerSec: number | null;
  /** Of the whole job, videos that wait included. */
  readonly secondsLeft: number | null;
  /** Memory that the process with the model holds; null until it has computed, and once the job has ended. */
  readonly residentBytes: number | null;
  /** What a person should know, one sentence each. */
  readonly remarks: readonly string[];
  /** Why it failed; null otherwise. */
  readonly error: WireError | null;
}

/** One window of a run. */
export interface PredictionWindow {
  readonly index: number;
  readonly startFrame: number;
  readonly endFrame: number;
  readonly missing: readonly number[];
  /** Highest first; empty for a window in a hole. */
  readonly top: readonly { readonly label: string; readonly score: number }[];
}

/** A class's score along a range of frames. */
export interface RibbonSeries {
  readonly label: string;
  /** At each node: the window's own score where a node is one window, else of the windows in it. null: no scores. */
  readonly least: readonly (number | null)[];
  readonly mean: readonly (number | null)[];
  readonly greatest: readonly (number | null)[];
}

export interface Ribbons {
  /** Windows in one node: 1, 4, 16, … */
  readonly windowsPerNode: number;
  /** Centre frame of each node, ascending; without nodes of which no window is stored yet. */
  readonly centres: readonly number[];
  readonly series: readonly RibbonSeries[];
}

/** How one window voted on a segment. */
export interface Vote {
  readonly index: number;
  readonly startFrame: number;
  readonly endFrame: number;
  readonly score: number;
  readonly isFor: boolean;
}

const where = { runId: runIdSchema, videoId: videoIdSchema };
const range = { fromFrame: frameSchema, toFrame: z.int().positive() };
const { settings: settingsSchema } = analysisDocumentSchema.shape;

export const runMethods = {
  'runs.list': method(z.strictObject({})).returns<RunInfo[]>(),
  /** Begins, or goes on with, the run of this model and these settings; returns at once. */
  'runs.start': method(
    z.strictObject({
      model: z.string().min(1),
      videoIds: z.array(videoIdSchema).min(1),
      settings: settingsSchema.partial().strict().default({}),
      /** Proposes segments as each video completes. */
      propose: z.boolean().default(true),
    }),
  ).returns<JobInfo>(),
  'runs.cancel': method(z.strictObject({ jobId: z.string() })).returns<JobInfo>(),
  'runs.jobs': method(z.strictObject({})).returns<JobInfo[]>(),
  /** Segments from stored scores, without the model and without writing anything. */
  'runs.segments': method(z.strictObject({ ...where, settings: segmentWishesSchema.default({}) })).returns<{
    settings: RunSegmentSettings;
    segments: PredictedSegment[];
  }>(),
  /** Puts them into the project: one entry of the journal, and nothing a person decided is touched. */
  'runs.propose': method(z.strictObject({ ...where, settings: segmentWishesSchema.default({}) })).returns<{
    entryId: EntryId | null;
    added: number;
    removed: number;
  }>(),
  'predictions.ribbons': method(
    z.strictObject({
      ...where,
      ...range,
      columns: z.int().positive().max(20_000),
      /** Those with the highest scores in the range, unless given. */
      labels: z.array(z.string()).min(1).optional(),
      count: z.int().positive().max(1000).default(4),
    }),
  ).returns<Ribbons>(),
  'predictions.windows': method(z.strictObject({ ...where, ...range })).returns<PredictionWindow[]>(),
  'predictions.window': method(z.strictObject({ ...where, index: frameSchema })).returns<
    PredictionWindow & { readonly frames: readonly number[]; readonly scores: readonly number[] | null }
  >(),
  'segments.votes': method(z.strictObject({ segmentId: segmentIdSchema })).returns<Vote[]>(),
  'segments.doubt': method(z.strictObject({ ...where, classId: classIdSchema, ...range })).returns<{
    startDoubtFrames: number | null;
    endDoubtFrames: number | null;
  }>(),
};
