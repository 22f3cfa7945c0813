import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeFrames } from '../../../../src-main/core/video/decode.ts';
import { FrameCache } from '../../../../src-main/core/video/frame-cache.ts';
import { probeVideo } from '../../../../src-main/core/video/probe.ts';
import type { Video } from '../../../../src-main/shared/domain.ts';
import { EncodedVideos } from '../../../support/encoded-videos.ts';

const videos = new EncodedVideos();
const FRAME_BYTES = 96 * 64 * 3;
let video: Video;
let expected: Uint8Array[];

beforeAll(async () => {
  video = await probeVideo(await videos.draw('film.mp4', ['-c:v', 'mpeg4', '-g', '10'], { frames: 60 }));
  expected = [];
  for await (const { rgb } of decodeFrames(video)) expected.push(rgb);
});
afterAll(() => videos.remove());

test('a frame brings its neighbours: they are the same object when they are asked for', async () => {
  const cache = new FrameCache(new AbortController().signal);
  const asked = await cache.get(video, 30, true);
  expect(Buffer.from(asked.rgb).equals(expected[30]!)).toBe(true);
  const near = await Promise.all([31, 32, 40].map((index) => cache.get(video, index, true)));
  const again = await Promise.all([30, 31, 32, 40].map((index) => cache.get(video, index, false)));
  expect(again.every((frame, i) => frame === [asked, ...near][i])).toBe(true);
  expect(near.map(({ rgb }) => expected.findIndex((other) => Buffer.from(rgb).equals(other)))).toEqual([31, 32, 40]);
});

test('no more is kept than allowed, and what was used last stays', async () => {
  const cache = new FrameCache(new AbortController().signal, 3 * FRAME_BYTES);
  const [first] = await cache.many(video, [1, 2, 3]);
  // 1 is used again, so 2 is the oldest.
  expect(await cache.get(video, 1, false)).toBe(first);
  await cache.get(video, 50, false);
  expect(await cache.get(video, 1, false)).toBe(first);
  const third = await cache.get(video, 3, false);
  const second = await cache.get(video, 2, false);
  expect([third.index, second.index]).toEqual([3, 2]);
});

test('who asks for the same frame at once gets the same one', async () => {
  const cache = new FrameCache(new AbortController().signal);
  const [a, b] = await Promise.all([cache.get(video, 7, true), cache.get(video, 7, false)]);
  expect(a).toBe(b);
});

test('a closed cache ends with the reason, and so does all that waited', async () => {
  const closing = new AbortController();
  const cache = new FrameCache(closing.signal);
  const asked = [5, 20, 35, 50].map((index) => cache.get(video, index, false));
  closing.abort();
  for (const frame of asked) await expect(frame).rejects.toMatchObject({ code: 'cancelled' });
});

test('frames that do not decode are told apart from those that do', async () => {
  const source = await videos.draw('whole.avi', ['-c:v', 'mjpeg', '-q:v', '2'], { frames: 10 });

  const bytes = readFileSync(source);
  // The fourth picture's start: without it nothing of it decodes.
  let at = -1;
  for (let n = 0; n < 4; n++) at = bytes.indexOf(Buffer.from([0xff, 0xd8, 0xff]), at + 1);
  bytes.fill(0, at, at + 600);
  const path = videos.path('broken.avi');
  writeFileSync(path, bytes);
  const broken = { ...(await probeVideo(source)), path };
  const cache = new FrameCache(new AbortController().signal);
  const got = await cache.many(broken, [2, 3, 4]);
  expect(got.map((frame) => frame?.index ?? null)).toEqual([2, null, 4]);
  await expect(cache.get(broken, 3, true)).rejects.toMatchObject({
    code: 'video.no_frames',
    message: expect.stringContaining('decode') as string,
  });
});
