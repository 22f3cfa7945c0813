import type { Hole, Video, VideoWindow } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import { createFrameProcessor } from '../../pixels/frame-processor.ts';
import { decodeFrames } from '../../video/decode.ts';
import { probeVideo } from '../../video/probe.ts';
import type { Platform } from '../platform.ts';

/** What the model sees of one window. */
export interface Clip<W extends VideoWindow = VideoWindow> {
  /** `frames` are those that are really in `pixels`. */
  readonly window: W;
  /** Planned frames that did not decode, for which the nearest of the window stands in. */
  readonly missing: readonly number[];
  /** (T, height, width, channels), uint8: the frame processor's output, frame after frame. */
  readonly pixels: Uint8Array;
}

/** Clips that the model computes in one run. */
export interface ClipBatch<W extends VideoWindow = VideoWindow> {
  readonly clips: readonly Clip<W>[];
  /** (clips, T, height, width, channels). */
  readonly pixels: Uint8Array;
}

/** A video with its pts table, kept in the cache. @throws AppError as probeVideo does. */
export function openVideo(path: string, { cacheDir }: Platform, signal: AbortSignal): Promise<Video> {
  return probeVideo(path, { cacheDir, signal });
}

/** How clips are made, and who is told of what does not decode. */
export interface ClipOptions {
  readonly signal: AbortSignal;
  readonly onHole?: (hole: Hole) => void;
  /** As DecodeOptions. */
  readonly onDamage?: (soFar: Hole) => void;
}

/**
 * Decodes what the windows need and turns it into clips; each frame is decoded and resized once, however many
 * windows it is in, and dropped when the last of them is made. A window of which no frame decodes is left out:
 * the hole that is reported says why.
 *
 * @param windows by ascending start.
 * @throws AppError as decodeFrames does; 'config.invalid' where the preprocessing makes pictures of another size
 *   than the model takes.
 */
export async function* clipsFrom<W extends VideoWindow>(
  video: Video,
  windows: readonly W[],
  manifest: Manifest,
  options: ClipOptions,
): AsyncGenerator<Clip<W>> {
  const { signal, onHole, onDamage } = options;
  const processor = processorFor(video, manifest);
  const frames = [...new Set(windows.flatMap((window) => window.frames))].sort((a, b) => a - b);
  const held = new Map<number, Uint8Array>();
  let next = 0;
  const clipsUpTo = function* (frame: number): Generator<Clip<W>> {
    for (; next < windows.length && windows[next]!.frames.at(-1)! <= frame; next++) {
      const clip = clipFrom(windows[next]!, held);
      if (clip) yield clip;
      const needed = windows[next + 1]?.frames[0] ?? Infinity;
      for (const index of held.keys()) if (index < needed) held.delete(index);
    }
  };
  const first = () => windows[next]?.frames[0] ?? Infinity;
  for await (const frame of decodeFrames(video, { frames, signal, onHole, onDamage })) {
    // Frames come in order: a later one says that those before it won't come.
    yield* clipsUpTo(frame.index - 1);
    if (frame.index >= first()) held.set(frame.index, processor.process(frame.rgb));
    yield* clipsUpTo(frame.index);
  }
  yield* clipsUpTo(Infinity);
}

/** @param size clips in a batch; the last one may have fewer. */
export async function* batchesFrom<W extends VideoWindow>(
  clips: AsyncIterable<Clip<W>>,
  size: number,
): AsyncGenerator<ClipBatch<W>> {
  let batch: Clip<W>[] = [];
  for await (const clip of clips) {
    batch.push(clip);
    if (batch.length < size) continue;
    yield { clips: batch, pixels: joined(batch) };
    batch = [];
  }
  if (batch.length > 0) yield { clips: batch, pixels: joined(batch) };
}

function processorFor(video: Video, { preprocessing, input }: Manifest) {
  const processor = createFrameProcessor(video, preprocessing, input.channels);
  if (processor.widthPx === input.width && processor.heightPx === input.height) return processor;
  throw new AppError(
    'config.invalid',
    `The model takes frames of ${input.width} x ${input.height}, but its preprocessing makes them ` +
      `${processor.widthPx} x ${processor.heightPx}. Correct the crop size of its preprocessor_config.json.`,
  );
}

function clipFrom<W extends VideoWindow>(window: W, held: ReadonlyMap<number, Uint8Array>): Clip<W> | null {
  const frames = withStandIns(window.frames, (index) => held.has(index));
  const [any] = frames;
  if (any === undefined) return null;
  const size = held.get(any)!.length;
  const pixels = new Uint8Array(frames.length * size);
  frames.forEach((index, i) => pixels.set(held.get(index)!, i * size));
  const missing = [...new Set(window.frames)].filter((index) => !held.has(index));
  return { window: { ...window, frames }, missing, pixels };
}

/** The frames a model is given: for those that aren't there the nearest that are; none where none is. */
export function withStandIns(frames: readonly number[], isThere: (frame: number) => boolean): number[] {
  const there = frames.filter(isThere);
  return there.length === 0 ? [] : frames.map((index) => nearest(there, index));
}

/** The earlier of two that are equally near. @param indices ascending, at least one. */
function nearest(indices: readonly number[], wanted: number): number {
  return indices.reduce((best, index) => (Math.abs(index - wanted) < Math.abs(best - wanted) ? index : best));
}

function joined(clips: readonly Clip[]): Uint8Array {
  const [only] = clips;
  if (only && clips.length === 1) return only.pixels;
  const size = only?.pixels.length ?? 0;
  const pixels = new Uint8Array(clips.length * size);
  clips.forEach((clip, i) => pixels.set(clip.pixels, i * size));
  return pixels;
}
