import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { resourceRoutes } from '../../../src-main/core/services/resources/index.ts';
import { methods } from '../../../src-main/shared/protocol.ts';

const text = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
const [, methodPart = '', eventPart = '', resourcePart = ''] = text.split(
  /^## (?:Methods|Events|Resources|Over HTTP)$/m,
);

/** The first two columns of each row of a part's tables, as written: "name: parameters". */
function rows(part: string): string[] {
  return [...part.matchAll(/^\| `([\w.]+)`\s+\| ([^|]*?)\s*\|/gm)].map(([, name, what]) => `${name}: ${what}`);
}

test('docs/protocol.md lists every method with its parameters, and no other', () => {
  const expected = Object.entries(methods).map(([name, { params }]) => {
    const shape: Record<string, z.ZodType> = params.shape;
    const names = Object.entries(shape).map(([key, type]) => (type.safeParse(undefined).success ? `${key}?` : key));
    return `${name}: ${names.join(', ')}`;
  });
  expect(rows(methodPart).sort()).toEqual(expected.sort());
});

test('it lists every event', () => {
  const source = readFileSync(new URL('../../../src-main/shared/protocol.ts', import.meta.url), 'utf8');
  const body = /interface Events \{(.*?)^\}/ms.exec(source)![1]!;
  const names = [...body.matchAll(/^ {2}'([\w.]+)':/gm)].map(([, name]) => name);
  expect(names).toContain('queue.changed');
  expect(rows(eventPart).map((row) => row.split(':')[0])).toEqual(names);
});

test('it describes every resource by its shape', () => {
  const shapes = [...resourcePart.matchAll(/^- `([^`]+)`:/gm)].map(([, shape]) => shape);
  expect(shapes).toEqual(resourceRoutes.map(({ shape }) => shape));
});
