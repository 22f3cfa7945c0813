import type { RecordKind, Records } from './records.ts';

/** A reversible change to records of one kind: whole records, before and after. */
export interface Change<T> {
  readonly added: readonly T[];
  readonly updated: readonly { readonly before: T; readonly after: T }[];
  readonly removed: readonly T[];
}

/** A reversible change to a project's annotations. A kind that is left out is not touched. */
export type Diff = { readonly [K in RecordKind]?: Change<Records[K]> };
