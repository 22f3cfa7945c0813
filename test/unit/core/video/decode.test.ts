import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, describe, expect, test } from 'vitest';
import type { Hole, Video } from '../../../../src-main/shared/domain.ts';
import { decodeFrames, readFrame } from '../../../../src-main/core/video/decode.ts';
import { probeVideo } from '../../../../src-main/core/video/probe.ts';
import { EncodedVideos } from '../../../support/encoded-videos.ts';

const drawn = new EncodedVideos();
afterAll(() => drawn.remove());

interface Case {
  readonly name: string;
  readonly codec: string;
  readonly make: () => Promise<string>;
  readonly expected: Partial<Video>;
}

const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '12'];
const B_FRAMES = ['-bf', '2', '-b_strategy', '0'];

const CASES: readonly Case[] = [
  {
    name: 'H.264 with B-frames',
    codec: 'libx264',
    make: () => drawn.draw('b.mp4', [...H264, ...B_FRAMES]),
    expected: { codec: 'h264', widthPx: 96, heightPx: 64, isVariableFrameRate: false },
  },
  {
    name: 'H.264 with open groups of pictures',
    codec: 'libx264',
    make: () => drawn.draw('open.mp4', [...H264, ...B_FRAMES, '-x264-params', 'open-gop=1']),
    expected: { codec: 'h264' },
  },
  {
    name: 'H.264 with refreshed columns instead of key frames',
    codec: 'libx264',
    make: () => drawn.draw('refresh.mp4', [...H264, '-x264-params', 'intra-refresh=1']),
    expected: { codec: 'h264' },
  },
  {
    name: 'variable frame rate',
    codec: 'libx264',
    make: () => drawn.draw('vfr.mkv', [...H264, ...B_FRAMES], { filter: 'setpts=(N+floor(N/3))/25/TB' }),
    expected: { isVariableFrameRate: true },
  },
  {
    name: 'an edit list that starts between key frames',
    codec: 'libx264',
    make: async () => {
      await drawn.draw('whole.mp4', [...H264, ...B_FRAMES]);
      await drawn.ffmpeg('-ss', '0.8', '-i', 'whole.mp4', '-c', 'copy', 'edited.mp4');
      return drawn.path('edited.mp4');
    },
    expected: { codec: 'h264' },
  },
  {
    name: 'rotated by its display matrix',
    codec: 'libx264',
    make: async () => rotated(await drawn.draw('upright.mp4', H264), 'rotated.mp4'),
    expected: { widthPx: 64, heightPx: 96, rotationDeg: 90 },
  },
  {
    name: '10 bits',
    codec: 'libx265',
    make: () =>
      drawn.draw('ten.mp4', ['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le', '-g', '12'], {
        frames: 30,
      }),
    expected: { codec: 'hevc', pixelFormat: 'yuv420p10le' },
  },
  {
    name: 'odd width and height',
    codec: 'ffv1',
    make: () => drawn.draw('odd.mkv', ['-c:v', 'ffv1', '-pix_fmt', 'yuv420p'], { filter: 'scale=63:47', frames: 12 }),
    expected: { widthPx: 63, heightPx: 47 },
  },
  {
    name: 'pixels that are not square',
    codec: 'libx264',
    make: () => drawn.draw('sar.mp4', H264, { filter: 'setsar=64/51', frames: 12 }),
    expected: { sampleAspectRatio: { num: 64, den: 51 } },
  },
  {
    name: 'AVI with B-frames, without times',
    codec: 'mpeg4',
    make: () => drawn.draw('b.avi', ['-c:v', 'mpeg4', '-bf', '2', '-g', '12']),
    expected: { codec: 'mpeg4', isVariableFrameRate: false },
  },
  {
    name: 'AVI without B-frames',
    codec: 'mpeg4',
    make: () => drawn.draw('plain.avi', ['-c:v', 'mpeg4', '-g', '12']),
    expected: { codec: 'mpeg4' },
  },
  {
    name: 'VP8 in WebM with hidden frames',
    codec: 'libvpx',
    make: () =>
      drawn.draw('vp8.webm', [
        '-c:v',
        'libvpx',
        '-g',
        '20',
        '-auto-alt-ref',
        '1',
        '-lag-in-frames',
        '16',
        '-cpu-used',
        '5',
      ]),
    expected: { codec: 'vp8' },
  },
  {
    name: 'VP9 in WebM with hidden frames',
    codec: 'libvpx-vp9',
    make: () =>
      drawn.draw('vp9.webm', [
        '-c:v',
        'libvpx-vp9',
        '-g',
        '20',
        '-auto-alt-ref',
        '1',
        '-lag-in-frames',
        '16',
        '-cpu-used',
        '5',
      ]),
    expected: { codec: 'vp9' },
  },
  {
    name: 'Matroska without a duration',
    codec: 'libx264',
    make: async () => {
      const path = await drawn.draw('live.mkv', [...H264, ...B_FRAMES, '-live', '1', '-f', 'matroska']);
      return path;
    },
    expected: { codec: 'h264' },
  },
  {
    name: 'MPEG-2 in a transport stream that starts late',
    codec: 'mpeg2video',
    make: () => drawn.draw('late.ts', ['-c:v', 'mpeg2video', '-bf', '2', '-g', '12', '-output_ts_offset', '5']),
    expected: { codec: 'mpeg2video', timeBase: { num: 1, den: 90000 } },
  },
  {
    name: 'an MP4 that starts late',
    codec: 'libx264',
    make: () => drawn.draw('late.mp4', [...H264, ...B_FRAMES, '-output_ts_offset', '5']),
    expected: { codec: 'h264' },
  },
  {
    name: 'a name that looks like an option and a protocol',
    codec: 'libx264',
    make: async () => {
      const path = drawn.path('-i http:%03d 日本.mp4');
      await writeFile(path, await readFile(await drawn.draw('named.mp4', H264, { frames: 6 })));
      return path;
    },
    expected: { codec: 'h264' },
  },
];

describe.each(CASES)('$name', ({ codec, make, expected }) => {
  test('frames by index are those of a plain decoding, in order, in part and one by one', async (context) => {
    if (!(await drawn.canEncode(codec))) context.skip(`this ffmpeg cannot encode with ${codec}`);
    const video = await probeVideo(await make());
    expect(video).toMatchObject(expected);
    const plain = await drawn.plainFrames(video.path, video.widthPx * video.heightPx * 3, video.streamIndex);
    const hashes = plain.map(hash);
    expect(video.pts.length).toBe(hashes.length);
    expect(Array.from(video.pts)).toEqual(Array.from(video.pts).sort((a, b) => a - b));

    const all = await decode(video);
    expect(all.indices).toEqual(Array.from(video.pts.keys()));
    expect(all.hashes).toEqual(hashes);
    expect(all.holes).toEqual([]);

    const n = hashes.length;
    const some = [...new Set([1, 2, 3, 7, 11, 15, 19, 20, 27, n - 5, n - 1])]
      .filter((i) => i < n)
      .sort((a, b) => a - b);
    const part = await decode(video, some);
    expect(part.indices).toEqual(some);
    expect(part.hashes).toEqual(some.map((i) => hashes[i]));
    for (const index of new Set([n - 1, Math.floor(n * 0.55), Math.floor(n * 0.7)])) {
      const frame = await readFrame(video, index);
      expect({ index: frame.index, pts: frame.pts, hash: hash(frame.rgb) }).toEqual({
        index,
        pts: video.pts[index],
        hash: hashes[index],
      });
    }
  });
});

async function decode(video: Video, frames?: readonly number[]) {
  const indices: number[] = [];
  const hashes: string[] = [];
  const holes: Hole[] = [];
  for await (const frame of decodeFrames(video, { frames, onHole: (hole) => holes.push(hole) })) {
    indices.push(frame.index);
    hashes.push(hash(frame.rgb));
  }
  return { indices, hashes, holes };
}

function hash(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('base64');
}

/** Turns an upright film by 90 degrees clockwise: only the matrix in its track header is changed. */
async function rotated(path: string, name: string): Promise<string> {
  const bytes = await readFile(path);
  const matrixAt = bytes.indexOf('tkhd') + 44;
  [0, 0x10000, 0, -0x10000, 0, 0, 64 << 16, 0, 0x40000000].forEach((value, i) => {
    bytes.writeInt32BE(value, matrixAt + i * 4);
  });
  await writeFile(drawn.path(name), bytes);
  return drawn.path(name);
}
