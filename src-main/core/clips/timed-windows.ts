import type { Rational, VideoWindow } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import { requireCount, windowStarts } from './windows.ts';

/** How a video is sampled at a model's frame rate instead of every r-th frame. */
export interface TimedPlan {
  /** Presentation times in units of timeBase, ascending, at least one. */
  readonly pts: Float64Array;
  readonly timeBase: Rational;
  /** Duration of the last frame in units of timeBase. */
  readonly lastDuration: number;
  /** Frames the model takes, T. */
  readonly numFrames: number;
  /** Sampled frames per second, > 0. */
  readonly fps: number;
  /** Ideal times between the starts of neighbouring windows, >= 1: the stride is strideSamples / fps seconds. */
  readonly strideSamples: number;
}

/**
 * Sliding windows over time: the rule of `planWindows` on a grid of ideal times k / fps seconds after the first frame,
 * where each ideal time stands for the frame being shown at that time. A video as long as n ideal times gives the
 * windows of n frames at sampling rate 1.
 *
 * @returns windows by ascending start; frames ascend and repeat where the video is slower than the model. The span
 *   [startFrame, endFrame) is from the window's first frame to the frame shown at its end; the last one ends with the
 *   video.
 * @throws AppError 'request.invalid' when a count or the rate is not usable.
 */
export function planTimedWindows(plan: TimedPlan): VideoWindow[] {
  const grid = gridOf(plan);
  return grid.starts.map((start) => windowFrom(plan, grid, start));
}

/** One of `planTimedWindows`, without the others; undefined for an index that has none. @throws AppError as that. */
export function planTimedWindow(plan: TimedPlan, index: number): VideoWindow | undefined {
  const grid = gridOf(plan);
  const start = grid.starts[index];
  return start === undefined ? undefined : windowFrom(plan, grid, start);
}

/** The ideal times that windows are laid over. */
interface TimeGrid {
  readonly ticksPerSample: number;
  readonly sampleCount: number;
  /** Ideal times at which windows start. */
  readonly starts: readonly number[];
}

function gridOf({ pts, timeBase, lastDuration, numFrames, fps, strideSamples }: TimedPlan): TimeGrid {
  requireCount('numFrames', numFrames);
  requireCount('strideSamples', strideSamples);
  if (!(fps > 0) || !Number.isFinite(fps)) throw new AppError('request.invalid', `fps is ${fps}; it must be above 0.`);
  requireCount('frameCount', pts.length);
  const ticksPerSample = timeBase.den / timeBase.num / fps;
  const durationTicks = pts.at(-1)! + lastDuration - pts[0]!;
  const sampleCount = Math.max(1, Math.ceil(durationTicks / ticksPerSample - 1e-9));
  return { ticksPerSample, sampleCount, starts: windowStarts(sampleCount, numFrames, strideSamples) };
}

function windowFrom({ pts, numFrames }: TimedPlan, grid: TimeGrid, start: number): VideoWindow {
  const { ticksPerSample, sampleCount } = grid;
  const frameAt = (sample: number) => frameShownAt(pts, pts[0]! + sample * ticksPerSample);
  const end = start + numFrames;
  const frames = Array.from({ length: numFrames }, (_, i) => frameAt(Math.min(start + i, sampleCount - 1)));
  const endFrame = end >= sampleCount ? pts.length : Math.max(frameAt(end), frames.at(-1)! + 1);
  return { startFrame: frames[0]!, endFrame, frames, repeatsLastFrame: end > sampleCount };
}

/**
 * Index of the frame being shown at a time: the last one with pts <= time, and the first frame before that.
 *
 * @param pts ascending, at least one; @param time in the same units. Less than a millionth of a tick is rounding.
 */
export function frameShownAt(pts: Float64Array, time: number): number {
  let low = 0;
  let high = pts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pts[middle]! <= time + 1e-6) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
