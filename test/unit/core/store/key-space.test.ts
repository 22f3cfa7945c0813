import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Key, type KeyColumn, after, middleOf } from '../../../../src-main/core/store/key-space.ts';
import { openSqlite } from '../../../../src-main/core/store/sqlite.ts';

const text: KeyColumn = { column: 'a', isText: true };
const number: KeyColumn = { column: 'n', isText: false };
const db = openSqlite(':memory:');

/** As SQLite orders rows of values. */
function isLess(a: Key, b: Key): boolean {
  const marks = (key: Key) => key.map(() => '?').join(', ');
  const row = db.prepare(`SELECT (${marks(a)}) < (${marks(b)}) AS isLess`).get(...a, ...b) as { isLess: number };
  return row.isLess === 1;
}

test.each<[Key | null, Key | null, KeyColumn[], Key | null]>([
  [[10], [20], [number], [15]],
  [[10], [11], [number], null],
  [[10], null, [number], [36]],
  [null, [4], [number], [1]],
  [
    [1, 10],
    [1, 20],
    [number, number],
    [1, 15],
  ],
  [
    [1, 10],
    [2, 20],
    [number, number],
    [2, -1],
  ],
  [
    [1, 10],
    [2, -1],
    [number, number],
    [1, 36],
  ],
  [['a'], ['c'], [text], ['b']],
  [['ab'], ['ac'], [text], ['abO']],
  [
    ['4f', 3],
    ['4f', 9],
    [text, number],
    ['4f', 6],
  ],
])('between %j and %j', (from, to, columns, middle) => {
  expect(middleOf(from, to, columns)).toEqual(middle);
});

test('what lies between lies between, for any keys', () => {
  const key = fc.tuple(fc.stringMatching(/^[0-9a-f-]{0,12}$/), fc.nat(1000));
  fc.assert(
    fc.property(key, key, (one, other) => {
      fc.pre(isLess(one, other));
      const middle = middleOf(one, other, [text, number]);
      if (middle === null) return;
      expect(isLess(one, middle)).toBe(true);
      expect(isLess(middle, other)).toBe(true);
    }),
  );
});

test('halving reaches any whole number soon', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), (wanted) => {
      let [from, to]: [Key | null, Key | null] = [null, null];
      for (let steps = 0; steps < 60; steps++) {
        const middle: Key | null = middleOf(from, to, [number]);
        if (middle === null) break;
        if (isLess([wanted], middle)) to = middle;
        else from = middle;
      }
      expect(from === null ? -1 : from[0]).toBe(wanted);
    }),
  );
});

test('after a key comes nothing that is less than the next one', () => {
  expect(isLess(['a', 3], after(['a', 3]))).toBe(true);
  expect(isLess(after(['a', 3]), ['a', 4])).toBe(true);
  expect(isLess(['ab'], after(['ab']))).toBe(true);
  expect(isLess(after(['ab']), ['ab '])).toBe(true);
});
