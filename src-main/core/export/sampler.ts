import type { Sampler } from '../../shared/protocol/export-methods.ts';

/** What a checkpoint's training code draws from a clip. */
export interface Drawing {
  /** T. */
  readonly frames: number;
  /** Frames from one sampled frame to the next, at 30 frames a second. */
  readonly rate: number;
}

/** TimeSformer's loaders count in frames of a video of so many a second. */
const TARGET_FPS = 30;
/** A clip of which the sample repeats more than this share is worth a remark of its own. */
const HALF = 0.5;

/** How many of a clip's frames a dense sample spans. @param fps of the clip. */
export function denseSpan({ frames, rate }: Drawing, fps: number): number {
  return ((rate * frames) / TARGET_FPS) * fps;
}

/**
 * The frames that a trainer takes from a clip, as indices into it, ascending; the last one may come again.
 * dense: as timesformer.datasets.kinetics draws at its earliest, frames `span / (T - 1)` apart and cut to whole ones;
 * a clip shorter than the span gives its last frame again. uniform: the middles of T equal parts, as datasets.ssv2 in
 * validation.
 *
 * @param length of the clip, at least 1.
 */
export function drawnFrames(sampler: Sampler, drawing: Drawing, length: number, fps: number): number[] {
  return Array.from({ length: drawing.frames }, (_, i) =>
    sampler === 'dense' ? denseFrame(drawing, i, length, fps) : uniformFrame(drawing, i, length),
  );
}

function denseFrame(drawing: Drawing, i: number, length: number, fps: number): number {
  const last = denseSpan(drawing, fps) - 1;
  const at = drawing.frames === 1 ? 0 : (i * last) / (drawing.frames - 1);
  return Math.min(Math.max(0, Math.trunc(at)), length - 1);
}

function uniformFrame({ frames }: Drawing, i: number, length: number): number {
  const part = (length - 1) / frames;
  return Math.floor((roundHalfToEven(part * i) + roundHalfToEven(part * (i + 1))) / 2);
}

/** As numpy rounds. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** What is wrong with how a clip will be drawn, as sentences without their stop. */
export function drawingWarnings(sampler: Sampler, drawing: Drawing, length: number, fps: number): string[] {
  const drawn = drawnFrames(sampler, drawing, length, fps);
  const repeats = drawn.length - new Set(drawn).size;
  const warnings: string[] = [];
  if (sampler === 'dense') {
    if (repeats > 0) warnings.push(`last frame repeated ${repeats} ${repeats === 1 ? 'time' : 'times'}`);
    const share = length / denseSpan(drawing, fps);
    if (share < HALF) warnings.push(`label covers ${Math.max(1, Math.round(share * 100))} % of the sample`);
  } else if (repeats > 0) {
    warnings.push(`${repeats} frames are drawn twice`);
  }
  return warnings;
}
