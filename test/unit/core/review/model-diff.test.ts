import { expect, test } from 'vitest';
import { diffKind } from '../../../../src-main/core/review/model-diff.ts';
import type { ClassId } from '../../../../src-main/shared/records.ts';

const id = (name: string | null) => name as ClassId | null;

test.each([
  [['walk'], 'walk', 'run', 'broken'],
  [['walk'], 'run', 'walk', 'fixed'],
  [['walk'], 'run', 'rest', 'both-wrong'],
  [['walk'], null, 'rest', 'both-wrong'],
  [['walk', 'run'], 'run', 'walk', null],
  [[], 'walk', 'run', null],
])('people say %j, the models %s and %s: %s', (present, own, other, kind) => {
  expect(diffKind(new Set(present as ClassId[]), id(own), id(other))).toBe(kind);
});
