import { expect, test } from 'vitest';
import { ByteLru } from '../../../../src-renderer/lib/byte-lru.ts';

function made(budgetBytes: number) {
  const dropped: string[] = [];
  return { dropped, lru: new ByteLru<string>(budgetBytes, (value) => dropped.push(value)) };
}

test('what was not used for longest leaves first, once the budget is passed', () => {
  const { lru, dropped } = made(30);
  for (const key of ['a', 'b', 'c']) lru.set(key, key, 10);
  expect(lru.get('a')).toBe('a');
  lru.set('d', 'd', 10);
  expect(dropped).toEqual(['b']);
  expect(lru.has('a')).toBe(true);
  expect(lru.bytes).toBe(30);
});

test('looking whether a key is there is no use of it', () => {
  const { lru, dropped } = made(20);
  lru.set('a', 'a', 10);
  lru.set('b', 'b', 10);
  lru.has('a');
  lru.set('c', 'c', 10);
  expect(dropped).toEqual(['a']);
});

test('a value in place of an old one frees the old one, and one heavier than the budget stays alone', () => {
  const { lru, dropped } = made(20);
  lru.set('a', 'small', 5);
  lru.set('a', 'large', 50);
  expect(dropped).toEqual(['small']);
  expect(lru.get('a')).toBe('large');
  lru.set('b', 'next', 5);
  expect(dropped).toEqual(['small', 'large']);
  lru.clear();
  expect(lru.bytes).toBe(0);
  expect(dropped).toEqual(['small', 'large', 'next']);
});
