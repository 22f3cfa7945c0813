import { readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { probeVideo } from '../../../../src-main/core/video/probe.ts';
import { EncodedVideos } from '../../../support/encoded-videos.ts';

const drawn = new EncodedVideos();
afterAll(() => drawn.remove());

const MPEG4 = ['-c:v', 'mpeg4', '-g', '12'];

test('a table is kept by content: found again under another name, not for another film, not when damaged', async () => {
  const cacheDir = drawn.path('cache');
  const first = await probeVideo(await drawn.draw('first.mp4', MPEG4), { cacheDir });
  const [kept] = await readdir(join(cacheDir, 'pts'));
  expect(kept).toBe(`${first.fingerprint}-first.json`);

  await rename(first.path, drawn.path('renamed.mp4'));
  // A table that only the cache can have shows that it was used.
  const file = join(cacheDir, 'pts', kept!);
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('"codec":"mpeg4"', '"codec":"kept"'));
  const again = await probeVideo(drawn.path('renamed.mp4'), { cacheDir });
  expect(again).toEqual({ ...first, path: drawn.path('renamed.mp4'), codec: 'kept' });

  await writeFile(file, text.slice(0, 100));
  expect(await probeVideo(drawn.path('renamed.mp4'), { cacheDir })).toMatchObject({ codec: 'mpeg4' });

  const other = await probeVideo(await drawn.draw('other.mp4', MPEG4, { frames: 25 }), { cacheDir });
  expect(other.fingerprint).not.toBe(first.fingerprint);
  expect(other.pts.length).toBe(25);
});

test('a cache that cannot be written does not stand in the way', async () => {
  const path = await drawn.draw('plain.mp4', MPEG4);
  expect((await probeVideo(path, { cacheDir: path })).pts.length).toBe(50);
});

test('a stream that is no video is refused by its number', async () => {
  const path = await drawn.draw('only.mp4', MPEG4);
  await expect(probeVideo(path, { streamIndex: 1 })).rejects.toMatchObject({
    code: 'request.invalid',
    message: `Stream 1 of "${path}" is no video stream; these are: 0.`,
  });
});

test('an aborted probe is cancelled', async () => {
  const path = await drawn.draw('aborted.mp4', MPEG4);
  await expect(probeVideo(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
});
