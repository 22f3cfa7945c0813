import { describe, expect, test } from 'vitest';
import {
  type Diff,
  type RecordMaps,
  applyDiff,
  conflictsOf,
  isEmpty,
  isSameRecord,
  reverse,
  touchedRecords,
} from '../../../src-main/shared/diff.ts';
import type { RecordKind, VideoId } from '../../../src-main/shared/records.ts';
import { labelClass, segment } from '../../support/annotation-records.ts';

const jump = labelClass('jump');
const hop = labelClass('hop', { order: 1 });
const where = { videoId: 'v' as VideoId, classId: jump.id };
const first = segment('first', where);
const second = segment('second', { ...where, startFrame: 30, endFrame: 40 });
const moved = { ...second, startFrame: 35 };
const third = segment('third', where);

const maps: RecordMaps = {
  labelClass: new Map([['jump', jump]]),
  segment: new Map([first, second].map((record) => [record.id, record])),
  absence: new Map(),
  mapping: new Map(),
  video: new Map(),
};
const diff: Diff = {
  labelClass: { added: [hop], updated: [], removed: [] },
  segment: { added: [third], updated: [{ before: second, after: moved }], removed: [first] },
};

test('a diff adds, changes and removes, and leaves the given records as they were', () => {
  const after = applyDiff(maps, diff);
  expect([...after.labelClass.values()]).toEqual([jump, hop]);
  expect([...after.segment.values()]).toEqual([moved, third]);
  expect(after.video).toBe(maps.video);
  expect([...maps.segment.values()]).toEqual([first, second]);
});

test('the reverse takes a diff back, and its own reverse is the diff again', () => {
  const back = applyDiff(applyDiff(maps, diff), reverse(diff));
  expect(back.labelClass).toEqual(maps.labelClass);
  expect(new Map(back.segment)).toEqual(new Map(maps.segment));
  expect(reverse(reverse(diff))).toEqual(diff);
});

test.each<[string, Diff, boolean]>([
  ['nothing', {}, true],
  ['empty lists', { segment: { added: [], updated: [], removed: [] } }, true],
  ['an addition', { segment: { added: [third], updated: [], removed: [] } }, false],
  ['a change', { segment: { added: [], updated: [{ before: second, after: moved }], removed: [] } }, false],
  ['a removal', { segment: { added: [], updated: [], removed: [first] } }, false],
])('%s: empty or not', (_, candidate, expected) => expect(isEmpty(candidate)).toBe(expected));

test('touched records are those added, changed and removed, classes first', () => {
  expect(touchedRecords(diff)).toEqual([
    { kind: 'labelClass', id: 'hop' },
    { kind: 'segment', id: 'third' },
    { kind: 'segment', id: 'second' },
    { kind: 'segment', id: 'first' },
  ]);
});

describe('a diff that does not fit', () => {
  const find = <K extends RecordKind>(kind: K, id: string) => maps[kind].get(id);

  test('fits what it was made for', () => expect(conflictsOf(diff, find)).toEqual([]));

  test.each<[string, Diff, object]>([
    ['adds what exists', { segment: { added: [first], updated: [], removed: [] } }, { id: 'first', found: first }],
    [
      'changes what is otherwise',
      { segment: { added: [], updated: [{ before: moved, after: second }], removed: [] } },
      { id: 'second', expected: moved, found: second },
    ],
    ['removes what is not there', { segment: { added: [], updated: [], removed: [third] } }, { expected: third }],
  ])('%s', (_, candidate, conflict) => {
    const found = conflictsOf(candidate, find);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ kind: 'segment', ...conflict });
    expect(() => applyDiff(maps, candidate)).toThrow(expect.objectContaining({ code: 'edit.conflict' }));
  });
});

test.each<[object | undefined, object | undefined, boolean]>([
  [undefined, undefined, true],
  [{ a: 1 }, undefined, false],
  [undefined, { a: 1 }, false],
  [{ a: 1, b: null }, { b: null, a: 1 }, true],
  [{ a: 1 }, { a: 2 }, false],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ a: 1, b: 2 }, { a: 1 }, false],
])('%j and %j are the same record: %s', (a, b, expected) => expect(isSameRecord(a, b)).toBe(expected));
