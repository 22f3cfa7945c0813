import { expect, test } from 'vitest';
import { pickedText, switched } from '../../../../src-renderer/lib/picks.ts';

const options = ['walk', 'rear', 'groom'].map((value) => ({ value, text: value.toUpperCase() }));

test('the first pick stands alone, others join it in order, and without one nothing is left out', () => {
  const one = switched(options, null, 'groom');
  expect(one).toEqual(['groom']);
  const two = switched(options, one, 'walk');
  expect(two).toEqual(['walk', 'groom']);
  expect(switched(options, two, 'groom')).toEqual(['walk']);
  expect(switched(options, ['walk'], 'walk')).toBeNull();
});

test('what is picked, in few words', () => {
  expect(pickedText(options, null)).toBe('all');
  expect(pickedText(options, ['rear'])).toBe('REAR');
  expect(pickedText(options, ['groom', 'walk'])).toBe('WALK, GROOM');
  expect(pickedText(options, ['walk', 'rear', 'groom'])).toBe('all');
  const many = ['a', 'b', 'c', 'd'].map((value) => ({ value, text: value }));
  expect(pickedText(many, ['a', 'b', 'd'])).toBe('3 of 4');
});
