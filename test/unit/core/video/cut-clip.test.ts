import { existsSync, symlinkSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { Frame, Video } from '../../../../src-main/shared/domain.ts';
import { cutClip } from '../../../../src-main/core/video/cut-clip.ts';
import type { Span } from '../../../../src-main/shared/records.ts';
import { decodeFrames } from '../../../../src-main/core/video/decode.ts';
import { probeVideo } from '../../../../src-main/core/video/probe.ts';
import { EncodedVideos } from '../../../support/encoded-videos.ts';

const drawn = new EncodedVideos();
afterAll(() => drawn.remove());

const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '12'];
const B_FRAMES = ['-bf', '2', '-b_strategy', '0'];

const SOURCES: Record<string, () => Promise<string>> = {
  'H.264 with B-frames': () => drawn.draw('b.mp4', [...H264, ...B_FRAMES]),
  'open groups of pictures': () => drawn.draw('open.mp4', [...H264, ...B_FRAMES, '-x264-params', 'open-gop=1']),
  'refreshed columns instead of key frames': () =>
    drawn.draw('refresh.mp4', [...H264, '-x264-params', 'intra-refresh=1']),
  'variable frame rate': () => drawn.draw('vfr.mkv', [...H264, ...B_FRAMES], { filter: 'setpts=(N+floor(N/3))/25/TB' }),
  'a start that is not 0': async () => {
    await drawn.draw('plain.ts', [...H264, '-output_ts_offset', '17']);
    return drawn.path('plain.ts');
  },
  'an edit list that starts between key frames': async () => {
    await drawn.draw('whole.mp4', [...H264, ...B_FRAMES]);
    await drawn.ffmpeg('-ss', '0.8', '-i', 'whole.mp4', '-c', 'copy', 'edited.mp4');
    return drawn.path('edited.mp4');
  },
  'no times at all (AVI)': () => drawn.draw('plain.avi', ['-c:v', 'mpeg4']),
  'an odd size': () => drawn.draw('odd.mp4', ['-c:v', 'libx264', '-pix_fmt', 'yuv444p'], { size: '97x65' }),
};

describe.each(Object.entries(SOURCES))('a clip of %s', (_, make) => {
  test('has exactly the frames of its span, as far apart', async () => {
    const source = await probeVideo(await make());
    const frames: Frame[] = [];
    for await (const frame of decodeFrames(source)) frames.push(frame);
    for (const span of [
      { startFrame: 17, endFrame: 25 },
      { startFrame: 0, endFrame: 5 },
      { startFrame: source.pts.length - 1, endFrame: source.pts.length },
    ]) {
      const out = drawn.path('clip.mp4');
      const cut = await cutClip(source, { span, out, shortEdgePx: null });
      expect(cut).toEqual({ frameCount: span.endFrame - span.startFrame, isExact: true });
      const clip = await probeVideo(out);
      expect(clip.pts[0]).toBe(0);
      expect(secondsBetween(clip, 0)).toBeCloseTo(secondsBetween(source, span.startFrame, span.endFrame - 1), 3);
      await expectSamePictures(frames, span, clip);
    }
  });
});

test('a clip is made smaller and never larger', async () => {
  const source = await probeVideo(await drawn.draw('size.mp4', H264));
  const span = { startFrame: 3, endFrame: 6 };
  const out = drawn.path('size-clip.mp4');
  await cutClip(source, { span, out, shortEdgePx: 32 });
  expect(await probeVideo(out)).toMatchObject({ widthPx: 48, heightPx: 32 });
  await cutClip(source, { span, out, shortEdgePx: 256 });
  expect(await probeVideo(out)).toMatchObject({ widthPx: 96, heightPx: 64 });
});

test('frames that do not decode are missed', async () => {
  const source = await probeVideo(await drawn.draw('gap.mp4', H264));
  const short = { ...source, pts: source.pts.slice(), keyframes: Uint32Array.of() };
  short.pts[10] = (short.pts[9]! + short.pts[10]!) / 2;
  const cut = await cutClip(short, { span: { startFrame: 8, endFrame: 12 }, out: drawn.path('gap-clip.mp4'), shortEdgePx: null }); // prettier-ignore
  expect(cut.isExact).toBe(false);
});

test.skipIf(!existsSync('/dev/full'))('a full disk is told as such (needs /dev/full)', async () => {
  const source = await probeVideo(await drawn.draw('room.mp4', H264));
  const out = drawn.path('full.mp4');
  symlinkSync('/dev/full', out);
  const cut = cutClip(source, { span: { startFrame: 3, endFrame: 6 }, out, shortEdgePx: null });
  await expect(cut).rejects.toMatchObject({ code: 'ENOSPC' });
});

function secondsBetween({ pts, timeBase }: Video, from: number, to = pts.length - 1): number {
  return ((pts[to]! - pts[from]!) * timeBase.num) / timeBase.den;
}

/** Encoding changes pixels a little; another frame of the test picture differs by more. */
async function expectSamePictures(frames: readonly Frame[], span: Span, clip: Video) {
  let index = span.startFrame;
  for await (const frame of decodeFrames(clip)) {
    const same = difference(frames[index]!, frame);
    const other = difference(frames[index < 12 ? index + 12 : index - 12]!, frame);
    expect(same, `frame ${index}`).toBeLessThan(other * 0.6);
    index++;
  }
  expect(index).toBe(span.endFrame);
}

function difference(source: Frame, { rgb, widthPx, heightPx }: Frame): number {
  return meanDifference(cropped(source, widthPx, heightPx), rgb);
}

function cropped({ rgb, widthPx }: { rgb: Uint8Array; widthPx: number }, width: number, height: number): Uint8Array {
  const rows = Array.from({ length: height }, (_, y) => rgb.subarray(y * widthPx * 3, (y * widthPx + width) * 3));
  return Buffer.concat(rows);
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}
