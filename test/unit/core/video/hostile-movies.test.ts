import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeFrames } from '../../../../src-main/core/video/decode.ts';
import { resolveFfmpeg } from '../../../../src-main/core/video/ffmpeg-binary.ts';
import { listPackets } from '../../../../src-main/core/video/packets.ts';
import { probeVideo } from '../../../../src-main/core/video/probe.ts';
import type { Video } from '../../../../src-main/shared/domain.ts';
import { EncodedVideos } from '../../../support/encoded-videos.ts';
import { claimingPictures, withPicturesElsewhere } from '../../../support/mov-boxes.ts';

const drawn = new EncodedVideos();
/** Of another person, which the files below try to show. */
let secret: Video;

beforeAll(async () => {
  secret = await probeVideo(await drawn.draw('secret.mov', ['-c:v', 'mpeg4', '-g', '1'], { frames: 10 }));
});
afterAll(() => drawn.remove());

test('a film whose pictures lie in another file gives none of them', async () => {
  const path = drawn.path('hostile.mov');
  await writeFile(path, withPicturesElsewhere(await readFile(secret.path), secret.path));
  // It would work where ffmpeg is asked to follow.
  expect(await framesIn(path, ['-enable_drefs', '1', '-use_absolute_path', '1'])).toBe(10);
  await expect(probeVideo(path)).rejects.toMatchObject({
    code: 'video.unreadable',
    message: `"${path}" says that its pictures lie in another file, and no file is read but the one that was named. Save it as one self-contained film.`,
  });
  // As a project might claim that it is the film itself.
  await expect(decodedFrom({ ...secret, path })).rejects.toMatchObject({ code: 'video.no_frames' });
});

test('an index of more pictures than memory is given for is not built', async () => {
  const path = drawn.path('claiming.mov');
  await writeFile(path, claimingPictures(await readFile(secret.path), 2 ** 26));
  // Without the limit each of them would be listed.
  await expect(probeVideo(path)).rejects.toMatchObject({
    code: 'video.unreadable',
    message: `"${path}" has a video stream of unknown kind or size (mpeg4).`,
  });
});

test('more packets than a video may have are not listed, and ffmpeg is ended', async () => {
  const ffmpeg = await resolveFfmpeg();
  const listed = (most: number) => listPackets(ffmpeg, secret.path, 0, undefined, most);
  await expect(listed(11)).resolves.toMatchObject({ pts: { length: 10 } });
  await expect(listed(9)).rejects.toMatchObject({
    code: 'video.unreadable',
    message: `"${secret.path}" claims more than 33,554,432 frames. It is damaged, or no video.`,
  });
});

async function framesIn(path: string, options: readonly string[]): Promise<number> {
  const { path: ffmpeg } = await resolveFfmpeg();
  const args = ['-v', 'error', ...options, '-i', path, '-f', 'framecrc', '-'];
  const { stdout } = await promisify(execFile)(ffmpeg, args);
  return stdout.split('\n').filter((line) => /^0,/.test(line)).length;
}

async function decodedFrom(video: Video): Promise<number> {
  let count = 0;
  for await (const frame of decodeFrames(video)) count += frame.index < 0 ? 0 : 1;
  return count;
}
