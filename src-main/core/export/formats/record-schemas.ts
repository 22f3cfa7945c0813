import { z } from 'zod';
import { absenceIdSchema, classIdSchema, segmentIdSchema, spanSchema, videoIdSchema } from '../../../shared/edit.ts';
import { runIdSchema } from '../../../shared/protocol/run-methods.ts';
import { SEGMENT_SOURCES, SEGMENT_STATUSES, type Absence, type Segment } from '../../../shared/records.ts';

/** A segment as our own formats write it: further fields are for other readers and are passed over. */
export const segmentRecordSchema: z.ZodType<Segment> = z.object({
  ...spanSchema.shape,
  id: segmentIdSchema,
  videoId: videoIdSchema,
  classId: classIdSchema,
  source: z.enum(SEGMENT_SOURCES),
  status: z.enum(SEGMENT_STATUSES),
  runId: runIdSchema.nullable(),
  score: z.number().nullable(),
  startDoubtFrames: z.number().nullable(),
  endDoubtFrames: z.number().nullable(),
  note: z.string(),
  annotator: z.string().nullable(),
});

/** A verified absence as our own formats write it. */
export const absenceRecordSchema: z.ZodType<Absence> = z.object({
  ...spanSchema.shape,
  id: absenceIdSchema,
  videoId: videoIdSchema,
  classId: classIdSchema,
  annotator: z.string(),
});
