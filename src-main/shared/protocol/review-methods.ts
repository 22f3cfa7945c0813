import { z } from 'zod';
import { SEGMENT_STATUSES, type ClassId, type QueueId, type RunId, type SegmentId, type VideoId } from '../records.ts';
import { classIdSchema, videoIdSchema } from '../edit.ts';
import { method } from './method.ts';
import { annotatorSchema } from './project-methods.ts';
import { runIdSchema } from './run-methods.ts';

export const MEASURES = ['confidence', 'margin', 'entropy', 'boundary', 'disagreement', 'errors', 'random'] as const;
export type Measure = (typeof MEASURES)[number];

/**
 * What may be wrong with people's labels, by a run. class: it says another class there; edge: an edge lies elsewhere;
 * missed: it says a class where it was looked and nothing labelled; split: one label should be several, or several one.
 */
export const ERROR_KINDS = ['class', 'edge', 'missed', 'split'] as const;
/**
 * Which of two runs people agree with where these differ. fixed: with the other one only; broken: with the queue's own
 * run only; both-wrong: with neither.
 */
export const DIFF_KINDS = ['fixed', 'broken', 'both-wrong'] as const;
export const ITEM_KINDS = [...ERROR_KINDS, ...DIFF_KINDS] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];
export type DiffKind = (typeof DIFF_KINDS)[number];
export type ItemKind = (typeof ITEM_KINDS)[number];

export const queueIdSchema = z
  .int()
  .positive()
  .transform((id) => id as QueueId);

/** What a queue is made of, and in which order. */
export const queueRequestSchema = z.strictObject({
  measure: z.enum(MEASURES),
  target: z.enum(['windows', 'segments']),
  /**
   * The run whose scores decide. Segments by boundary doubt, at random, or against an annotator need none; there it
   * leaves the segments that it proposed.
   */
  runId: runIdSchema.optional(),
  /** disagreement: the other side. */
  against: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('run'), runId: runIdSchema }),
      z.strictObject({ kind: z.literal('annotator'), annotator: annotatorSchema }),
    ])
    .optional(),
  videoIds: z.array(videoIdSchema).min(1).optional(),
  classIds: z.array(classIdSchema).min(1).optional(),
  /** Of segments: those that are asked for; unreviewed ones by default, for errors accepted and corrected ones. */
  statuses: z.array(z.enum(SEGMENT_STATUSES)).min(1).optional(),
  /**
   * Leaves items of other kinds: of errors, or of windows on which two runs disagree. Among the latter are then windows
   * that were decided, for people's word is what they are sorted by.
   */
  kinds: z.array(z.enum(ITEM_KINDS)).min(1).optional(),
  /** Leaves what is less doubtful, in the measure's own unit: 0.9 of margin for margins of 0.1 and below. */
  minDoubt: z.number().nonnegative().optional(),
  limit: z.int().positive().max(100_000).default(1000),
  /** Of windows at random: they are decided while predictions are hidden, which 'charts.drift' counts by themselves. */
  isBlind: z.literal(true).optional(),
  /** Of a random queue, so that it can be drawn again. */
  seed: z.int().nonnegative().default(1),
});
export type QueueRequest = z.output<typeof queueRequestSchema>;

export type QueueItemState = 'open' | 'decided' | 'unsure' | 'gone';

export interface QueueItem {
  /** Ascending, with gaps where items moved to the end; an item that isn't unsure keeps its place. */
  readonly place: number;
  readonly videoId: VideoId;
  readonly startFrame: number;
  readonly endFrame: number;
  readonly segmentId: SegmentId | null;
  readonly runId: RunId | null;
  readonly windowIndex: number | null;
  /** Higher is more doubtful; 0..1 but for boundary (frames) and entropy (nats). */
  readonly doubt: number;
  /** Of errors always; of disagreement between runs where people have decided; else null. */
  readonly kind: ItemKind | null;
  readonly state: QueueItemState;
}

export interface QueueInfo {
  readonly id: QueueId;
  readonly annotator: string;
  readonly request: QueueRequest;
  /** Place of the item in hand; where that moved away, the next one is. */
  readonly position: number;
  readonly createdAt: string;
  readonly items: number;
  readonly decided: number;
  readonly unsure: number;
}

/** A queue of which an item was marked. */
export interface MarkedQueue extends QueueInfo {
  /** Where the item is now. */
  readonly place: number;
}

/** Of one video. */
export interface DoubtfulCount {
  readonly videoId: VideoId;
  /** The newest run that has windows of the video as it is now. */
  readonly runId: RunId;
  /** Its windows below the margin that nobody has decided. */
  readonly windows: number;
}

/** Counts of one class, one video, or both. */
export interface StatsRow {
  readonly videoId: VideoId | null;
  readonly classId: ClassId | null;
  readonly segments: number;
  readonly unreviewed: number;
  readonly accepted: number;
  readonly corrected: number;
  readonly rejected: number;
  /** Decided of all; null without segments. */
  readonly reviewedShare: number | null;
  /**
   * Of the runs' proposals that a person has judged (by a status, or by deleting them), the share that were accepted
   * or corrected with the class they were proposed with; by proposed class. null without any.
   */
  readonly precision: number | null;
  /** Present frames: of accepted and corrected segments, overlaps counted once. */
  readonly frames: number;
}

export interface Stats {
  readonly total: StatsRow;
  readonly byClass: readonly StatsRow[];
  readonly byVideo: readonly StatsRow[];
  readonly coverage: readonly {
    readonly videoId: VideoId;
    readonly frameCount: number;
    /** At 4x or slower. */
    readonly displayedFrames: number;
    /** Of windows marked decided, decided segments of any class, and verified absences. */
    readonly decidedFrames: number;
  }[];
  /** Whoever has a segment or an absence, or has decided something; by name. Who imported has decided nothing yet. */
  readonly annotators: readonly string[];
  readonly pace: readonly {
    readonly annotator: string;
    readonly decisions: number;
    /** Over the last ten minutes before the last decision; null without any. */
    readonly perHour: number | null;
  }[];
}

/** One side of a comparison: what a person says, or what a run says. */
export const raterSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('annotator'), annotator: annotatorSchema }),
  z.strictObject({ kind: z.literal('run'), runId: runIdSchema }),
]);
export type Rater = z.output<typeof raterSchema>;

export interface AgreementRow {
  readonly classId: ClassId;
  /**
   * Frames that both, only A, only B, and neither calls present, of those on which each says something of the class: some
   * class is present there, or this one verified absent. A run says something of every frame.
   */
  readonly both: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly neither: number;
  /** Cohen's kappa over frames; null where chance alone would agree fully. */
  readonly kappa: number | null;
  /** Segments of the class where the other has decided about half of them, or has one, too. */
  readonly segmentsA: number;
  readonly segmentsB: number;
  /** One for each overlap that was asked for, in that order. */
  readonly matches: readonly SegmentMatches[];
}

/** Segments matched one to one at an intersection over union of at least `iou`. */
export interface SegmentMatches {
  readonly iou: number;
  readonly matched: number;
  /** Twice the matched of all segments; null without segments. */
  readonly f1: number | null;
  /** Mean distance of matched starts and ends, in frames; null without a match. */
  readonly startErrorFrames: number | null;
  readonly endErrorFrames: number | null;
}

export interface AgreementReport {
  readonly a: Rater;
  readonly b: Rater;
  readonly videoIds: readonly VideoId[];
  /** On which both have said something, of whichever class. */
  readonly frames: number;
  readonly classes: readonly AgreementRow[];
  readonly meanKappa: number | null;
  /** Krippendorff's alpha for nominal data over frames, one unit a frame and class; null where undefined. */
  readonly alpha: number | null;
}

export const reviewMethods = {
  /** Makes a queue, or returns the annotator's one for the same request, at its position. */
  'queue.open': method(
    z.strictObject({ annotator: annotatorSchema, request: queueRequestSchema }),
  ).returns<QueueInfo>(),
  /** Draws it anew from today's scores and statuses. */
  'queue.refresh': method(z.strictObject({ queueId: queueIdSchema })).returns<QueueInfo>(),
  'queue.list': method(z.strictObject({ annotator: annotatorSchema.optional() })).returns<QueueInfo[]>(),
  /** Items from the place `from` on. */
  'queue.items': method(
    z.strictObject({
      queueId: queueIdSchema,
      from: z.int().nonnegative().default(0),
      count: z.int().positive().default(50),
    }),
  ).returns<QueueItem[]>(),
  /**
   * Moves to the next (or the previous) item that is open or unsure, and remembers it; null at the end. From the
   * item in hand, or from the place `from`.
   */
  'queue.step': method(
    z.strictObject({
      queueId: queueIdSchema,
      direction: z.enum(['next', 'previous']),
      from: z.int().min(-1).optional(),
    }),
  ).returns<QueueItem | null>(),
  /**
   * `unsure` moves the item to the end, to a place of which it tells. `decided` is for windows: segments are decided by their status, and may be
   * marked only where the queue asks for decided ones, as looked at again. `entryId` is the edit by which it was decided,
   * where there is one: edit and mark count as one decision.
   */
  'queue.mark': method(
    z.strictObject({
      queueId: queueIdSchema,
      place: z.int().nonnegative(),
      state: z.enum(['open', 'decided', 'unsure']),
      entryId: z.int().positive().optional(),
    }),
  ).returns<MarkedQueue>(),
  /**
   * How many windows of each video wait for a decision whose two highest scores lie less than `margin` apart, or just
   * that far. Videos without windows are left out, and such of models that tell no probabilities.
   */
  'queue.doubtful': method(
    z.strictObject({ margin: z.number().min(0).max(1), videoIds: z.array(videoIdSchema).min(1).optional() }),
  ).returns<DoubtfulCount[]>(),
  /** With a run, only the segments that it proposed count; pace is of the whole project. */
  'stats.get': method(
    z.strictObject({ videoIds: z.array(videoIdSchema).min(1).optional(), runId: runIdSchema.optional() }),
  ).returns<Stats>(),
  'agreement.compare': method(
    z.strictObject({
      a: raterSchema,
      b: raterSchema,
      videoIds: z.array(videoIdSchema).min(1).optional(),
      ious: z.array(z.number().gt(0).max(1)).min(1).max(10).default([0.1, 0.25, 0.5]),
    }),
  ).returns<AgreementReport>(),
};
