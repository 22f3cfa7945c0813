import { beforeAll, describe, expect, test } from 'vitest';
import { planWindows } from '../../../../../src-main/core/clips/windows.ts';
import { openModel } from '../../../../../src-main/core/models/open.ts';
import { type Clip, batchesFrom, clipsFrom } from '../../../../../src-main/core/services/analysis/clips.ts';
import { probeVideo } from '../../../../../src-main/core/video/probe.ts';
import type { Hole, Video, VideoWindow } from '../../../../../src-main/shared/domain.ts';
import type { Manifest } from '../../../../../src-main/shared/manifest.ts';
import { checkpointFixture } from '../../../../support/checkpoints.ts';
import { drawVideo } from '../../../../support/drawn-video.ts';
import { drawMotionJpeg } from '../../../../support/motion-jpeg.ts';
import { suiteFolder } from '../../../../support/suite-folder.ts';

const folder = suiteFolder();
const signal = new AbortController().signal;
const drawing = { widthPx: 32, heightPx: 24, count: 40 };
let manifest: Manifest;
let video: Video;

beforeAll(async () => {
  ({ manifest } = await openModel(checkpointFixture('tiny'), { version: '0', cacheDir: folder }));
  video = await probeVideo(await drawVideo(folder, 'drawn.mkv', drawing));
});

async function allOf<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

async function collect(of: Video, windows: readonly VideoWindow[]): Promise<{ clips: Clip[]; holes: Hole[] }> {
  const holes: Hole[] = [];
  const clips = await allOf(clipsFrom(of, windows, manifest, { signal, onHole: (hole) => holes.push(hole) }));
  return { clips, holes };
}

const windowsOf = (of: Video, stride: number, samplingRate: number) =>
  planWindows({ frameCount: of.pts.length, numFrames: 2, samplingRate, stride });

describe('clips', () => {
  test.each([
    { stride: 3, rate: 4 },
    { stride: 1, rate: 7 },
    { stride: 20, rate: 2 },
    { stride: 8, rate: 40 },
  ])('every $stride frames at rate $rate hold the frames they name, one by one', async ({ stride, rate }) => {
    const single = await collect(video, windowsOf(video, 1, 1));
    const frameBytes = single.clips[0]!.pixels.length / 2;
    const pixelsOf = (frame: number) =>
      frame < 39 ? single.clips[frame]!.pixels.subarray(0, frameBytes) : single.clips[38]!.pixels.subarray(frameBytes);
    const windows = windowsOf(video, stride, rate);
    const { clips, holes } = await collect(video, windows);
    expect(holes).toEqual([]);
    expect(clips.map(({ window }) => window)).toEqual(windows);
    for (const { window, missing, pixels } of clips) {
      expect(missing).toEqual([]);
      window.frames.forEach((frame, i) => {
        expect(Buffer.compare(pixels.subarray(i * frameBytes, (i + 1) * frameBytes), pixelsOf(frame))).toBe(0);
      });
    }
  });

  test('in batches, the last one smaller', async () => {
    const windows = windowsOf(video, 4, 4).slice(0, 5);
    const clips = clipsFrom(video, windows, manifest, { signal });
    const batches = await allOf(batchesFrom(clips, 2));
    expect(batches.map((batch) => batch.clips.length)).toEqual([2, 2, 1]);
    for (const { clips: members, pixels } of batches) {
      expect(Buffer.concat(members.map((clip) => clip.pixels)).equals(pixels)).toBe(true);
    }
  });
});

describe('frames that do not decode', () => {
  test('are stood in for within the window, and a window of none is left out', async () => {
    const damaged = await probeVideo(await drawMotionJpeg(folder, 'damaged.avi', drawing, [10, 20, 21, 22, 23]));
    expect(damaged.pts.length).toBe(40);
    const pairs = (frames: readonly [number, number]): VideoWindow => ({
      startFrame: frames[0],
      endFrame: frames[1] + 1,
      frames,
      repeatsLastFrame: false,
    });
    const windows = (
      [
        [0, 4],
        [8, 10],
        [10, 12],
        [20, 22],
        [21, 23],
        [23, 24],
      ] as const
    ).map(pairs);
    const { clips, holes } = await collect(damaged, windows);
    expect(clips.map(({ window, missing }) => [window.frames, missing])).toEqual([
      [[0, 4], []],
      [[8, 8], [10]],
      [[12, 12], [10]],
      [[24, 24], [23]],
    ]);
    const inHoles = (frame: number) => holes.some(({ fromFrame, toFrame }) => fromFrame <= frame && frame < toFrame);
    expect([10, 20, 21, 22, 23].filter((frame) => !inHoles(frame))).toEqual([]);
  });
});

test('a preprocessing of another size than the model is refused', async () => {
  const preprocessing = { ...manifest.preprocessing, cropSize: { height: 6, width: 6 } };
  const clips = clipsFrom(video, windowsOf(video, 4, 4), { ...manifest, preprocessing }, { signal });
  await expect(clips.next()).rejects.toMatchObject({
    code: 'config.invalid',
    message:
      'The model takes frames of 8 x 8, but its preprocessing makes them 6 x 6. ' +
      'Correct the crop size of its preprocessor_config.json.',
  });
});
