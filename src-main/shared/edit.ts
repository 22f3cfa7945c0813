import { z } from 'zod';
import type { AbsenceId, ClassId, SegmentId, VideoId } from './records.ts';
import { SEGMENT_SOURCES, SEGMENT_STATUSES } from './records.ts';

export const videoIdSchema = z
  .string()
  .min(1)
  .transform((id) => id as VideoId);
export const classIdSchema = z
  .string()
  .min(1)
  .transform((id) => id as ClassId);
export const segmentIdSchema = z
  .string()
  .min(1)
  .transform((id) => id as SegmentId);
export const absenceIdSchema = z
  .string()
  .min(1)
  .transform((id) => id as AbsenceId);
export const frameSchema = z.int().nonnegative();

const span = { startFrame: frameSchema, endFrame: z.int().positive() };
export const spanSchema = z.strictObject(span);

/** Which segments a bulk edit or a list means; every condition that is given must hold. */
export const segmentFilterSchema = z
  .strictObject({
    videoId: videoIdSchema,
    classId: classIdSchema,
    statuses: z.array(z.enum(SEGMENT_STATUSES)).min(1),
    sources: z.array(z.enum(SEGMENT_SOURCES)).min(1),
    annotator: z.string().nullable(),
    runId: z.int().positive().nullable(),
    overlapping: spanSchema,
    minScore: z.number(),
    maxScore: z.number(),
  })
  .partial();

/** What happens to the neighbours of the same exclusive group (or the same class) that a moved edge runs into. */
const neighbours = z.enum(['keep', 'trim', 'push']).default('keep');

const className = z.string().trim().min(1).max(200);
const shortcut = z.string().min(1).max(20).nullable();
const colour = z.string().regex(/^(#[0-9a-fA-F]{6}|label-[1-8])$/, 'a colour is "#rrggbb" or "label-1" … "label-8"');

/** The parts of a class that a person sets. */
export const classFieldsSchema = z.strictObject({
  name: className,
  colour,
  shortcut,
  group: className.nullable(),
  isExclusive: z.boolean(),
  description: z.string().max(10_000),
});

const ids = z.array(segmentIdSchema).min(1);

/** Every edit a person can make. One edit is one step of undo, however many records it changes. */
export const editSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('create'), videoId: videoIdSchema, classId: classIdSchema, ...span, neighbours }),
  z.strictObject({ kind: z.literal('relabel'), segmentIds: ids, classId: classIdSchema }),
  z.strictObject({ kind: z.literal('setSpan'), segmentId: segmentIdSchema, ...span, neighbours }),
  z.strictObject({ kind: z.literal('split'), segmentId: segmentIdSchema, atFrame: frameSchema }),
  z.strictObject({ kind: z.literal('merge'), segmentIds: z.array(segmentIdSchema).min(2) }),
  z.strictObject({ kind: z.literal('delete'), segmentIds: ids }),
  z.strictObject({ kind: z.literal('setStatus'), segmentIds: ids, status: z.enum(SEGMENT_STATUSES) }),
  z.strictObject({ kind: z.literal('setNote'), segmentId: segmentIdSchema, note: z.string().max(10_000) }),
  z.strictObject({ kind: z.literal('relabelWhere'), filter: segmentFilterSchema, classId: classIdSchema }),
  z.strictObject({ kind: z.literal('setStatusWhere'), filter: segmentFilterSchema, status: z.enum(SEGMENT_STATUSES) }),
  z.strictObject({ kind: z.literal('verifyAbsent'), videoId: videoIdSchema, classId: classIdSchema, ...span }),
  z.strictObject({ kind: z.literal('clearAbsent'), videoId: videoIdSchema, classId: classIdSchema, ...span }),
  /** Copies what another annotator decided and verified absent; `from` keeps it. */
  z.strictObject({
    kind: z.literal('adopt'),
    from: z.string().trim().min(1).max(100),
    videoId: videoIdSchema.optional(),
    classId: classIdSchema.optional(),
  }),
  z.strictObject({ kind: z.literal('createClass'), name: className, fields: classFieldsSchema.partial().optional() }),
  z.strictObject({ kind: z.literal('updateClass'), classId: classIdSchema, fields: classFieldsSchema.partial() }),
  z.strictObject({ kind: z.literal('reorderClasses'), classIds: z.array(classIdSchema).min(1) }),
  z.strictObject({ kind: z.literal('mergeClasses'), classIds: z.array(classIdSchema).min(1), into: classIdSchema }),
  /** `moveTo` takes the segments of a class that has any; without it such a class is not deleted. */
  z.strictObject({ kind: z.literal('deleteClass'), classId: classIdSchema, moveTo: classIdSchema.optional() }),
  z.strictObject({
    kind: z.literal('mapLabel'),
    modelHash: z.string().min(1),
    modelLabel: z.string().min(1),
    classId: classIdSchema.nullable(),
  }),
  z.strictObject({ kind: z.literal('renameVideo'), videoId: videoIdSchema, name: className }),
  z.strictObject({ kind: z.literal('removeVideo'), videoId: videoIdSchema }),
  z.strictObject({ kind: z.literal('restoreVideo'), videoId: videoIdSchema }),
]);

/** An edit with every default filled in. */
export type Edit = z.output<typeof editSchema>;
/** An edit as a caller may write it. */
export type EditInput = z.input<typeof editSchema>;
export type EditKind = Edit['kind'];
