import { afterAll, expect, test } from 'vitest';
import { open } from 'node:fs/promises';
import { containerType, HEAD_BYTES } from '../../../../src-main/core/video/container-type.ts';
import { EncodedVideos } from '../../../support/encoded-videos.ts';

const videos = new EncodedVideos();
afterAll(() => videos.remove());

test.each([
  ['a.mp4', ['-c:v', 'mpeg4'], 'video/mp4'],
  ['a.mov', ['-c:v', 'mjpeg'], 'video/quicktime'],
  ['a.mkv', ['-c:v', 'mpeg4'], 'video/x-matroska'],
  ['a.webm', ['-c:v', 'libvpx'], 'video/webm'],
  ['a.avi', ['-c:v', 'mpeg4'], 'video/x-msvideo'],
  ['a.ts', ['-c:v', 'mpeg2video'], 'video/mp2t'],
  ['a.mpg', ['-c:v', 'mpeg2video'], 'video/mpeg'],
  ['a.flv', ['-c:v', 'flv'], 'video/x-flv'],
  ['a.wmv', ['-c:v', 'wmv2'], 'video/x-ms-wmv'],
] as const)('%s, whatever it is called', async (name, encoding, type) => {
  if (!(await videos.canEncode(encoding[1]))) {
    console.warn(`${name}: this ffmpeg has no encoder ${encoding[1]}; left out`);
    return;
  }
  const file = await open(await videos.draw(name, encoding, { frames: 5 }), 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  await file.close();
  expect(containerType(buffer.subarray(0, bytesRead))).toBe(type);
});

test('what is none of them has no type', () => {
  for (const text of ['<!DOCTYPE html>', 'root:x:0:0:root:/root:/bin/sh\n'.repeat(50), `G${'G'.padStart(188)}`, '']) {
    expect(containerType(Buffer.from(text))).toBeNull();
  }
  expect(containerType(Buffer.from('OggS'))).toBe('video/ogg');
  expect(containerType(Buffer.from('\0\0\0\x08wide'))).toBe('video/quicktime');
});
