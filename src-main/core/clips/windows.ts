import type { VideoWindow } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';

/** How a video is cut into windows; all counts are in frames and at least 1. */
export interface WindowPlan {
  /** Frames of the video, n >= 1. */
  readonly frameCount: number;
  /** Frames the model takes, T. */
  readonly numFrames: number;
  /** Frames between sampled frames, r. */
  readonly samplingRate: number;
  /** Frames between the starts of neighbouring windows. */
  readonly stride: number;
}

/**
 * Sliding windows. With span = T*r: one window at 0 when n <= span; else windows start at 0, stride, 2*stride, ...
 * while start + span <= n, and one more at n - span when the last of them ends before n. Sample i of a window is frame
 * min(start + i*r, n - 1).
 *
 * @returns windows by ascending start; each covers [startFrame, endFrame) = [start, start + span) within the video.
 *   With stride <= span they cover every frame.
 * @throws AppError 'request.invalid' when a count is not a whole number of at least 1.
 */
export function planWindows(plan: WindowPlan): VideoWindow[] {
  return startsOf(plan).map((startFrame) => windowFrom(plan, startFrame));
}

/** One of `planWindows`, without the others; undefined for an index that has none. @throws AppError as planWindows. */
export function planWindow(plan: WindowPlan, index: number): VideoWindow | undefined {
  const startFrame = startsOf(plan)[index];
  return startFrame === undefined ? undefined : windowFrom(plan, startFrame);
}

function startsOf({ frameCount, numFrames, samplingRate, stride }: WindowPlan): number[] {
  const counts = { frameCount, numFrames, samplingRate, stride };
  for (const [name, value] of Object.entries(counts)) requireCount(name, value);
  return windowStarts(frameCount, numFrames * samplingRate, stride);
}

function windowFrom({ frameCount, numFrames, samplingRate }: WindowPlan, startFrame: number): VideoWindow {
  return {
    startFrame,
    endFrame: Math.min(startFrame + numFrames * samplingRate, frameCount),
    frames: Array.from({ length: numFrames }, (_, i) => Math.min(startFrame + i * samplingRate, frameCount - 1)),
    repeatsLastFrame: startFrame + (numFrames - 1) * samplingRate > frameCount - 1,
  };
}

/** Starts of the windows of `span` frames, ascending: 0, stride, ... and the one that ends with the video. */
export function windowStarts(frameCount: number, span: number, stride: number): number[] {
  if (frameCount <= span) return [0];
  const starts: number[] = [];
  for (let start = 0; start + span <= frameCount; start += stride) starts.push(start);
  if (starts.at(-1)! + span < frameCount) starts.push(frameCount - span);
  return starts;
}

/** @throws AppError 'request.invalid' unless the value is a whole number of at least 1. */
export function requireCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new AppError('request.invalid', `${name} is ${value}; it must be a whole number of at least 1.`);
}
