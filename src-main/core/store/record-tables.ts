import { z } from 'zod';
import type { RecordKind, Records } from '../../shared/records.ts';
import type { Value } from './sqlite.ts';

/** How records of one kind lie in their table. */
interface RecordTable<T> {
  readonly table: string;
  /** Column of each field. */
  readonly columns: Readonly<Record<keyof T & string, string>>;
  /** Fields that are 0 or 1 in the table. */
  readonly booleans: readonly (keyof T & string)[];
}

const TABLES: { readonly [K in RecordKind]: RecordTable<Records[K]> } = {
  labelClass: {
    table: 'label_class',
    columns: {
      id: 'id',
      name: 'name',
      colour: 'colour',
      shortcut: 'shortcut',
      group: 'group_name',
      isExclusive: 'is_exclusive',
      description: 'description',
      order: 'sort_order',
    },
    booleans: ['isExclusive'],
  },
  segment: {
    table: 'segment',
    columns: {
      id: 'id',
      videoId: 'video_id',
      classId: 'class_id',
      startFrame: 'start_frame',
      endFrame: 'end_frame',
      source: 'source',
      status: 'status',
      runId: 'run_id',
      score: 'score',
      startDoubtFrames: 'start_doubt',
      endDoubtFrames: 'end_doubt',
      note: 'note',
      annotator: 'annotator',
    },
    booleans: [],
  },
  absence: {
    table: 'absence',
    columns: {
      id: 'id',
      videoId: 'video_id',
      classId: 'class_id',
      startFrame: 'start_frame',
      endFrame: 'end_frame',
      annotator: 'annotator',
    },
    booleans: [],
  },
  mapping: {
    table: 'mapping',
    columns: { id: 'id', modelHash: 'model_hash', modelLabel: 'model_label', classId: 'class_id' },
    booleans: [],
  },
  video: { table: 'video', columns: { id: 'id', name: 'name', isRemoved: 'is_removed' }, booleans: ['isRemoved'] },
};

/** Name of the table of a kind. */
export function tableOf(kind: RecordKind): string {
  return TABLES[kind].table;
}

/** Selects whole records of a kind, columns named as the fields; a WHERE clause may follow. */
export function selectSql(kind: RecordKind): string {
  const { table, columns } = TABLES[kind];
  const list = Object.entries(columns).map(([field, column]) => `${column} AS "${field}"`);
  return `SELECT ${list.join(', ')} FROM ${table}`;
}

/** Its parameters are `valuesOf` a record. */
export function insertSql(kind: RecordKind): string {
  const { table, columns } = TABLES[kind];
  const names = Object.values(columns);
  return `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
}

/** What an UPDATE has to write: columns that stay are left out, and with them the indices that hold them. */
export function updateOf<K extends RecordKind>(
  kind: K,
  { before, after }: { readonly before: Records[K]; readonly after: Records[K] },
): { readonly sql: string; readonly values: Value[] } {
  const { table, columns } = TABLES[kind];
  const [old, values] = [valuesOf(kind, before), valuesOf(kind, after)];
  const changed = Object.values<string>(columns).flatMap((column, i) =>
    old[i] === values[i] ? [] : [{ set: `${column} = ?`, value: values[i]! }],
  );
  const sets = changed.map(({ set }) => set).join(', ');
  return { sql: `UPDATE ${table} SET ${sets} WHERE id = ?`, values: [...changed.map(({ value }) => value), after.id] };
}

/** Its parameter is the id. */
export function deleteSql(kind: RecordKind): string {
  return `DELETE FROM ${TABLES[kind].table} WHERE id = ?`;
}

/** A record's fields in the order of its columns. */
export function valuesOf<K extends RecordKind>(kind: K, record: Records[K]): Value[] {
  const fields = { ...record } as Readonly<Record<string, unknown>>;
  return Object.keys(TABLES[kind].columns).map((field) => {
    const value = fields[field];
    return typeof value === 'boolean' ? Number(value) : (value as Value);
  });
}

/** A row of `selectSql` as a record. */
export function recordFrom<K extends RecordKind>(kind: K, row: object): Records[K] {
  const record: Record<string, unknown> = { ...row };
  for (const field of TABLES[kind].booleans) record[field] = record[field] === 1;
  return record as unknown as Records[K];
}

/** What a record has to be to lie in its table: a value for each column. Fields beyond them are passed over. */
export function recordSchema(kind: RecordKind): z.ZodType {
  const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
  const { columns } = TABLES[kind];
  return z.looseObject({ ...Object.fromEntries(Object.keys(columns).map((field) => [field, scalar])), id: z.string() });
}
