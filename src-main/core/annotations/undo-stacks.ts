import type { EntryId, JournalEntry } from '../../shared/records.ts';

/** Edits of one annotator that can be undone and repeated; the last of each list is the next. */
export interface UndoStacks {
  readonly undo: readonly EntryId[];
  readonly redo: readonly EntryId[];
}

export const NO_STEPS: UndoStacks = { undo: [], redo: [] };

/**
 * The stacks after more entries of the same annotator's journal, in order. A new edit ends what could be repeated.
 *
 * @throws Error when an undo or a redo is not of the edit whose turn it was: the journal is damaged.
 */
export function advance(
  stacks: UndoStacks,
  entries: readonly Pick<JournalEntry, 'id' | 'kind' | 'targetId'>[],
): UndoStacks {
  const undo = [...stacks.undo];
  let redo = [...stacks.redo];
  for (const { id, kind, targetId } of entries) {
    if (kind === 'edit') {
      undo.push(id);
      redo = [];
      continue;
    }
    const [from, to] = kind === 'undo' ? [undo, redo] : [redo, undo];
    const edit = from.pop();
    if (edit === undefined || edit !== targetId) throw new Error(`journal entry ${id} is out of turn`);
    to.push(edit);
  }
  return { undo, redo };
}
