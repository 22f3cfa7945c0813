import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { editSchema } from '../../../../../src-main/shared/edit.ts';
import { corrector, secondConnection } from '../../../../support/corrections.ts';
import { temporaryProject } from '../../../../support/project-store.ts';

const ADA = { annotator: 'Ada' };
const edit = editSchema.parse({ kind: 'createClass', name: 'walk' });
type Corrections = ReturnType<typeof corrector>['corrections'];

test.each<[string, (corrections: Corrections, callId?: string) => unknown]>([
  ['an edit', (corrections, callId) => corrections.apply({ ...ADA, edit }, callId)],
  ['an undo', (corrections, callId) => corrections.undo(ADA, callId)],
  ['a redo', (corrections, callId) => corrections.redo(ADA, callId)],
])('%s that is sent again is answered as it was, and made once', (what, call) => {
  const store = temporaryProject();
  const { corrections, apply } = corrector(store);
  // Enough for a second one of each.
  for (const name of ['run', 'sit', 'lie']) apply({ kind: 'createClass', name });
  for (let undone = 0; what === 'a redo' && undone < 2; undone++) corrections.undo(ADA);
  const callId = randomUUID();
  const answer = call(corrections, callId);
  const steps = store.annotations.journal.newestId();
  const another = corrector(secondConnection(store));
  for (const each of [corrections, another.corrections]) expect(call(each, callId)).toEqual(answer);
  expect(store.annotations.journal.newestId()).toBe(steps);
  expect(another.told).toEqual([]);
  // It is the id that makes it the same.
  if (what === 'an edit') expect(() => call(another.corrections, randomUUID())).toThrow('walk');
  else expect(call(another.corrections, randomUUID())).toMatchObject({ entryId: steps + 1 });
});
