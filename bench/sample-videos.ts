import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { resolveFfmpeg } from '../src-main/core/video/ffmpeg-binary.ts';

/** Runs the ffmpeg that Timeloupe uses. @returns milliseconds. */
export async function ffmpeg(args: readonly string[]): Promise<number> {
  const { path } = await resolveFfmpeg();
  const start = performance.now();
  const { status, stderr } = spawnSync(path, ['-nostdin', '-v', 'error', ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ffmpeg ${args.join(' ')}: ${stderr}`);
  return performance.now() - start;
}

/** A minute of H.264, 30 frames a second, drawn once and kept. @param size e.g. "640x360" */
export async function minuteOfVideo(scratchDir: string, size: string): Promise<string> {
  const path = join(scratchDir, `minute-${size}.mp4`);
  if (existsSync(path)) return path;
  mkdirSync(scratchDir, { recursive: true });
  const part = join(scratchDir, `part-${size}.mp4`);
  const picture = `testsrc2=size=${size}:rate=30:duration=60,noise=alls=8:allf=t`;
  await ffmpeg(['-y', '-f', 'lavfi', '-i', picture, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-crf', '23', part]);
  renameSync(part, path);
  return path;
}

/** The same minute, over and over, without encoding it again. */
export async function hoursOfVideo(scratchDir: string, size: string, hours: number): Promise<string> {
  const path = join(scratchDir, `hours-${hours}-${size}.mp4`);
  if (existsSync(path)) return path;
  const minute = await minuteOfVideo(scratchDir, size);
  const part = join(scratchDir, `part-hours-${size}.mp4`);
  await ffmpeg(['-y', '-stream_loop', String(60 * hours - 1), '-i', minute, '-c', 'copy', part]);
  renameSync(part, path);
  return path;
}
