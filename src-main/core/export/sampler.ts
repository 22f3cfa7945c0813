import type { Sampler } from '../../shared/protocol/export-methods.ts';
import { counted } from './words.ts';

/** What a checkpoint's training code draws from a clip. */
export interface Drawing {
  /** T. */
  readonly frames: number;
  /** Frames from one sampled frame to the next; with the dense sampler at 30 frames a second. */
  readonly rate: number;
}

/** A clip as a sampler takes it. */
export interface Drawn {
  /** T indices into the clip, ascending; some may come again. */
  readonly frames: readonly number[];
  /** How often the last frame comes besides its first time; of the uniform sampler any frame. */
  readonly repeats: number;
  /** How much of what the sample spans the clip fills, 0..1. */
  readonly coverage: number;
}

/** TimeSformer's loaders count in frames of a video of so many a second. */
const TARGET_FPS = 30;
/** A clip that fills less of its sample is worth a remark of its own. */
export const LITTLE_COVERAGE = 0.5;

/**
 * The frames that a trainer takes from a clip.
 * dense: as timesformer.datasets.kinetics, which spans T x rate frames of 30 a second, here in the middle of the clip
 * (in training the place is drawn, in the mean it is the middle): T times evenly spread over the span, cut to whole
 * frames and clamped to the clip. checkpoint: as Timeloupe takes a window of the model, T frames `rate` apart whatever
 * the frame rate, in the middle, clamped. uniform: the middles of T equal parts, as datasets.ssv2 in validation.
 *
 * @param length of the clip, at least 1. @param fps of the clip.
 */
export function draw(sampler: Sampler, drawing: Drawing, length: number, fps: number): Drawn {
  const frames = framesOf(sampler, drawing, length, fps);
  const spanned = sampler === 'uniform' ? length : sampler === 'dense' ? denseSpan(drawing, fps) : windowSpan(drawing);
  return { frames, repeats: frames.length - new Set(frames).size, coverage: Math.min(1, length / spanned) };
}

/** How many of a clip's frames a dense sample spans; not a whole number. */
function denseSpan({ frames, rate }: Drawing, fps: number): number {
  return ((rate * frames) / TARGET_FPS) * fps;
}

/** From the first to behind the last frame that a window takes. */
function windowSpan({ frames, rate }: Drawing): number {
  return (frames - 1) * rate + 1;
}

function framesOf(sampler: Sampler, drawing: Drawing, length: number, fps: number): number[] {
  const frameAt = {
    dense: (i: number) => denseFrame(drawing, i, length, fps),
    uniform: (i: number) => uniformFrame(drawing, i, length),
    checkpoint: (i: number) => windowFrame(drawing, i, length),
  }[sampler];
  return Array.from({ length: drawing.frames }, (_, i) => frameAt(i));
}

function denseFrame(drawing: Drawing, i: number, length: number, fps: number): number {
  const span = denseSpan(drawing, fps);
  const start = Math.max(0, length - span) / 2;
  // A span of less than a frame would run backwards.
  const at = drawing.frames === 1 ? start : start + (i * Math.max(0, span - 1)) / (drawing.frames - 1);
  return Math.min(Math.max(0, Math.trunc(at)), length - 1);
}

function windowFrame(drawing: Drawing, i: number, length: number): number {
  const start = Math.max(0, Math.floor((length - windowSpan(drawing)) / 2));
  return Math.min(start + i * drawing.rate, length - 1);
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

/** "dense sampler, 8 × 32" */
export function samplerName(sampler: Sampler, { frames, rate }: Drawing): string {
  if (sampler === 'uniform') return `uniform sampler, ${frames} frames`;
  return sampler === 'dense' ? `dense sampler, ${frames} × ${rate}` : `window of the model, ${frames} × ${rate}`;
}

/** What is wrong with how a clip will be drawn, as sentences without their stop. */
export function drawingWarnings(sampler: Sampler, { repeats, coverage }: Drawn): string[] {
  const warnings: string[] = [];
  if (repeats > 0 && sampler === 'uniform') {
    warnings.push(`${counted(repeats, 'frame')} drawn again`);
  } else if (repeats > 0) {
    warnings.push(`last frame repeated ${repeats} ${repeats === 1 ? 'time' : 'times'}`);
  }
  if (coverage < LITTLE_COVERAGE) {
    warnings.push(`label covers ${Math.max(1, Math.round(coverage * 100))} % of the sample`);
  }
  return warnings;
}
