import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../', import.meta.url);
/** `` `test/a.test.ts` _the name of a test_ ``, as pages name what shows something. */
const NAMED = /`(test\/[\w./-]+\.ts)`(?: _([^_\n]+)_)?/g;

/** A test as a page names it. */
export interface NamedTest {
  readonly file: string;
  /** As it stands in the source: where a test has a row each, the name before the row's values are put in. */
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
  return readFileSync(path, 'utf8').includes(name) ? null : `${file} has no test "${name}"`;
}
