import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, expect, test, vi } from 'vitest';
import { decodeFrames } from '../../../../src-main/core/video/decode.ts';
import { probeVideo } from '../../../../src-main/core/video/probe.ts';
import type { Frame, Hole } from '../../../../src-main/shared/domain.ts';
import { AppError, type ErrorCode } from '../../../../src-main/shared/errors.ts';
import { EncodedVideos } from '../../../support/encoded-videos.ts';

const drawn = new EncodedVideos();
afterAll(() => drawn.remove());

const MPEG4 = ['-c:v', 'mpeg4', '-g', '12'];

interface BadFile {
  readonly name: string;
  readonly make: (path: string) => Promise<unknown>;
  readonly code: ErrorCode;
  readonly says: string;
}

const BAD: readonly BadFile[] = [
  {
    name: 'missing.mp4',
    make: () => Promise.resolve(),
    code: 'video.not_found',
    says: 'There is no video at "PATH". Check the path.',
  },
  {
    name: 'folder.mp4',
    make: (path) => mkdir(path),
    code: 'video.unreadable',
    says: '"PATH" is a folder, not a video. Name a file in it.',
  },
  {
    name: 'empty.webm',
    make: (path) => writeFile(path, ''),
    code: 'video.unreadable',
    says: '"PATH" is empty (0 bytes). Copy or record it again.',
  },
  {
    name: 'text.mp4',
    make: (path) => writeFile(path, 'This is not a video.\n'.repeat(50)),
    code: 'video.unreadable',
    says: '"PATH" is not a video that ffmpeg can read, or its beginning is damaged.',
  },
  {
    name: 'text.txt',
    make: (path) => writeFile(path, 'This is not a video.\n'.repeat(50)),
    code: 'video.unreadable',
    says: '"PATH" is a text, not a video.',
  },
  {
    name: 'noise.mp4',
    make: (path) =>
      writeFile(
        path,
        Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3)) & 255),
      ),
    code: 'video.unreadable',
    says: '"PATH" is not a video that ffmpeg can read, or its beginning is damaged.',
  },
  {
    name: 'picture.mp4',
    make: async (path) => {
      await drawn.ffmpeg('-f', 'lavfi', '-i', 'testsrc2=size=32x32', '-frames:v', '1', 'picture.png');
      await writeFile(path, await readFile(drawn.path('picture.png')));
    },
    code: 'video.unreadable',
    says: '"PATH" is a picture (png_pipe), not a video.',
  },
  {
    name: 'playlist.m3u8',
    make: (path) =>
      writeFile(path, '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://localhost/a.ts\n#EXT-X-ENDLIST\n'),
    code: 'video.unreadable',
    says: '"PATH" is a playlist (hls). Name the video file itself.',
  },
  {
    name: 'sound.mp4',
    make: (path) => drawn.ffmpeg('-f', 'lavfi', '-i', 'sine=duration=0.2', '-strict', '-2', path),
    code: 'video.no_frames',
    says: '"PATH" has no video stream, only sound or pictures.',
  },
  {
    name: 'cut.mp4',
    make: async (path) => {
      const whole = await readFile(await drawn.draw('whole.mp4', MPEG4));
      await writeFile(path, whole.subarray(0, whole.length / 2));
    },
    code: 'video.unreadable',
    says: '"PATH" is cut short: the index at its end (moov) is missing. Copy or record it again.',
  },
];

test.each(BAD)('$name is refused with one clear message', async ({ name, make, code, says }) => {
  const path = drawn.path(name);
  await make(path);
  const error: unknown = await probeVideo(path).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code, message: says.replace('PATH', path) });
});

test('a file cut behind its index gives the frames there are and a hole for the rest', async () => {
  const whole = await readFile(await drawn.draw('front.mp4', [...MPEG4, '-movflags', 'faststart']));
  const path = drawn.path('cut-behind.mp4');
  await writeFile(path, whole.subarray(0, Math.floor(whole.length * 0.7)));
  const video = await probeVideo(path);
  const holes: Hole[] = [];
  const indices = await indicesOf(decodeFrames(video, { onHole: (hole) => holes.push(hole) }));
  expect(video.pts.length).toBeGreaterThan(20);
  expect(indices.length).toBeLessThanOrEqual(video.pts.length);
  const missing = video.pts.length - indices.length;
  expect(holes.some((hole) => hole.toFrame > indices.at(-1)!) || missing === 0).toBe(true);
});

test('a picture that changes its size on the way keeps the size announced, and says so', async () => {
  const MPEG2 = ['-c:v', 'mpeg2video', '-g', '5', '-q:v', '2'];
  const first = await readFile(await drawn.draw('wide.ts', MPEG2, { frames: 10 }));
  const later = [...MPEG2, '-output_ts_offset', '0.4'];
  const second = await readFile(await drawn.draw('narrow.ts', later, { frames: 10, size: '64x48' }));
  await writeFile(drawn.path('both.ts'), Buffer.concat([first, second]));
  const video = await probeVideo(drawn.path('both.ts'));
  expect(video).toMatchObject({ widthPx: 96, heightPx: 64 });
  const holes: Hole[] = [];
  const sizes: number[] = [];
  for await (const { rgb } of decodeFrames(video, { onHole: (hole) => holes.push(hole) })) sizes.push(rgb.length);
  expect(sizes).toEqual(new Array(video.pts.length).fill(96 * 64 * 3));
  expect(sizes.length).toBeGreaterThan(15);
  const reason = "The picture's size changes to 64x48 here; it was scaled to the video's.";
  expect(holes).toContainEqual({ fromFrame: video.pts.length - 10, toFrame: video.pts.length, reason });
});

test.each([[[3, 2]], [[1, 1]], [[-1]], [[50]], [[0.5]]])('indices %j are refused', async (frames) => {
  const video = await probeVideo(await drawn.draw('good.mp4', MPEG4));
  await expect(indicesOf(decodeFrames(video, { frames }))).rejects.toMatchObject({ code: 'request.invalid' });
});

test('leaving the loop, an abort before and an abort during it all end ffmpeg', async () => {
  const video = await probeVideo(await drawn.draw('long.mp4', MPEG4, { frames: 500 }));
  for await (const frame of decodeFrames(video)) if (frame.index === 3) break;
  await vi.waitFor(() => expect(runningProcesses()).toBe(0));

  const stopped = decodeFrames(video, { signal: AbortSignal.abort() });
  await expect(indicesOf(stopped)).rejects.toMatchObject({ code: 'cancelled' });

  const abort = new AbortController();
  const cut = async () => {
    for await (const frame of decodeFrames(video, { signal: abort.signal })) if (frame.index === 5) abort.abort();
  };
  await expect(cut()).rejects.toMatchObject({ code: 'cancelled' });
  await vi.waitFor(() => expect(runningProcesses()).toBe(0));
});

test('a slow reader holds ffmpeg back: frames in memory do not grow with the video', async () => {
  const video = await probeVideo(await drawn.draw('big.mp4', MPEG4, { size: '640x480', frames: 500 }));
  const before = process.memoryUsage().arrayBuffers;
  for await (const frame of decodeFrames(video)) {
    if (frame.index < 5) continue;
    await new Promise((resolve) => setImmediate(resolve));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
    if (frame.index === 60) break;
  }
});

async function indicesOf(frames: AsyncIterable<Frame>): Promise<number[]> {
  const indices: number[] = [];
  for await (const frame of frames) indices.push(frame.index);
  return indices;
}

function runningProcesses(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;
}
