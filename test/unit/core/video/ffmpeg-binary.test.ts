import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFfmpeg, resolveFfmpeg } from '../../../../src-main/core/video/ffmpeg-binary.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'timeloupe-ffmpeg-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('some ffmpeg is found, with its version and the option of its time', async () => {
  const ffmpeg = await resolveFfmpeg();
  expect(ffmpeg.version).toMatch(/\d/);
  expect(['-fps_mode', '-vsync']).toContain(ffmpeg.passthrough[0]);
  expect(await resolveFfmpeg()).toBe(ffmpeg);
});

test('the one that is asked for comes first', async () => {
  const { path } = await resolveFfmpeg();
  expect(await findFfmpeg({ TIMELOUPE_FFMPEG: path, PATH: '' })).toMatchObject({ path, source: 'TIMELOUPE_FFMPEG' });
});

test.each([
  ['a file that is not there', '/nowhere/ffmpeg'],
  ['a program that is no ffmpeg', process.execPath],
])('%s is refused, not passed over', async (_, path) => {
  await expect(findFfmpeg({ ...process.env, TIMELOUPE_FFMPEG: path })).rejects.toMatchObject({
    code: 'ffmpeg.missing',
    message: `TIMELOUPE_FFMPEG is "${path}", which does not run as ffmpeg. Set it to the path of an ffmpeg binary, or unset it.`,
  });
});

test('one on the PATH is taken by its full path, unless ffmpeg-static has one', async () => {
  const { path } = await resolveFfmpeg();
  const link = join(folder, process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg');
  await symlink(path, link);
  const found = await findFfmpeg({ PATH: folder });
  if (found.source !== 'ffmpeg-static') expect(found).toMatchObject({ path: link, source: 'system' });
});

test('without any of its own, the machine uses the one npm brought, or is told how to get one', async () => {
  const found = await findFfmpeg({ PATH: '' }).catch((error: unknown) => error);
  if (found instanceof Error) expect(found).toMatchObject({ code: 'ffmpeg.missing' });
  else expect(['ffmpeg-static', 'npm fallback']).toContain((found as { source: string }).source);
});
