import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { probeVideo } from '../../../src-main/core/video/probe.ts';
import { type ClipOptions, readClip } from '../../../src-main/library/index.ts';

const video = fileURLToPath(new URL('../../../resources/sample/motions.mp4', import.meta.url));

test('every fourth frame from the tenth on', async () => {
  const clip = await readClip(video, { num_frames: 3, start: 10, frame_sample_rate: 4 });
  expect(clip.map(({ index }) => index)).toEqual([10, 14, 18]);
  expect(clip.every(({ rgb, widthPx, heightPx }) => rgb.length === widthPx * heightPx * 3)).toBe(true);
});

test("frames spread over the whole video, as TimeSformer's video processor takes them", async () => {
  const { pts } = await probeVideo(video);
  const clip = await readClip(video, { num_frames: 7 });
  expect(clip.map(({ index }) => index)).toEqual(Array.from({ length: 7 }, (_, i) => Math.floor((i * pts.length) / 7)));
});

test('the last frame stands in for those that are missing', async () => {
  const [last] = (await readClip(video, { num_frames: 8 })).slice(-1);
  const clip = await readClip(video, { num_frames: 3, start: last!.index, frame_sample_rate: 100_000 });
  expect(clip[1]).toBe(clip[2]);
  expect(clip[1]!.index).toBeGreaterThan(last!.index);
});

test.each<[Partial<ClipOptions>, string]>([
  [{ num_frames: 0 }, 'num_frames is 0'],
  [{ start: -1 }, 'start is -1'],
  [{ start: 1e9 }, 'frames'],
  [{ frame_sample_rate: 0.5 }, 'frame_sample_rate is 0.5'],
])('%o is refused', async (options, says) => {
  await expect(readClip(video, { num_frames: 2, ...options })).rejects.toMatchObject({
    code: 'request.invalid',
    message: expect.stringContaining(says) as unknown,
  });
});
