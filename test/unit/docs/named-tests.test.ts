import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultOfName, namesIn, testsNamedIn } from '../../support/named-tests.ts';

/** Pages that say of each claim which test shows it. */
const PAGES = ['robustness.md', 'security.md'];

test.each(PAGES)('every test that docs/%s names is there', (page) => {
  const named = testsNamedIn(page);
  expect(named.length).toBeGreaterThan(10);
  expect(named.map(faultOfName).filter((fault) => fault !== null)).toEqual([]);
});

test('every threat of docs/security.md has a test', () => {
  const page = readFileSync(new URL('../../../docs/security.md', import.meta.url), 'utf8');
  const [section = ''] = page.split('\n## Threats, one by one\n')[1]!.split('\n## ');
  const threats = section.split('\n').filter((line) => /^\| (?!who or what|-)/.test(line));
  expect(threats.length).toBeGreaterThan(30);
  expect(threats.filter((line) => !/`test\/[^`]+` _[^_]+_ +\|$/.test(line))).toEqual([]);
});

test('names are read whole, alone and with the groups around them', () => {
  const names = namesIn(
    "test('one', f); describe.each(x)('group %s', () => { test.skipIf(a)(`two`, f); }); other('three'); test(n, f);",
  );
  expect([...names]).toEqual(['one', 'group %s', 'two', 'group %s › two']);
});

test('a test that is not there is noticed', () => {
  const file = 'test/unit/docs/named-tests.test.ts';
  expect(faultOfName({ file: 'test/gone.test.ts', name: 'x' })).toBe('test/gone.test.ts is not there');
  expect(faultOfName({ file, name: null })).toBe(`${file} is named without a test`);
  const name = ['never', 'written'].join(' ');
  expect(faultOfName({ file, name })).toBe(`${file} has no test "${name}"`);
});
