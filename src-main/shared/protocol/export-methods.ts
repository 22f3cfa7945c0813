import { z } from 'zod';
import { classIdSchema, videoIdSchema } from '../edit.ts';
import { SEGMENT_STATUSES, type ClassId, type SegmentId, type VideoId } from '../records.ts';
import type { TaskInfo } from './app-methods.ts';
import { method } from './method.ts';

export const SPLITS = ['train', 'val', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** What is exported, and how. */
export const exportRequestSchema = z.strictObject({
  /** `id` of export.formats. */
  format: z.string().min(1),
  statuses: z.array(z.enum(SEGMENT_STATUSES)).min(1).default(['accepted', 'corrected']),
  classIds: z.array(classIdSchema).min(1).optional(),
  videoIds: z.array(videoIdSchema).min(1).optional(),
  /** One annotator's layer; all of them unless given. */
  annotator: z.string().min(1).optional(),
  /** What verified absence becomes, where the format can say it. */
  absent: z.enum(['background', 'leave-out']).default('leave-out'),
  minLengthFrames: z.int().nonnegative().default(0),
  /** Of each class and video, chosen with the seed; null for all. */
  atMost: z.int().positive().nullable().default(null),
  /** Shares of the segments; whole videos only. null: one set. */
  split: z
    .strictObject({ train: z.number().min(0), val: z.number().min(0), test: z.number().min(0) })
    .nullable()
    .default({ train: 0.8, val: 0.1, test: 0.1 }),
  /** Videos whose set a person has chosen. */
  assigned: z.record(z.string(), z.enum(SPLITS)).default({}),
  seed: z.int().nonnegative().default(1),
  clips: z
    .strictObject({
      /** Cut each segment to a file of its own; else lists name the source videos. */
      cut: z.boolean().default(true),
      /** Shorter edge in px; null: as it is. */
      shortEdgePx: z.int().min(16).max(4096).nullable().default(null),
    })
    .default({ cut: true, shortEdgePx: null }),
});
export type ExportRequest = z.output<typeof exportRequestSchema>;
export type ExportRequestInput = z.input<typeof exportRequestSchema>;

export interface ExportFormat {
  readonly id: string;
  readonly name: string;
  /** Who reads it: "five trainers read it as is". */
  readonly readBy: string;
  /** Whether it may cut clips. */
  readonly hasClips: boolean;
  readonly hasSplit: boolean;
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
    readonly classId: ClassId;
    readonly videoId: VideoId;
    readonly segments: number;
    readonly written: number;
  }[];
  readonly segments: number;
  readonly written: number;
  readonly split: readonly { readonly videoId: VideoId; readonly set: Split }[];
  readonly sets: readonly { readonly set: Split; readonly segments: number; readonly missing: readonly ClassId[] }[];
  readonly losses: readonly ExportLoss[];
  /** Folders and files, with what is in them: "train/walk/", "120 clips". */
  readonly files: readonly { readonly path: string; readonly what: string }[];
  readonly sizeBytes: number | null;
  readonly seconds: number | null;
  /** One segment as a trainer's sampler will draw it. */
  readonly drawn: {
    readonly segmentId: SegmentId;
    readonly videoId: VideoId;
    readonly classId: ClassId;
    readonly startFrame: number;
    readonly endFrame: number;
    readonly frames: readonly number[];
    readonly sampler: string;
    readonly warnings: readonly string[];
  } | null;
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
  'export.plan': method(exportRequestSchema).returns<ExportPlan>(),
  /** A folder name that is free, beside the project. */
  'export.target': method(z.strictObject({})).returns<{ readonly out: string }>(),
  /** Its task's result is an ExportReport. `out` must not exist, or be an empty folder. */
  'export.start': method(z.strictObject({ request: exportRequestSchema, out: z.string().min(1) })).returns<TaskInfo>(),
};
