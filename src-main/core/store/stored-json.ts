import { z } from 'zod';
import { analysisDocumentSchema } from '../../shared/analysis-document.ts';
import type { CheckFault } from '../../shared/protocol/project-methods.ts';
import { queueRequestSchema } from '../../shared/protocol/review-methods.ts';
import { SEGMENT_STATUSES } from '../../shared/records.ts';
import type { Database } from './sqlite.ts';

/** A column that holds JSON, and what of it whoever reads it trusts in. */
export interface StoredJson {
  readonly table: string;
  /** Column that names the row. */
  readonly key: string;
  readonly column: string;
  readonly schema: z.ZodType;
}

const { settings, runtime, videos } = analysisDocumentSchema.shape;
const { sampling, holes } = videos.element.shape;
const rational = z.looseObject({ num: z.int(), den: z.int().positive() });

const factsSchema = z.looseObject({
  codec: z.string(),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  rotationDeg: z.number(),
  sampleAspectRatio: rational,
  streamIndex: z.int().nonnegative(),
  timeBase: rational,
  lastDuration: z.number().nonnegative(),
});

/** What a model's manifest says beyond this is asked for where it is needed. */
const manifestSchema = z.looseObject({});

/** All but the journal's, whose entries are followed one by one. */
export const STORED_JSON: readonly StoredJson[] = [
  { table: 'video', key: 'id', column: 'facts', schema: factsSchema },
  { table: 'video', key: 'id', column: 'holes', schema: holes },
  { table: 'model', key: 'hash', column: 'labels', schema: z.array(z.string()).min(1) },
  { table: 'model', key: 'hash', column: 'manifest', schema: manifestSchema },
  { table: 'run', key: 'id', column: 'settings', schema: settings },
  { table: 'run', key: 'id', column: 'runtime', schema: runtime },
  { table: 'run_video', key: 'id', column: 'sampling', schema: sampling.unwrap() },
  { table: 'run_video', key: 'id', column: 'holes', schema: holes },
  { table: 'run_video', key: 'id', column: 'segments', schema: sampling.unwrap().shape.segments.partial() },
  { table: 'window', key: 'idx', column: 'missing', schema: z.array(z.int().nonnegative()) },
  { table: 'queue', key: 'id', column: 'request', schema: queueRequestSchema },
  { table: 'queue', key: 'id', column: 'statuses', schema: z.array(z.enum(SEGMENT_STATUSES)) },
];

/** Rows whose column holds something else. */
export function strangersIn(db: Database, { table, key, column, schema }: StoredJson): CheckFault[] {
  const faults: CheckFault[] = [];
  const sql = `SELECT ${key} AS key, ${column} AS text FROM ${table} WHERE ${column} IS NOT NULL`;
  for (const row of db.prepare(sql).iterate()) {
    const { key: id, text } = row as { key: unknown; text: unknown };
    if (typeof text === 'string' && isOfShape(schema, text)) continue;
    faults.push({ where: `${table} ${String(id)}`, what: `${column} is no JSON of its kind` });
  }
  return faults;
}

function isOfShape(schema: z.ZodType, text: string): boolean {
  try {
    return schema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
