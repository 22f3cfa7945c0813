import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeFrames } from '../../../../src-main/core/video/decode.ts';
import { chooseEncoder } from '../../../../src-main/core/video/encoders.ts';
import { probeVideo } from '../../../../src-main/core/video/probe.ts';
import { proxySize, writeProxy } from '../../../../src-main/core/video/proxy.ts';
import type { Frame, Video } from '../../../../src-main/shared/domain.ts';
import { PLAYABLE_FORMATS, type PlayableFormat } from '../../../../src-main/shared/protocol/app-methods.ts';
import { EncodedVideos } from '../../../support/encoded-videos.ts';

const videos = new EncodedVideos();
const still = { signal: new AbortController().signal, onProgress: () => undefined };

afterAll(() => videos.remove());

async function all(frames: AsyncIterable<Frame>): Promise<Frame[]> {
  const list: Frame[] = [];
  for await (const frame of frames) list.push(frame);
  return list;
}

async function proxyOf(video: Video, format: PlayableFormat): Promise<Video> {
  const path = `${video.path}.proxy.${format}`;
  const count = await writeProxy(video, path, { encoder: await chooseEncoder([format]), ...still });
  const proxy = await probeVideo(path);
  expect(proxy.pts.length).toBe(count);
  return proxy;
}

function secondsOf({ pts, timeBase }: Video): number[] {
  return Array.from(pts, (time) => ((time - pts[0]!) * timeBase.num) / timeBase.den);
}

/** Mean difference of two pictures of one size, 0..255. */
function differenceOf(a: Frame, b: Frame): number {
  expect(b.rgb.length).toBe(a.rgb.length);
  return a.rgb.reduce((sum, value, i) => sum + Math.abs(value - b.rgb[i]!), 0) / a.rgb.length;
}

/** Every frame of the proxy looks like the frame of its number, and less like the ones beside it. */
async function expectSameFrames(video: Video, proxy: Video): Promise<void> {
  const [originals, copies] = await Promise.all([all(decodeFrames(video)), all(decodeFrames(proxy))]);
  expect(copies.length).toBe(originals.length);
  for (const [i, copy] of copies.entries()) {
    const own = differenceOf(originals[i]!, copy);
    const others = [i - 1, i + 1].flatMap((k) => (originals[k] ? [differenceOf(originals[k], copy)] : []));
    expect(own, `frame ${i}`).toBeLessThan(Math.min(...others));
  }
}

describe.each(PLAYABLE_FORMATS)('%s', (format) => {
  const mpeg4 = ['-c:v', 'mpeg4', '-q:v', '2'];
  const cases: [name: string, make: () => Promise<string>][] = [
    ['mpeg4 with B-frames', () => videos.draw('b.mp4', [...mpeg4, '-bf', '2'])],
    ['an uneven rate', () => videos.draw('vfr.mkv', mpeg4, { filter: "select='not(mod(n,3))+not(mod(n,4))'" })],
    ['a start offset', () => videos.draw('late.mkv', [...mpeg4, '-output_ts_offset', '3.4'])],
    ['AVI without times', () => videos.draw('plain.avi', mpeg4)],
  ];

  test.each(cases)('%s: each frame once, at its own time', async (_, make) => {
    const video = await probeVideo(await make());
    const proxy = await proxyOf(video, format);
    const [expected, actual] = [secondsOf(video), secondsOf(proxy)];
    expect(actual.length).toBe(expected.length);
    for (const [i, sec] of expected.entries()) expect(Math.abs(actual[i]! - sec)).toBeLessThan(0.0011);
    expect(proxy.pts[0]).toBe(0);
    expect(proxy.keyframes.every((frame, i) => i === 0 || frame - proxy.keyframes[i - 1]! <= 12)).toBe(true);
    await expectSameFrames(video, proxy);
  });
});

describe('the picture', () => {
  let sideways: Video;
  beforeAll(async () => {
    const upright = await videos.draw('upright.mp4', ['-c:v', 'mpeg4', '-q:v', '2', '-aspect', '2:1']);
    const bytes = readFileSync(upright);
    const matrixAt = bytes.indexOf('tkhd') + 44;
    [0, 0x10000, 0, -0x10000, 0, 0, 64 << 16, 0, 0x40000000].forEach((value, i) => {
      bytes.writeInt32BE(value, matrixAt + i * 4);
    });
    writeFileSync(videos.path('sideways.mp4'), bytes);
    sideways = await probeVideo(videos.path('sideways.mp4'));
  });

  test('is upright, with square pixels', async () => {
    expect(sideways).toMatchObject({ rotationDeg: 90, widthPx: 64 });
    const { num, den } = sideways.sampleAspectRatio;
    const proxy = await proxyOf(sideways, 'mp4');
    expect(proxy).toMatchObject({ rotationDeg: 0, sampleAspectRatio: { num: 1, den: 1 }, heightPx: 96 });
    expect(proxy.widthPx).toBe(2 * Math.round((64 * num) / den / 2));
  });

  test('is at most 720 high and even both ways', () => {
    const square = { num: 1, den: 1 };
    expect(proxySize({ widthPx: 3840, heightPx: 2160, sampleAspectRatio: square })).toEqual({
      widthPx: 1280,
      heightPx: 720,
    });
    expect(proxySize({ widthPx: 97, heightPx: 55, sampleAspectRatio: square })).toEqual({ widthPx: 98, heightPx: 56 });
    expect(proxySize({ widthPx: 1, heightPx: 1, sampleAspectRatio: square })).toEqual({ widthPx: 2, heightPx: 2 });
  });
});

test('sound comes along, from the first frame on', async () => {
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=96x64:rate=25:duration=2'];
  const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=2'];
  await videos.ffmpeg(
    ...picture,
    ...sound,
    '-c:v',
    'mpeg4',
    '-c:a',
    'pcm_s16le',
    '-output_ts_offset',
    '1.2',
    'loud.mkv',
  );
  const video = await probeVideo(videos.path('loud.mkv'));
  const proxy = await proxyOf(video, 'mp4');
  expect(proxy.pts[0]).toBe(0);
  await videos.ffmpeg('-i', proxy.path, '-map', '0:a:0', 'sound.wav');
  expect(readdirSync(videos.folder)).toContain('sound.wav');
});

test('frames that are not in the table, or are missing without a word, are refused', async () => {
  const video = await probeVideo(await videos.draw('whole.mp4', ['-c:v', 'mpeg4']));
  const encoder = await chooseEncoder(['mp4']);
  const path = videos.path('wrong.mp4');
  const one = video.pts[1]! - video.pts[0]!;
  const longer = { ...video, pts: Float64Array.from([...video.pts, video.pts.at(-1)! + one]) };
  await expect(writeProxy(longer, path, { encoder, ...still })).rejects.toThrow('it has 50 frames instead of 51.');
  const moved = { ...video, pts: video.pts.map((time, i) => (i === 30 ? time + one / 2 : time)) };
  await expect(writeProxy(moved, path, { encoder, ...still })).rejects.toThrow('shows a frame at 1.200 s');
});

test('a format that no encoder here makes is refused; the order of wishes decides', async () => {
  expect((await chooseEncoder(['webm', 'mp4'])).format).toBe('webm');
  expect((await chooseEncoder(['mp4', 'webm'])).format).toBe('mp4');
  await expect(chooseEncoder([])).rejects.toMatchObject({ code: 'ffmpeg.failed' });
});
