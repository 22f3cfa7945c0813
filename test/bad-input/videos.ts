import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveFfmpeg } from '../../src-main/core/video/ffmpeg-binary.ts';
import { type BadInput, demoModel, sampleVideo, writeText } from './case.ts';

const analyze = (dir: string): string[] => ['analyze', join(dir, 'video.mp4'), '--model', demoModel];

/** A wrong file called video.mp4. */
function video(
  name: string,
  write: (path: string) => void | Promise<void>,
  code: BadInput['code'],
  message: string,
): BadInput {
  return { name, make: (dir) => write(join(dir, 'video.mp4')), args: analyze, code, message };
}

export const badVideos: readonly BadInput[] = [
  {
    name: 'no such video',
    args: analyze,
    code: 'video.not_found',
    message: 'There is no video DIR/video.mp4. Check the path.',
  },
  video(
    'an empty video',
    (path) => writeFileSync(path, ''),
    'video.unreadable',
    '"DIR/video.mp4" is empty (0 bytes). Copy or record it again.',
  ),
  video(
    'a text called mp4',
    (path) => writeFileSync(path, 'Once upon a time there was a frame.\n'),
    'video.unreadable',
    '"DIR/video.mp4" is not a video that ffmpeg can read, or its beginning is damaged.',
  ),
  video(
    'a video cut off before its index',
    (path) => writeFileSync(path, readFileSync(sampleVideo).subarray(0, 2000)),
    'video.unreadable',
    '"DIR/video.mp4" is not a video that ffmpeg can read, or its beginning is damaged.',
  ),
  video(
    'sound without pictures',
    sound,
    'video.no_frames',
    '"DIR/video.mp4" has no video stream, only sound or pictures.',
  ),
  {
    name: 'a folder without videos',
    make(dir) {
      mkdirSync(join(dir, 'holiday'));
      writeText(dir, 'holiday/notes.txt', 'sunny');
    },
    args: (dir) => ['analyze', join(dir, 'holiday'), '--model', demoModel],
    code: 'video.not_found',
    message: 'There are no videos in the folder DIR/holiday.',
  },
];

async function sound(path: string): Promise<void> {
  const { path: ffmpeg } = await resolveFfmpeg();
  execFileSync(ffmpeg, ['-v', 'error', '-f', 'lavfi', '-i', 'sine=duration=1', '-c:a', 'aac', '-strict', '-2', path]);
}
