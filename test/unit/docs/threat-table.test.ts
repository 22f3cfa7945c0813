import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const HEADING = '## Threats, one by one';

interface Threat {
  readonly line: string;
  /** Of the last cell: each a file and the name of a test in it. */
  readonly shownBy: readonly { readonly file: string; readonly name: string }[];
}

const threats = threatsIn(readFileSync(new URL('docs/security.md', ROOT), 'utf8'));

test('every threat has a test, and each test that is named is there by that name', () => {
  expect(threats.length).toBeGreaterThan(30);
  const missing: string[] = [];
  const known = new Map<string, ReadonlySet<string>>();
  for (const { line, shownBy } of threats) {
    if (shownBy.length === 0) missing.push(`no test in: ${line}`);
    for (const { file, name } of shownBy) {
      const names = known.get(file) ?? namesIn(file);
      known.set(file, names);
      if (!names.has(name)) missing.push(`${file}: ${name}`);
    }
  }
  expect(missing).toEqual([]);
});

test('names are read as they are written, with those of the groups around them', () => {
  const names = namesOf(
    "test('one', f); describe.each(x)('group %s', () => { test.skipIf(a)(`two`, f); }); other('three'); test(n, f);",
  );
  expect([...names]).toEqual(['one', 'group %s', 'group %s › two']);
});

/** Rows of the tables below the heading, up to the next heading of its rank. */
function threatsIn(page: string): Threat[] {
  const start = page.indexOf(HEADING);
  expect(start).toBeGreaterThan(0);
  const [section = ''] = page.slice(start + HEADING.length).split(/^## /m);
  return section
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\| *(?:who|:?-)/.test(line))
    .map((line) => {
      const cells = line.split(/(?<!\\)\|/);
      const shown = cells.at(-2)!.replaceAll('\\|', '|');
      const shownBy = [...shown.matchAll(/`(test\/[^`]+)`: `([^`]+)`/g)];
      return { line, shownBy: shownBy.map(([, file, name]) => ({ file: file!, name: name! })) };
    });
}

function namesIn(file: string): ReadonlySet<string> {
  return namesOf(readFileSync(fileURLToPath(new URL(file, ROOT)), 'utf8'));
}

/** Names of all tests and groups of a file; within groups "group › test". */
function namesOf(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node, groups: readonly string[]): void => {
    const name = ts.isCallExpression(node) ? nameOf(node) : undefined;
    const path = name === undefined ? groups : [...groups, name];
    if (name !== undefined) names.add(path.join(' › '));
    node.forEachChild((child) => visit(child, path));
  };
  visit(ts.createSourceFile('tests.ts', text, ts.ScriptTarget.Latest), []);
  return names;
}

/** Of test('name', …), describe.each(…)('name', …) and their like. */
function nameOf({ expression, arguments: [first] }: ts.CallExpression): string | undefined {
  if (!first || !ts.isStringLiteralLike(first)) return undefined;
  let root: ts.Expression = expression;
  while (ts.isPropertyAccessExpression(root) || ts.isCallExpression(root)) root = root.expression;
  const isTest = ts.isIdentifier(root) && ['test', 'it', 'describe'].includes(root.text);
  return isTest ? first.text : undefined;
}
