import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFolder } from '../../../../../src-main/core/services/app/folder-listing.ts';
import { scratchFolder } from '../../../../support/checkpoints.ts';

function fill(folder: string, files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), 'x');
  }
}

test('folders first, then files by name, each with its kind; hidden ones are left out', async () => {
  const folder = scratchFolder();
  fill(folder, [
    'cam 10.mp4',
    'cam 9.MKV',
    'p.timeloupe',
    'net.onnx',
    'old.pyth',
    'notes.txt',
    'study.boris',
    '.hidden.mp4',
  ]);
  fill(folder, ['films/a.mp4', '.git/x', 'model/config.json', 'model/model.safetensors']);
  fill(folder, ['app/config.json', 'converted/manifest.json', 'converted/predict.onnx']);
  const { entries, parent } = await listFolder(folder, null);
  expect(entries.map(({ name, kind, sizeBytes }) => [name, kind, sizeBytes])).toEqual([
    ['app', 'folder', null],
    ['converted', 'model', null],
    ['films', 'folder', null],
    ['model', 'model', null],
    ['cam 9.MKV', 'video', 1],
    ['cam 10.mp4', 'video', 1],
    ['net.onnx', 'model', 1],
    ['notes.txt', 'other', 1],
    ['old.pyth', 'model', 1],
    ['p.timeloupe', 'project', 1],
    ['study.boris', 'annotations', 1],
  ]);
  expect(entries[0]).toMatchObject({ path: join(folder, 'app') });
  expect(parent).toBe(join(folder, '..'));
});

test('begins beside the open project, else at home; the top has no parent', async () => {
  const folder = scratchFolder();
  const beside = await listFolder(undefined, join(folder, 'p.timeloupe'));
  expect(beside.folder).toBe(folder);
  expect(beside.places).toContainEqual({ name: 'Project', path: folder });
  const home = await listFolder(undefined, null);
  expect(home.places).toContainEqual({ name: 'Home', path: home.folder });
  expect(await listFolder('/', null)).toMatchObject({ parent: null });
});

test('links are what they lead to; those in a circle or to nowhere are left out', async () => {
  const folder = scratchFolder();
  fill(folder, ['films/a.mp4']);
  symlinkSync(join(folder, 'films'), join(folder, 'link'));
  symlinkSync(folder, join(folder, 'up'));
  symlinkSync(join(folder, 'round'), join(folder, 'round'));
  symlinkSync(join(folder, 'gone'), join(folder, 'nowhere'));
  const { entries } = await listFolder(folder, null);
  expect(entries.map(({ name, kind }) => `${name}: ${kind}`)).toEqual(['films: folder', 'link: folder', 'up: folder']);
  await expect(listFolder(join(folder, 'round'), null)).rejects.toThrow('is a link that leads in a circle.');
});

test('what is no folder, is not there or may not be read is refused in a sentence', async () => {
  const folder = scratchFolder();
  fill(folder, ['a.mp4']);
  await expect(listFolder(join(folder, 'a.mp4'), null)).rejects.toMatchObject({ code: 'request.invalid' });
  await expect(listFolder(join(folder, 'none'), null)).rejects.toThrow('there is no such folder');
  mkdirSync(join(folder, 'locked'));
  chmodSync(join(folder, 'locked'), 0);
  const isRoot = process.getuid?.() === 0;
  const locked = listFolder(join(folder, 'locked'), null);
  if (isRoot) expect(await locked).toMatchObject({ entries: [] });
  else await expect(locked).rejects.toThrow('may not be read by this user.');
});
