import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Hole, Video } from '../../../../src-main/shared/domain.ts';
import { decodeFrames, readFrame } from '../../../../src-main/core/video/decode.ts';
import { probeVideo } from '../../../../src-main/core/video/probe.ts';

const FOLDER = join(import.meta.dirname, '../../../../../shared/data/videos');

/** Facts from the files' origins; absent where the folder is. */
const FACTS: readonly (Partial<Video> & { readonly name: string; readonly frameCount: number })[] = [
  { name: 'arm-wrestling.mp4', frameCount: 280, widthPx: 340, heightPx: 256, sampleAspectRatio: { num: 64, den: 51 } },
  { name: 'chaplin.mp4', frameCount: 241, widthPx: 640, heightPx: 360, timeBase: { num: 1, den: 12800 } },
  { name: 'hevc.mp4', frameCount: 10, codec: 'hevc' },
  { name: 'mpeg4.avi', frameCount: 164, codec: 'mpeg4', widthPx: 320, heightPx: 240, isVariableFrameRate: false },
  { name: 'multi-stream.mp4', frameCount: 325, streamIndex: 0, widthPx: 320, heightPx: 180 },
  { name: 'one-pixel.mp4', frameCount: 5, pixelFormat: 'yuv444p', widthPx: 1, heightPx: 1 },
  { name: 'rotated-90.mov', frameCount: 3, rotationDeg: 90, widthPx: 320, heightPx: 568 },
  { name: 'rotated-180-vfr.mp4', frameCount: 25, rotationDeg: 180, widthPx: 1280, isVariableFrameRate: true },
  { name: 'vp9-no-duration-vfr.webm', frameCount: 74, codec: 'vp9', isVariableFrameRate: true },
];

describe.skipIf(!existsSync(FOLDER))('videos of other origins (skipped where ../shared is absent)', () => {
  test.each(FACTS)('$name: every frame, and the same ones by index', async ({ name, frameCount, ...facts }) => {
    const video = await probeVideo(join(FOLDER, name));
    expect(video).toMatchObject(facts);
    expect(video.pts.length).toBe(frameCount);
    const { hashes, holes } = await decodeAll(video);
    expect(holes).toEqual([]);
    expect([...hashes.keys()]).toEqual(Array.from(video.pts.keys()));
    for (const index of [0, Math.floor(frameCount * 0.6), frameCount - 1]) {
      expect(hash((await readFrame(video, index)).rgb)).toBe(hashes.get(index));
    }
  });

  test('another stream of the same file can be asked for', async () => {
    const video = await probeVideo(join(FOLDER, 'multi-stream.mp4'), { streamIndex: 3 });
    expect(video).toMatchObject({ streamIndex: 3, widthPx: 480, heightPx: 270 });
    expect(video.pts.length).toBe(390);
  });

  test('a damaged file keeps its 50 announced frames, with a hole for what does not decode', async () => {
    const video = await probeVideo(join(FOLDER, 'corrupted.mp4'));
    expect(video.pts.length).toBe(50);
    const { hashes, holes } = await decodeAll(video);
    expect([...hashes.keys()]).toEqual(Array.from({ length: 50 }, (_, i) => i).filter((i) => i !== 30));
    expect(holes).toEqual([
      { fromFrame: 30, toFrame: 31, reason: 'This frame was announced and did not decode.' },
      { fromFrame: 0, toFrame: 50, reason: expect.stringMatching(/^The decoder reported \d+ errors within/) as string },
    ]);
    expect(hash((await readFrame(video, 49)).rgb)).toBe(hashes.get(49));
    await expect(readFrame(video, 30)).rejects.toMatchObject({ code: 'video.no_frames' });
  });
});

async function decodeAll(video: Video): Promise<{ hashes: Map<number, string>; holes: Hole[] }> {
  const hashes = new Map<number, string>();
  const holes: Hole[] = [];
  for await (const frame of decodeFrames(video, { onHole: (hole) => holes.push(hole) })) {
    hashes.set(frame.index, hash(frame.rgb));
  }
  return { hashes, holes };
}

function hash(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('base64');
}
