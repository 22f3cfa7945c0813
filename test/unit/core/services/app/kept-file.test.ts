import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { KeptFile } from '../../../../../src-main/core/services/app/kept-file.ts';
import { scratchFolder } from '../../../../support/checkpoints.ts';

const schema = z.record(z.string(), z.number());

function kept(folder = scratchFolder()) {
  const faults: string[] = [];
  const path = join(folder, 'kept.json');
  const open = () => new KeptFile({ path, schema, empty: {}, reportFault: (where) => faults.push(where) });
  return { folder, path, faults, open };
}

test('what one process writes another reads, and nothing else is left in the folder', async () => {
  const { folder, open } = kept();
  expect(await open().read()).toEqual({});
  expect(await open().update((all) => ({ ...all, a: 1 }))).toEqual({ a: 1 });
  expect(await open().read()).toEqual({ a: 1 });
  expect(readdirSync(folder)).toEqual(['kept.json']);
});

test('changes at once are made one after the other', async () => {
  const file = kept().open();
  await Promise.all(Array.from({ length: 20 }, () => file.update(({ n = 0 }) => ({ n: n + 1 }))));
  expect(await file.read()).toEqual({ n: 20 });
});

test('whoever reads sees the changes that are under way', async () => {
  const file = kept().open();
  const changed = file.update((all) => ({ ...all, a: 1 }));
  expect(await file.read()).toEqual({ a: 1 });
  await changed;
});

test('each change begins with what another process has written meanwhile', async () => {
  const { open } = kept();
  const [one, other] = [open(), open()];
  await one.update((all) => ({ ...all, a: 1 }));
  await other.update((all) => ({ ...all, b: 2 }));
  expect(await one.update((all) => ({ ...all, a: 3 }))).toEqual({ a: 3, b: 2 });
});

describe('a damaged file', () => {
  test.each(['{"a": 1', '"text"', '{"a": "one"}', ''])('%s', async (text) => {
    const { folder, path, faults, open } = kept();
    writeFileSync(path, text);
    expect(await open().read()).toEqual({});
    const [aside = ''] = readdirSync(folder);
    expect(aside).toMatch(/^kept\.json\.damaged-\d{8}T\d{9}Z$/);
    expect(readFileSync(join(folder, aside), 'utf8')).toBe(text);
    expect(faults).toEqual([`${path}, which is kept as ${join(folder, aside)}`]);
    expect(await open().update(() => ({ a: 2 }))).toEqual({ a: 2 });
  });
});

test('a folder that cannot be written is said so, and the next change is tried anew', async () => {
  const { path, open } = kept();
  mkdirSync(path);
  const file = open();
  await expect(file.update(() => ({ a: 1 }))).rejects.toMatchObject({ code: 'output.unwritable' });
  await expect(file.update(() => ({ a: 1 }))).rejects.toThrow(`${path} can't be written.`);
});
