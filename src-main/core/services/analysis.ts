import type { AnalysisSettings } from '../../shared/analysis-document.ts';
import type { Hole, Video, VideoWindow } from '../../shared/domain.ts';
import type { Manifest } from '../../shared/manifest.ts';
import { prefetched } from '../base/prefetch.ts';
import { scoresFromLogits } from '../timeline/scores.ts';
import { batchesFrom, type Clip, clipsFrom, openVideo } from './analysis/clips.ts';
import type { ModelRunner, WindowOutput } from './analysis/model-runner.ts';
import type { Platform } from './platform.ts';
import { type Sampling, samplingFrom, windowsOf } from './analysis/sampling.ts';

/** Batches that are decoded and resized ahead of the model. */
const BATCHES_AHEAD = 2;

/** A window with its place in the plan of its video, from 0. */
export interface PlannedWindow extends VideoWindow {
  readonly index: number;
}

/** A video, and the windows that are laid over it, by ascending start. */
export interface VideoPlan {
  readonly video: Video;
  readonly sampling: Sampling;
  readonly windows: readonly PlannedWindow[];
}

/**
 * Opens a video and lays windows over it.
 *
 * @throws AppError as probeVideo does.
 */
export async function planVideo(
  path: string,
  options: {
    readonly manifest: Manifest;
    readonly settings: AnalysisSettings;
    readonly platform: Platform;
    readonly signal: AbortSignal;
  },
): Promise<VideoPlan> {
  const { manifest, settings, platform, signal } = options;
  const video = await openVideo(path, platform, signal);
  const sampling = samplingFrom(settings, manifest, video);
  return { video, sampling, windows: plannedWindows(video, manifest, sampling) };
}

/** The windows of a video with their places. */
export function plannedWindows(video: Video, { input }: Manifest, sampling: Sampling): PlannedWindow[] {
  return windowsOf(video, input.frames, sampling).map((window, index) => ({ ...window, index }));
}

/** What the pipeline needs besides the video. */
export interface PipelineContext {
  readonly runner: ModelRunner;
  readonly manifest: Manifest;
  /** Windows in one run of the model. */
  readonly batch: number;
  /** Once aborted, the batch in hand is finished and no further one begun. */
  readonly signal: AbortSignal;
  readonly onHole: (hole: Hole) => void;
  /** As DecodeOptions. */
  readonly onDamage?: (soFar: Hole) => void;
  /** Windows that are decoded and not computed; by default none. */
  readonly isDone?: (index: number) => boolean;
}

/** One window and what the model makes of it. */
export interface PredictedWindow {
  /** Its `frames` are those that the model was really given. */
  readonly window: PlannedWindow;
  /** Planned frames that did not decode. */
  readonly missing: readonly number[];
  readonly output: WindowOutput;
  /** K values. */
  readonly scores: Float32Array;
}

/** Windows of one run of the model, in order, and where the time went. */
export interface PredictedBatch {
  readonly windows: readonly PredictedWindow[];
  readonly inferenceMs: number;
  /** The model stood idle for want of decoded frames. */
  readonly waitedMs: number;
}

/**
 * Video file → frames → clips → model → scores. The only place that knows the order. Decoding and resizing run ahead
 * while the model computes, and no more than a few batches are held, however long the video. A window of which no
 * frame decodes is left out.
 *
 * @param windows by ascending start.
 * @throws AppError as clipsFrom and ModelRunner.run do.
 */
export async function* predictedWindows(
  video: Video,
  windows: readonly PlannedWindow[],
  context: PipelineContext,
): AsyncGenerator<PredictedBatch> {
  const { runner, manifest, batch: size, signal, isDone } = context;
  const onHole = (hole: Hole) => {
    // A decoder that is being stopped leaves frames out: that is no hole of the video.
    if (!signal.aborted) context.onHole(hole);
  };
  const clips = clipsFrom(video, windows, manifest, { signal, onHole, onDamage: context.onDamage });
  const wanted = isDone ? undone(clips, isDone) : clips;
  let sinceMs = performance.now();
  for await (const batch of prefetched(batchesFrom(wanted, size), BATCHES_AHEAD)) {
    const waitedMs = performance.now() - sinceMs;
    const { windows: outputs, elapsedMs } = await runner.run(batch.pixels, batch.clips.length);
    yield {
      windows: batch.clips.map(({ window, missing }, i) => {
        const output = outputs[i]!;
        return { window, missing, output, scores: scoresFromLogits(output.logits, manifest.problemType) };
      }),
      inferenceMs: elapsedMs,
      waitedMs,
    };
    if (signal.aborted) return;
    sinceMs = performance.now();
  }
}

async function* undone(
  clips: AsyncIterable<Clip<PlannedWindow>>,
  isDone: (index: number) => boolean,
): AsyncGenerator<Clip<PlannedWindow>> {
  for await (const clip of clips) if (!isDone(clip.window.index)) yield clip;
}
