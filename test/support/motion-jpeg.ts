import { readFileSync, writeFileSync } from 'node:fs';
import { drawVideo, type Drawing } from './drawn-video.ts';

/**
 * Draws Motion JPEG in AVI, every frame for itself, and overwrites the data of some frames.
 *
 * @returns its path.
 */
export async function drawMotionJpeg(
  folder: string,
  name: string,
  drawing: Drawing,
  broken: readonly number[],
): Promise<string> {
  const path = await drawVideo(folder, name, drawing, ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-q:v', '3']);
  const bytes = readFileSync(path);
  let at = bytes.indexOf('movi');
  for (let frame = 0; frame < drawing.count; frame++) {
    at = bytes.indexOf('00dc', at + 1);
    const size = bytes.readUInt32LE(at + 4);
    if (broken.includes(frame)) bytes.fill(0, at + 8, at + 8 + size);
    at += 8 + size - 1;
  }
  writeFileSync(path, bytes);
  return path;
}
