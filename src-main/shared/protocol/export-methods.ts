import { z } from 'zod';
import { classIdSchema, videoIdSchema } from '../edit.ts';
import { SEGMENT_STATUSES, type ClassId, type SegmentId, type SegmentStatus, type VideoId } from '../records.ts';
import type { TaskInfo } from './app-methods.ts';
import { method } from './method.ts';
import { wholePathSchema } from './whole-path.ts';

export const SPLITS = ['train', 'val', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/**
 * What verified absence becomes. keep: it is written as what it is; background: spans in which every exported class is
 * verified absent become segments of a class "background"; leave-out: nothing of it is written.
 */
export const ABSENT_MAPPINGS = ['keep', 'background', 'leave-out'] as const;
export type AbsentMapping = (typeof ABSENT_MAPPINGS)[number];

/** The class that absence of every class becomes. */
export const BACKGROUND = 'background';

/** Shares of the segments, 0 or more; only their ratios count. */
const sharesSchema = z.strictObject({ train: z.number().min(0), val: z.number().min(0), test: z.number().min(0) });
export type Shares = z.output<typeof sharesSchema>;

/** What is exported, and how. What is left out is as the format has it by default: ExportFormat.defaults. */
export const exportRequestSchema = z.strictObject({
  /** `id` of export.formats. */
  format: z.string().min(1),
  statuses: z.array(z.enum(SEGMENT_STATUSES)).min(1).optional(),
  classIds: z.array(classIdSchema).min(1).optional(),
  videoIds: z.array(videoIdSchema).min(1).optional(),
  /** One annotator's layer; all of them unless given. */
  annotator: z.string().min(1).optional(),
  /** Whose word holds where people contradict each other: everyone's decisions, each once. Not with `annotator`. */
  adjudicator: z.string().min(1).optional(),
  /** One of ExportFormat.absent. */
  absent: z.enum(ABSENT_MAPPINGS).optional(),
  minLengthFrames: z.int().nonnegative().default(0),
  /** Of each class and video, chosen with the seed and spread over the video; null for all. */
  atMost: z.int().positive().nullable().default(null),
  /** Whole videos only. null: one set. */
  split: sharesSchema.nullable().optional(),
  /** Videos whose set a person has chosen. */
  assigned: z.record(z.string(), z.enum(SPLITS)).default({}),
  seed: z.int().nonnegative().default(1),
  clips: z
    .strictObject({
      /** Cut each segment to a file of its own; else lists name the source videos. */
      cut: z.boolean().optional(),
      /** Shorter edge in px, never enlarged; null: as it is. */
      shortEdgePx: z.int().min(16).max(4096).nullable().default(null),
    })
    .default({ shortEdgePx: null }),
});
export type ExportRequest = z.output<typeof exportRequestSchema>;
export type ExportRequestInput = z.input<typeof exportRequestSchema>;

/**
 * How trainers draw frames from a clip. dense: T frames over T x rate frames of 30 a second; uniform: T frames spread over
 * the whole clip; checkpoint: T frames `rate` apart, as windows of the model are taken. The first and the last lie around
 * the middle of the clip, and repeat its last frame where it is too short.
 */
export const SAMPLERS = ['dense', 'uniform', 'checkpoint'] as const;
export type Sampler = (typeof SAMPLERS)[number];

export interface ExportFormat {
  readonly id: string;
  readonly name: string;
  /** Who reads it: "five trainers read it as is". */
  readonly readBy: string;
  /** Whether it may cut clips. */
  readonly hasClips: boolean;
  /** Whether it is nothing without clips. */
  readonly needsClips: boolean;
  readonly hasSplit: boolean;
  /** What verified absence may become in it. */
  readonly absent: readonly AbsentMapping[];
  /** What a request that doesn't say gets. */
  readonly defaults: {
    readonly statuses: readonly SegmentStatus[];
    readonly absent: AbsentMapping;
    readonly split: Shares | null;
    readonly cut: boolean;
  };
}

/** One thing that the format can't say, or that the request leaves out. */
export interface ExportLoss {
  readonly level: 'ok' | 'warning' | 'lost';
  readonly count: number;
  /** "9 overlaps become two clips" */
  readonly what: string;
  /** "this format has one label per clip" */
  readonly why: string;
}

export interface ExportPlan {
  readonly format: ExportFormat;
  /** Cells of the table: how many there are, and how many will be written. */
  readonly cells: readonly {
    /** null: background. */
    readonly classId: ClassId | null;
    readonly videoId: VideoId;
    readonly segments: number;
    readonly written: number;
  }[];
  readonly segments: number;
  readonly written: number;
  /** The request with the format's defaults. */
  readonly settings: ExportFormat['defaults'];
  readonly split: readonly { readonly videoId: VideoId; readonly set: Split }[];
  readonly sets: readonly {
    readonly set: Split;
    readonly segments: number;
    readonly missing: readonly (ClassId | null)[];
  }[];
  readonly losses: readonly ExportLoss[];
  /** Folders and files, with what is in them: "train/walk/", "120 clips". */
  readonly files: readonly { readonly path: string; readonly what: string }[];
  readonly sizeBytes: number | null;
  readonly seconds: number | null;
  /** How a trainer's sampler will draw the clips; null without segments. */
  readonly training: TrainingView | null;
  /** One clip of them, of middle length; null without segments. */
  readonly drawn: DrawnClip | null;
}

/** Counts over all clips of an export. */
export interface TrainingView {
  /** "dense sampler, 8 × 32" */
  readonly sampler: string;
  readonly clips: number;
  /** Clips of which a frame is drawn more than once. */
  readonly repeating: number;
  /** Clips that fill less than `leastCoverage` of what their sample spans. */
  readonly littleCovered: number;
  /** 0..1 */
  readonly leastCoverage: number;
}

/** A clip as a trainer's sampler will draw it. */
export interface DrawnClip {
  /** Its place among those that are listed, from 0. */
  readonly place: number;
  /** null: background. */
  readonly segmentId: SegmentId | null;
  readonly videoId: VideoId;
  readonly classId: ClassId | null;
  readonly set: Split | null;
  readonly startFrame: number;
  readonly endFrame: number;
  /** Of the video, ascending; some may come again. */
  readonly frames: readonly number[];
  /** "last frame repeated 3 times" */
  readonly warnings: readonly string[];
}

/** What was written, re-read and compared. */
export interface ExportReport {
  readonly out: string;
  readonly written: number;
  readonly files: readonly string[];
  readonly losses: readonly ExportLoss[];
}

export const exportMethods = {
  'export.formats': method(z.strictObject({})).returns<ExportFormat[]>(),
  /** What an export would do; nothing is written. */
  'export.plan': method(
    exportRequestSchema.extend({ sampler: z.enum(SAMPLERS).default('dense') }),
  ).returns<ExportPlan>(),
  /** The clips of an export as a trainer will draw them, a part of the list at a time. */
  'export.clips': method(
    z.strictObject({
      request: exportRequestSchema,
      sampler: z.enum(SAMPLERS).default('dense'),
      /** Only clips with warnings. */
      onlyFlagged: z.boolean().default(false),
      from: z.int().nonnegative().default(0),
      count: z.int().positive().max(1000).default(100),
    }),
  ).returns<{ readonly total: number; readonly clips: readonly DrawnClip[] }>(),
  /** A folder name that is free, beside the project. */
  'export.target': method(z.strictObject({})).returns<{ readonly out: string }>(),
  /** Its task's result is an ExportReport. `out` must not exist, or be an empty folder. */
  'export.start': method(z.strictObject({ request: exportRequestSchema, out: wholePathSchema })).returns<TaskInfo>(),
};
