import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFolder } from '../../../../src-main/core/services/app/folder-listing.ts';
import type { PickRequest } from '../../../../src-main/shared/protocol.ts';
import { followed } from '../../../../src-renderer/lib/file-choice.ts';
import { scratchFolder } from '../../../support/checkpoints.ts';

const follow = (kind: PickRequest['kind'], path: string) => followed(kind, path, (folder) => listFolder(folder, null));

test('the path of a file that can be the answer leads to its folder, with that file', async () => {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'films'));
  for (const name of ['a.mp4', 'b.mp4', 'notes.txt']) writeFileSync(join(folder, 'films', name), '.');
  const film = join(folder, 'films', 'b.mp4');
  const found = await follow('videos', film);
  expect([found.listing.folder, found.file?.path]).toEqual([join(folder, 'films'), film]);
  expect(found.listing.entries).toHaveLength(3);
  expect((await follow('videos', join(folder, 'films'))).file).toBeNull();

  await expect(follow('videos', join(folder, 'films', 'notes.txt'))).rejects.toThrow('is a file, no folder.');
  await expect(follow('newProject', film)).rejects.toThrow('is a file, no folder.');
  await expect(follow('folder', film)).rejects.toThrow('is a file, no folder.');
  await expect(follow('videos', join(folder, 'films', 'c.mp4'))).rejects.toThrow('there is no such folder');
  await expect(follow('videos', join(folder, 'none', 'c.mp4'))).rejects.toThrow(join(folder, 'none', 'c.mp4'));
});
