import { AppError } from './errors.ts';
import type { RecordKind, Records } from './records.ts';

/** A reversible change to records of one kind: whole records, before and after. */
export interface Change<T> {
  readonly added: readonly T[];
  readonly updated: readonly { readonly before: T; readonly after: T }[];
  readonly removed: readonly T[];
}

/** A reversible change to a project's annotations. A kind that is left out is not touched. */
export type Diff = { readonly [K in RecordKind]?: Change<Records[K]> };

/** Every kind, those first that others refer to. */
export const RECORD_KINDS = ['labelClass', 'video', 'segment', 'absence', 'mapping'] as const satisfies RecordKind[];

/** All records of a project by id, kind by kind: what a screen holds, or a test. */
export type RecordMaps = { readonly [K in RecordKind]: ReadonlyMap<string, Records[K]> };

/** One record that is not as a diff expects it. `undefined`: no such record. */
export interface Conflict<K extends RecordKind = RecordKind> {
  readonly kind: K;
  readonly id: string;
  readonly expected: Records[K] | undefined;
  readonly found: Records[K] | undefined;
}

/** The diff that takes this one back. */
export function reverse(diff: Diff): Diff {
  return Object.fromEntries(
    changes(diff).map(([kind, { added, updated, removed }]) => [
      kind,
      {
        added: removed,
        updated: updated.map(({ before, after }) => ({ before: after, after: before })),
        removed: added,
      },
    ]),
  );
}

/** Whether the diff changes nothing. */
export function isEmpty(diff: Diff): boolean {
  return changes(diff).every(([, { added, updated, removed }]) => added.length + updated.length + removed.length === 0);
}

/** Ids of all records that the diff adds, changes or removes, each once. */
export function touchedRecords(diff: Diff): { readonly kind: RecordKind; readonly id: string }[] {
  return changes(diff).flatMap(([kind, change]) => expectations(change).map(({ id }) => ({ kind, id })));
}

/**
 * What stands against applying a diff: records to be changed or removed that are not exactly as it knows them, and
 * records to be added that exist.
 *
 * @param find what is there now.
 */
export function conflictsOf(
  diff: Diff,
  find: <K extends RecordKind>(kind: K, id: string) => Records[K] | undefined,
): Conflict[] {
  return changes(diff).flatMap(([kind, change]) =>
    expectations(change)
      .map(({ id, expected }) => ({ kind, id, expected, found: find(kind, id) }))
      .filter(({ expected, found }) => !isSameRecord(expected, found)),
  );
}

/**
 * The records after a diff. The given maps stay as they are.
 *
 * @throws AppError 'edit.conflict' when a record is not as the diff expects it: whoever holds the maps has missed a
 *   change and must read them anew.
 */
export function applyDiff(maps: RecordMaps, diff: Diff): RecordMaps {
  const [conflict] = conflictsOf(diff, (kind, id) => maps[kind].get(id));
  if (conflict) {
    throw new AppError(
      'edit.conflict',
      `The ${conflict.kind} ${conflict.id} is not as the edit expects. Read it anew.`,
    );
  }
  const after = changes(diff).map(([kind, { added, updated, removed }]) => {
    const records = new Map<string, Records[RecordKind]>(maps[kind]);
    for (const { id } of removed) records.delete(id);
    for (const record of [...updated.map((pair) => pair.after), ...added]) records.set(record.id, record);
    return [kind, records];
  });
  return { ...maps, ...(Object.fromEntries(after) as Partial<RecordMaps>) };
}

/** Whether two records of one kind are equal, field by field; so are two that are missing. */
export function isSameRecord(a: object | undefined, b: object | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const fields: Readonly<Record<string, unknown>> = { ...b };
  const names = Object.entries(a);
  return names.length === Object.keys(b).length && names.every(([name, value]) => fields[name] === value);
}

function changes(diff: Diff): [RecordKind, Change<Records[RecordKind]>][] {
  return RECORD_KINDS.flatMap((kind) => (diff[kind] ? [[kind, diff[kind]]] : []));
}

function expectations<T extends { readonly id: string }>(change: Change<T>): { id: string; expected: T | undefined }[] {
  return [
    ...change.added.map(({ id }) => ({ id, expected: undefined })),
    ...change.updated.map(({ before }) => ({ id: before.id, expected: before })),
    ...change.removed.map((record) => ({ id: record.id, expected: record })),
  ];
}
