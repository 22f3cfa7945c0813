import { expect, test } from 'vitest';
import { NO_STEPS, advance } from '../../../../src-main/core/annotations/undo-stacks.ts';
import type { EntryId, JournalEntry } from '../../../../src-main/shared/records.ts';

/** "1 2 undo2 redo2" as entries. */
function entries(text: string): Pick<JournalEntry, 'id' | 'kind' | 'targetId'>[] {
  return text.split(' ').map((word, i) => {
    const [, kind = '', target = ''] = /^([a-z]*)(\d*)$/.exec(word) ?? [];
    if (kind === '') return { id: Number(target) as EntryId, kind: 'edit', targetId: null };
    return { id: (100 + i) as EntryId, kind: kind as 'undo' | 'redo', targetId: Number(target) as EntryId };
  });
}

test.each([
  ['1 2 3', [1, 2, 3], []],
  ['1 2 undo2', [1], [2]],
  ['1 2 undo2 undo1', [], [2, 1]],
  ['1 2 undo2 undo1 redo1', [1], [2]],
  ['1 2 undo2 redo2', [1, 2], []],
  ['1 2 undo2 3', [1, 3], []],
  ['1 2 undo2 3 undo3 undo1', [], [3, 1]],
])('%s', (text, undo, redo) => {
  const all = entries(text);
  expect(advance(NO_STEPS, all)).toEqual({ undo, redo });
  for (let i = 0; i <= all.length; i++) {
    const half = advance(NO_STEPS, all.slice(0, i));
    expect(advance(half, all.slice(i))).toEqual({ undo, redo });
  }
});

test.each(['1 undo2', '1 2 undo1', 'undo1', '1 redo1', '1 undo1 redo2'])('%s is no journal', (text) => {
  expect(() => advance(NO_STEPS, entries(text))).toThrow(/out of turn/);
});
