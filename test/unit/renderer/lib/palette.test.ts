import { describe, expect, test } from 'vitest';
import { match, pieces, ranked } from '../../../../src-renderer/lib/palette-match.ts';
import { parsePlace } from '../../../../src-renderer/lib/place-text.ts';
import { startingWith } from '../../../../src-renderer/lib/type-ahead.ts';
import { listMove } from '../../../../src-renderer/lib/list-keys.ts';

const found = (query: string, text: string) =>
  pieces(text, match(query, text)?.ranges ?? [])
    .filter(({ isFound }) => isFound)
    .map((piece) => piece.text);

describe('a query finds', () => {
  test('the start of a word before the inside of one', () => {
    expect(match('lay', 'Overlay: next layer')?.ranges).toEqual([[14, 17]]);
    expect(found('att', 'Export attention as .npy…')).toEqual(['att']);
  });

  test('each of its words, in any order and each at a place of its own', () => {
    expect(found('layer att', 'Attention: next layer')).toEqual(['Att', 'layer']);
    expect(found('a a', 'a b a')).toEqual(['a', 'a']);
    expect(match('a a', 'a b')).toBeNull();
  });

  test('first letters of words', () => {
    expect(found('gtf', 'Go to frame or time…')).toEqual(['G', 't', 'f']);
    expect(match('xyz', 'Go to frame')).toBeNull();
  });

  test('everything when it is empty', () => {
    expect(match('  ', 'Analyze')).toEqual({ cost: 0, ranges: [] });
  });

  test('nothing wrong in special characters', () => {
    expect(match('(.*', 'Analyze')).toBeNull();
    expect(found('.npy', 'Export .npy')).toEqual(['.npy']);
  });
});

test('the best is first, equals keep their order, and no text is lost', () => {
  const entries = ['Show overlay', 'Layout: Review', 'Next layer', 'Layout: Overview'].map((text) => ({ text }));
  const order = ranked('lay', entries, ({ text }) => text);
  expect(order.map(({ text }) => text)).toEqual(['Layout: Review', 'Layout: Overview', 'Next layer', 'Show overlay']);
  for (const { text, ranges } of order) {
    expect(
      pieces(text, ranges)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  }
});

describe('a place is', () => {
  test.each([
    ['31616', { frame: 31616 }],
    ['31,616', { frame: 31616 }],
    ['21:04.64', { seconds: 1264.64 }],
    ['21:04,64', { seconds: 1264.64 }],
    ['1:02:03', { seconds: 3723 }],
    ['0:00', { seconds: 0 }],
    ['64.5 s', { seconds: 64.5 }],
    ['90:00', { seconds: 5400 }],
  ])('%s', (text, expected) => {
    expect(parsePlace(text)).toEqual(expected);
  });

  test.each(['', 'abc', '-3', '1.5', '3,16', '1:75', '1:60:00', '1:2:3:4', '12 frames'])('not "%s"', (text) => {
    expect(parsePlace(text)).toBeNull();
  });
});

describe('typing in a list', () => {
  const names = ['alpha', 'beta', 'Beetle', 'gamma'];

  test('leads to the next that begins so, around the end', () => {
    expect(startingWith(names, 'b', 0)).toBe(1);
    expect(startingWith(names, 'b', 1)).toBe(2);
    expect(startingWith(names, 'bbb', 2)).toBe(1);
    expect(startingWith(names, 'a', 3)).toBe(0);
  });

  test('may go on about the one it led to', () => {
    expect(startingWith(names, 'be', 1)).toBe(1);
    expect(startingWith(names, 'bee', 1)).toBe(2);
    expect(startingWith(names, 'x', 0)).toBeNull();
    expect(startingWith([], 'x', 0)).toBeNull();
  });
});

test('keys move within a list and stop at its ends', () => {
  const press = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });
  expect(listMove(press('ArrowDown'), 4, 5)).toBe(4);
  expect(listMove(press('ArrowUp'), 0, 5)).toBe(0);
  expect(listMove(press('PageDown'), 0, 20, 8)).toBe(8);
  expect(listMove(press('End'), 0, 20)).toBe(19);
  expect(listMove(press('a'), 0, 20)).toBeNull();
  expect(listMove(press('ArrowDown'), -1, 0)).toBeNull();
  // A command's key: Ctrl+Shift+Down moves the picture.
  for (const held of ['ctrlKey', 'metaKey', 'altKey']) {
    expect(listMove(press('ArrowDown', { [held]: true }), 2, 5)).toBeNull();
  }
});
