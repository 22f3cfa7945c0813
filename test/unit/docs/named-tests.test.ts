import { expect, test } from 'vitest';
import { faultOfName, testsNamedIn } from '../../support/named-tests.ts';

/** Pages that say of each claim which test shows it. */
const PAGES = ['robustness.md'];

test.each(PAGES)('every test that docs/%s names is there', (page) => {
  const named = testsNamedIn(page);
  expect(named.length).toBeGreaterThan(10);
  expect(named.map(faultOfName).filter((fault) => fault !== null)).toEqual([]);
});

test('a test that is not there is noticed', () => {
  const file = 'test/unit/docs/named-tests.test.ts';
  expect(faultOfName({ file: 'test/gone.test.ts', name: 'x' })).toBe('test/gone.test.ts is not there');
  expect(faultOfName({ file, name: null })).toBe(`${file} is named without a test`);
  const name = ['never', 'written'].join(' ');
  expect(faultOfName({ file, name })).toBe(`${file} has no test "${name}"`);
});
