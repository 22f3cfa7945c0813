import { z } from 'zod';
import { editSchema, segmentFilterSchema, spanSchema, videoIdSchema, classIdSchema, segmentIdSchema } from '../edit.ts';
import type {
  Absence,
  EntryId,
  JournalEntry,
  LabelClass,
  LabelMapping,
  ModelRecord,
  ProjectVideo,
  Segment,
  Span,
} from '../records.ts';
import { method } from './method.ts';
import { wholePathSchema } from './whole-path.ts';

export const annotatorSchema = z.string().trim().min(1).max(100);

/** The open project in a few numbers. */
export interface ProjectInfo {
  readonly path: string;
  readonly id: string;
  readonly version: number;
  /** A newer program wrote the file, or it can't be written: nothing can be changed. The sentence says which. */
  readonly readOnlyReason: string | null;
  readonly createdAt: string;
  readonly sizeBytes: number;
  readonly videos: number;
  readonly frames: number;
  readonly classes: number;
  readonly segments: number;
  readonly runs: number;
  readonly journalEntries: number;
  readonly backups: readonly string[];
}

/** One invariant that does not hold, or one part that SQLite finds damaged. */
export interface CheckFault {
  readonly where: string;
  readonly what: string;
}

export interface CheckReport {
  readonly path: string;
  readonly checked: readonly string[];
  readonly faults: readonly CheckFault[];
}

export interface RepairReport {
  readonly from: string;
  readonly to: string;
  readonly tables: readonly { readonly table: string; readonly rows: number; readonly lost: boolean }[];
  readonly faults: readonly CheckFault[];
}

/** A video that was found again, or not. */
export interface RelinkResult {
  readonly video: ProjectVideo;
  readonly from: string;
  readonly to: string | null;
}

export interface AddedVideo {
  readonly path: string;
  readonly video: ProjectVideo | null;
  /** Why it was not added; null where it was. */
  readonly error: string | null;
}

export const projectMethods = {
  'project.create': method(z.strictObject({ path: wholePathSchema })).returns<ProjectInfo>(),
  'project.open': method(
    z.strictObject({ path: wholePathSchema, readOnly: z.boolean().default(false) }),
  ).returns<ProjectInfo>(),
  'project.close': method(z.strictObject({})).returns<null>(),
  'project.info': method(z.strictObject({})).returns<ProjectInfo>(),
  /** Of a file that need not be open. */
  'project.check': method(z.strictObject({ path: wholePathSchema })).returns<CheckReport>(),
  'project.repair': method(z.strictObject({ path: wholePathSchema, out: wholePathSchema })).returns<RepairReport>(),
  'project.backup': method(z.strictObject({})).returns<{ path: string }>(),

  'videos.list': method(z.strictObject({ includeRemoved: z.boolean().default(false) })).returns<ProjectVideo[]>(),
  /** Files and folders; one that can't be read doesn't stop the others. */
  'videos.add': method(z.strictObject({ paths: z.array(wholePathSchema).min(1) })).returns<AddedVideo[]>(),
  /** Looks for missing videos by fingerprint below the folders (the project's own when none is given). */
  'videos.relink': method(z.strictObject({ folders: z.array(wholePathSchema).default([]) })).returns<RelinkResult[]>(),
  /** The time of each frame: pts in units of facts.timeBase. */
  'videos.pts': method(z.strictObject({ videoId: videoIdSchema })).returns<{ pts: number[]; keyframes: number[] }>(),
  'videos.fullHash': method(z.strictObject({ videoId: videoIdSchema })).returns<{ sha256: string }>(),

  'labels.list': method(z.strictObject({})).returns<LabelClass[]>(),
  'labels.mappings': method(z.strictObject({ modelHash: z.string().optional() })).returns<LabelMapping[]>(),
  'models.list': method(z.strictObject({})).returns<ModelRecord[]>(),

  'segments.list': method(z.strictObject({ filter: segmentFilterSchema.default({}) })).returns<Segment[]>(),
  'absences.list': method(z.strictObject({ videoId: videoIdSchema.optional() })).returns<Absence[]>(),
  /** Where a class is present, verified absent, and neither. */
  'labels.states': method(z.strictObject({ videoId: videoIdSchema, classId: classIdSchema })).returns<LabelStates>(),

  'edits.apply': method(z.strictObject({ annotator: annotatorSchema, edit: editSchema })).returns<EditResult>(),
  'edits.undo': method(z.strictObject({ annotator: annotatorSchema })).returns<EditResult | null>(),
  'edits.redo': method(z.strictObject({ annotator: annotatorSchema })).returns<EditResult | null>(),
  /** The newest entries first; `segmentId` leaves only those that changed it. */
  'edits.history': method(
    z.strictObject({ limit: z.int().positive().max(10_000).default(100), segmentId: segmentIdSchema.optional() }),
  ).returns<JournalEntry[]>(),
  /** What undo and redo would do for this annotator; null for nothing. */
  'edits.state': method(z.strictObject({ annotator: annotatorSchema })).returns<{
    undo: JournalEntry | null;
    redo: JournalEntry | null;
  }>(),
  'review.record': method(
    z.strictObject({
      annotator: annotatorSchema,
      videoId: videoIdSchema,
      kind: z.enum(['displayed', 'decided']),
      speed: z.number().nonnegative().default(0),
      spans: z.array(spanSchema).min(1),
    }),
  ).returns<null>(),
};

/** Each list by start; the three cover the video without overlap. */
export interface LabelStates {
  readonly present: readonly Span[];
  readonly verifiedAbsent: readonly Span[];
  readonly unreviewed: readonly Span[];
}

export interface EditResult {
  readonly entry: JournalEntry;
  readonly entryId: EntryId;
  /** Ids of the segments that the edit added, in order. */
  readonly addedSegmentIds: readonly string[];
}
