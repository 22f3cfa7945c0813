import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../../../models/retrain');
const text = (name: string) => readFileSync(join(folder, name), 'utf8');

test('the README names every option of the recipe, and every file', () => {
  const options = [...text('retrain.py').matchAll(/add_argument\("(--[a-z-]+)"/g)].map(([, name]) => name!);
  expect(options).toContain('--export');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.py'));
  expect(files.length).toBeGreaterThan(4);
  const missing = [...options, ...files].filter((name) => !text('README.md').includes(`\`${name.replace('\\', '/')}`));
  expect(missing).toEqual([]);
});

test('what the recipe needs is pinned', () => {
  const lines = text('requirements.txt').trim().split('\n');
  expect(lines.filter((line) => !/^[a-z-]+==\d[\d.]*$/.test(line))).toEqual([]);
});
