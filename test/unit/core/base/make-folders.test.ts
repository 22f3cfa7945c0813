import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolders, removeEmptyFolders } from '../../../../src-main/core/base/make-folders.ts';
import { scratchFolder } from '../../../support/checkpoints.ts';

test('makes what is missing and tells the first of it', async () => {
  const root = scratchFolder();
  mkdirSync(join(root, 'a'));
  expect(await makeFolders(join(root, 'a', 'b', 'c'))).toBe(join(root, 'a', 'b'));
  expect(existsSync(join(root, 'a', 'b', 'c'))).toBe(true);
  expect(await makeFolders(join(root, 'a', 'b', 'c'))).toBeUndefined();
});

test('two that make the same at once are both content', async () => {
  const path = join(scratchFolder(), 'a', 'b', 'c');
  await Promise.all([makeFolders(path), makeFolders(path)]);
  expect(existsSync(path)).toBe(true);
});

test('what is no folder and was there is not told to be made', async () => {
  const link = join(scratchFolder(), 'link');
  symlinkSync('nowhere', link);
  expect(await makeFolders(link)).toBeUndefined();
});

test('what was made is removed again, but for what others have put there', async () => {
  const root = scratchFolder();
  const path = join(root, 'a', 'b', 'c');
  const first = (await makeFolders(path))!;
  writeFileSync(join(root, 'a', 'theirs.txt'), '');
  await removeEmptyFolders(path, first);
  expect(readdirSync(join(root, 'a'))).toEqual(['theirs.txt']);
  const other = join(root, 'x', 'y');
  await removeEmptyFolders(other, (await makeFolders(other))!);
  expect(readdirSync(root)).toEqual(['a']);
});

test('a file on the way ends it', async () => {
  const root = scratchFolder();
  writeFileSync(join(root, 'file'), '');
  await expect(makeFolders(join(root, 'file', 'a', 'b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test.skipIf(!existsSync('/proc/self'))('so does a folder without room for others (needs /proc)', async () => {
  await expect(makeFolders('/proc/nowhere/x')).rejects.toMatchObject({ code: 'ENOENT' });
});
