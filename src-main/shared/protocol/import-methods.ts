import { z } from 'zod';
import { classIdSchema, videoIdSchema } from '../edit.ts';
import { SEGMENT_STATUSES, type ClassId, type EntryId, type VideoId } from '../records.ts';
import type { ExportLoss } from './export-methods.ts';
import { method } from './method.ts';
import { annotatorSchema } from './project-methods.ts';
import { wholePathSchema } from './whole-path.ts';

/**
 * What becomes of an import where the same person has said otherwise already. layer: what the file says of that person
 * goes into a layer of its own; skip: what is there stays, what contradicts it is left out; replace: what is there and
 * contradicts it is removed.
 */
export const CONFLICT_RULES = ['layer', 'skip', 'replace'] as const;
export type ConflictRule = (typeof CONFLICT_RULES)[number];

export const IMPORT_UNITS = ['seconds', 'frames', 'milliseconds'] as const;
/** What columns of a plain table may say. */
export const COLUMN_ROLES = ['video', 'start', 'end', 'label', 'note', 'annotator', 'status', 'score'] as const;
export type ColumnRole = (typeof COLUMN_ROLES)[number];

const column = z.string().min(1).max(1000);

/** Which columns of a plain table say what, by their names, or by their numbers from 1 in a table without names. */
export const importColumnsSchema = z.strictObject({
  ...(Object.fromEntries(COLUMN_ROLES.map((role) => [role, column.optional()])) as Record<
    ColumnRole,
    z.ZodOptional<typeof column>
  >),
  unit: z.enum(IMPORT_UNITS).optional(),
  /** The number of the first frame. */
  base: z.union([z.literal(0), z.literal(1)]).default(0),
  /** Whether the last frame belongs to the span; only of frames. */
  endInclusive: z.boolean().default(false),
  /** Whether the first row names the columns. */
  header: z.boolean().default(true),
});
export type ImportColumns = z.output<typeof importColumnsSchema>;

const name = z.string().min(1).max(5000);

/** What is imported, and how. */
export const importRequestSchema = z.strictObject({
  /** Files of the core's machine, all of them as one edit. */
  paths: z.array(wholePathSchema).min(1).max(1000),
  /** `id` of import.formats; found by the content unless given. */
  format: z.string().min(1).optional(),
  columns: importColumnsSchema.optional(),
  /** ELAN: what names a class. */
  labels: z.enum(['value', 'tier']).default('value'),
  /** Label Studio: take predictions over, as unreviewed segments. */
  predictions: z.boolean().default(false),
  /** Videos that a person has assigned to the file's names; null leaves them out. */
  videos: z.array(z.strictObject({ name, videoId: videoIdSchema.nullable() })).default([]),
  /** Classes that the file's labels become; null leaves them out. */
  classes: z.array(z.strictObject({ label: name, classId: classIdSchema.nullable() })).default([]),
  /** Whether labels that the project doesn't know become classes. Without it they are left out. */
  newClasses: z.boolean().default(true),
  /** Whose annotations they are where the file doesn't say; who imports them unless given. */
  of: annotatorSchema.optional(),
  /** Of what has none in the file. */
  status: z.enum(SEGMENT_STATUSES).default('accepted'),
  conflicts: z.enum(CONFLICT_RULES).default('layer'),
});
export type ImportRequest = z.output<typeof importRequestSchema>;
export type ImportRequestInput = z.input<typeof importRequestSchema>;

export interface ImportFormat {
  readonly id: string;
  readonly name: string;
  /** Endings of its files, with the dot. */
  readonly endings: readonly string[];
  /** Which options of a request it takes. */
  readonly options: readonly ('columns' | 'labels' | 'predictions')[];
}

/** A video as the files name it, and where it went. */
export interface ImportMediaMatch {
  readonly name: string;
  readonly videoId: VideoId | null;
  /** How it was found; null where it wasn't. */
  readonly by: 'hand' | 'content' | 'name' | null;
  /** Spans that the files have of it. */
  readonly spans: number;
  /** Why it has no video, or what is doubtful, as a sentence; null where nothing is. */
  readonly why: string | null;
  /** Those it might be, where it isn't sure. */
  readonly candidates: readonly VideoId[];
}

/** A label of the files, and the class that it becomes. */
export interface ImportLabelMatch {
  readonly label: string;
  /** null: a new class, or left out. */
  readonly classId: ClassId | null;
  /** Of the class; null where it is left out. */
  readonly className: string | null;
  readonly isNew: boolean;
  readonly spans: number;
}

/** What an import would do, or has done. */
export interface ImportPlan {
  /** One for each file. */
  readonly files: readonly { readonly name: string; readonly format: string; readonly formatName: string }[];
  /** Of the files' bytes, hex: import.apply refuses when they have changed since. */
  readonly digest: string;
  readonly media: readonly ImportMediaMatch[];
  readonly labels: readonly ImportLabelMatch[];
  /** Segments to be added, by class (as in labels) and video. */
  readonly cells: readonly { readonly className: string; readonly videoId: VideoId; readonly segments: number }[];
  /** Spans that the files have. */
  readonly found: number;
  /** Segments to be added. */
  readonly segments: number;
  /** Verified absences that the files have and that can be placed. */
  readonly absences: number;
  /** Segments that are in the project, or earlier in the files, already; they are not added again. */
  readonly alreadyThere: number;
  readonly conflicts: {
    /** Segments and absences of the files that contradict what the same person has said. */
    readonly count: number;
    readonly rule: ConflictRule;
    /** The first few, a sentence each. */
    readonly examples: readonly string[];
  };
  /** Whose they will be, with the layer's name where it is another than the file says. */
  readonly annotators: readonly { readonly name: string; readonly from: string }[];
  /** Spans that have no place, the first few hundred. */
  readonly unplaced: readonly { readonly what: string; readonly why: string }[];
  /** The most general first. */
  readonly losses: readonly ExportLoss[];
  /** Of a plain table: which columns are read as what; `missing` is what it can't be read without. */
  readonly table: {
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
    readonly found: readonly { readonly role: ColumnRole; readonly column: string }[];
    readonly missing: readonly ColumnRole[];
  } | null;
}

export interface ImportReport extends ImportPlan {
  readonly entryId: EntryId;
  /** As it stands in the history. */
  readonly title: string;
}

export const importMethods = {
  'import.formats': method(z.strictObject({})).returns<ImportFormat[]>(),
  /** What an import would do; nothing is written. */
  'import.preview': method(
    z.strictObject({ annotator: annotatorSchema, request: importRequestSchema }),
  ).returns<ImportPlan>(),
  /** Imports as one edit, which is one step of the annotator's undo; all of it or nothing. */
  'import.apply': method(
    z.strictObject({ annotator: annotatorSchema, request: importRequestSchema, digest: z.string().optional() }),
  ).returns<ImportReport>(),
};
