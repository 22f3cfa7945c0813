import type { Edit, EditKind } from '../../shared/edit.ts';
import type { Draft } from './draft.ts';

/** Who edits, and where ids of new records come from. */
export interface EditContext {
  readonly annotator: string;
  readonly newId: () => string;
}

export type EditOf<K extends EditKind> = Extract<Edit, { readonly kind: K }>;

/** Makes an edit's changes to a draft; returns what was done, for a menu. */
export type EditRule<K extends EditKind> = (draft: Draft, edit: EditOf<K>, context: EditContext) => string;
