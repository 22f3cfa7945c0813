import type { Frame } from '../shared/domain.ts';
import { AppError } from '../shared/errors.ts';
import { decodeFrames } from '../core/video/decode.ts';
import { probeVideo } from '../core/video/probe.ts';

/** Which frames of a video make a clip. */
export interface ClipOptions {
  /** Frames of the clip, T: config.num_frames. */
  readonly num_frames: number;
  /** Index of the first frame, in presentation order: 0. */
  readonly start?: number;
  /** Frames from one to the next. Unless given, they are spread evenly over what follows `start`. */
  readonly frame_sample_rate?: number;
}

/**
 * Reads a clip of a video with ffmpeg, which must be on the machine (or its path in TIMELOUPE_FFMPEG). Where the video
 * is too short for the rate, its last frame is repeated.
 *
 * @returns T frames, ready for TimesformerImageProcessor.
 * @throws AppError 'request.invalid' for a start or a number that is out of range, 'video.unreadable' where one of the
 *   frames does not decode; 'video.not_found', 'video.no_frames', 'ffmpeg.missing' or 'ffmpeg.failed'.
 */
export async function readClip(path: string, options: ClipOptions): Promise<readonly Frame[]> {
  const { start = 0 } = options;
  requireWhole('num_frames', options.num_frames, 1);
  requireWhole('start', start, 0);
  if (options.frame_sample_rate !== undefined) requireWhole('frame_sample_rate', options.frame_sample_rate, 1);
  const video = await probeVideo(path);
  const total = video.pts.length;
  if (start >= total) throw new AppError('request.invalid', `start is ${start}, but "${path}" has ${total} frames.`);
  const indices = indicesOf(options.num_frames, start, total, options.frame_sample_rate);
  const byIndex = new Map<number, Frame>();
  for await (const frame of decodeFrames(video, { frames: [...new Set(indices)] })) byIndex.set(frame.index, frame);
  return indices.map((index) => {
    const frame = byIndex.get(index);
    if (frame) return frame;
    throw new AppError('video.unreadable', `Frame ${index} of "${path}" does not decode. Choose another start.`);
  });
}

function indicesOf(count: number, start: number, total: number, rate: number | undefined): number[] {
  return Array.from({ length: count }, (_, i) =>
    rate === undefined ? start + Math.floor((i * (total - start)) / count) : Math.min(start + i * rate, total - 1),
  );
}

function requireWhole(name: string, value: number, min: number): void {
  if (Number.isSafeInteger(value) && value >= min) return;
  throw new AppError('request.invalid', `${name} is ${value}; it takes a whole number, ${min} or more.`);
}
