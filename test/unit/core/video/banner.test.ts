import { expect, test } from 'vitest';
import { parseBanner } from '../../../../src-main/core/video/banner.ts';

const OLD = `
[info] Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:fire.mp4':
[info]   Duration: 00:00:02.38, start: 0.000000, bitrate: 5996 kb/s
[info]     Stream #0:0(eng): Video: h264 (Baseline) (avc1 / 0x31637661), yuv420p, 1280x720, 4513 kb/s, SAR 64:51 DAR 16:9, 10.51 fps, 90k tbr, 90k tbn, 180k tbc (default)
[info]     Metadata:
[info]       rotate          : 90
[info]     Side data:
[info]       displaymatrix: rotation of -90.00 degrees
[info]     Stream #0:1(eng): Audio: aac (LC) (mp4a / 0x6134706D), 48000 Hz, mono, fltp, 128 kb/s (default)
[info] Output #0, rawvideo, to 'pipe:':
[info]     Stream #0:0(eng): Video: rawvideo, rgb24, 9x9`;

const NEW = `
Input #0, matroska,webm, from 'file:a, from 'b'.mkv':
  Stream #0:0[0x1](und): Video: hevc (Main 10) (hev1 / 0x31766568), yuv420p10le(tv, bt709, progressive), 63x47 [SAR 1:1 DAR 63:47], 25 fps, 25 tbr, 1k tbn (default)
    Side data:
      Display Matrix: rotation of 90.00 degrees
    Metadata:
      title           : Stream #0:7: Video: fake, fake, 9x9
  Stream #0:1: Video: png, rgba(pc, gbr/unknown/unknown), 600x600, 90k tbr, 90k tbn (attached pic)
  Stream #0:2[0x2]: Audio: aac (LC)
    Side data:
      Display Matrix: rotation of 180.00 degrees`;

test.each([
  [
    'a build of 2018',
    OLD,
    'mov,mp4,m4a,3gp,3g2,mj2',
    [
      {
        index: 0,
        codec: 'h264',
        pixelFormat: 'yuv420p',
        codedWidthPx: 1280,
        codedHeightPx: 720,
        sampleAspectRatio: { num: 64, den: 51 },
        rotationDeg: 90,
        isAttachedPicture: false,
      },
    ],
  ],
  [
    'a new one',
    NEW,
    'matroska,webm',
    [
      {
        index: 0,
        codec: 'hevc',
        pixelFormat: 'yuv420p10le',
        codedWidthPx: 63,
        codedHeightPx: 47,
        sampleAspectRatio: { num: 1, den: 1 },
        rotationDeg: 270,
        isAttachedPicture: false,
      },
      { index: 1, codec: 'png', pixelFormat: 'rgba', codedWidthPx: 600, rotationDeg: 0, isAttachedPicture: true },
    ],
  ],
  ['nothing recognised', '[error] file:x: Invalid data found when processing input', undefined, []],
])('the banner of %s', (_, text, format, videoStreams) => {
  expect(parseBanner(text.split('\n'))).toMatchObject({ format, videoStreams });
});
