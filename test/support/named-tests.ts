import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = new URL('../../', import.meta.url);
/** `` `test/a.test.ts` _the name of a test_ ``, as pages name what shows something. */
const NAMED = /`(test\/[\w./-]+\.ts)`(?: _([^_\n]+)_)?/g;

/** A test as a page names it. */
export interface NamedTest {
  readonly file: string;
  /**
   * As it stands in the source: where a test has a row each, the name before the row's values are put in. With the
   * groups around it or without: "group › test".
   */
  readonly name: string | null;
}

/** Every test that a page of docs/ names, in order. */
export function testsNamedIn(page: string): NamedTest[] {
  const text = readFileSync(new URL(`docs/${page}`, ROOT), 'utf8');
  return [...text.matchAll(NAMED)].map(([, file, name]) => ({ file: file!, name: name ?? null }));
}

/** What is wrong with a name; null where there is such a test. */
export function faultOfName({ file, name }: NamedTest): string | null {
  const path = fileURLToPath(new URL(file, ROOT));
  if (!existsSync(path)) return `${file} is not there`;
  if (name === null) return `${file} is named without a test`;
  return namesIn(readFileSync(path, 'utf8')).has(name) ? null : `${file} has no test "${name}"`;
}

/** Names of all tests and groups of a source, each alone and with the groups around it. */
export function namesIn(source: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node, groups: readonly string[]): void => {
    const name = ts.isCallExpression(node) ? nameOf(node) : undefined;
    const path = name === undefined ? groups : [...groups, name];
    if (name !== undefined) names.add(name).add(path.join(' › '));
    node.forEachChild((child) => visit(child, path));
  };
  visit(ts.createSourceFile('tests.ts', source, ts.ScriptTarget.Latest), []);
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
