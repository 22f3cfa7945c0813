import type { AnalysisSettings, AnalysisWindow } from '../../shared/analysis-document.ts';
import type { Hole, Video } from '../../shared/domain.ts';
import type { Manifest } from '../../shared/manifest.ts';
import { ptsSec } from '../../shared/time.ts';
import { prefetched } from '../base/prefetch.ts';
import { scoresFromLogits, topScores } from '../timeline/scores.ts';
import { segmentsFromScores } from '../timeline/segments.ts';
import { shortFloat, type VideoOpening } from './analysis-writer.ts';
import { batchesFrom, type Clip, clipsFrom, openVideo } from './clips.ts';
import type { ModelRunner, WindowOutput } from './model-runner.ts';
import type { Platform } from './platform.ts';
import { samplingFrom, windowsOf } from './sampling.ts';
import { type VideoOutcome, VideoRecord } from './video-record.ts';

/** Batches that are decoded and resized ahead of the model. */
const BATCHES_AHEAD = 2;

/** What an analysis needs besides the video. */
export interface AnalysisContext {
  readonly runner: ModelRunner;
  readonly manifest: Manifest;
  readonly settings: AnalysisSettings;
  /** Windows in one run of the model. */
  readonly batch: number;
  readonly platform: Platform;
  /** Once aborted, the batch in hand is finished and what is done is kept. */
  readonly signal: AbortSignal;
}

/** Told of each step, in order; awaited, so that a slow listener slows the analysis and nothing piles up. */
export interface AnalysisListener {
  /** Also for a video that can't be opened, whose `opening` then holds nothing but the path. */
  videoOpened?(opening: VideoOpening, video: Video | null): Promise<void> | void;
  windowDone?(
    window: AnalysisWindow,
    counts: { readonly done: number; readonly planned: number },
  ): Promise<void> | void;
  videoEnded?(outcome: VideoOutcome): Promise<void> | void;
}

/**
 * Video file → frames → clips → model → scores → timeline. The only file that knows the order. Decoding and
 * resizing run ahead while the model computes, and no more than a few batches are held, however long the video.
 * A failure or a stop is in the outcome, beside the windows that were done by then.
 */
export async function analyzeVideo(
  path: string,
  context: AnalysisContext,
  listener: AnalysisListener,
): Promise<VideoOutcome> {
  const record = new VideoRecord(path);
  try {
    await analyzeInto(record, context, listener);
  } catch (error) {
    if (!context.signal.aborted) record.failed(error);
    if (!record.isOpened) await listener.videoOpened?.(record.opening(), null);
  }
  const outcome = record.outcome(segmentsOf(record, context));
  await listener.videoEnded?.(outcome);
  return outcome;
}

async function analyzeInto(record: VideoRecord, context: AnalysisContext, listener: AnalysisListener): Promise<void> {
  const { manifest, runner, settings, platform, signal } = context;
  signal.throwIfAborted();
  const video = await openVideo(record.path, platform, signal);
  const sampling = samplingFrom(settings, manifest, video);
  const windows = windowsOf(video, manifest.input.frames, sampling);
  record.opened(video, sampling, windows.length);
  await listener.videoOpened?.(record.opening(), video);

  const onHole = (hole: Hole) => {
    // A decoder that is being stopped leaves frames out: that is no hole of the video.
    if (!signal.aborted) record.holes.push(hole);
  };
  const clips = clipsFrom(video, windows, manifest, { signal, onHole });
  const batches = prefetched(batchesFrom(clips, context.batch), BATCHES_AHEAD);
  for await (const batch of record.waitedFor(batches)) {
    const { windows: outputs, elapsedMs } = await runner.run(batch.pixels, batch.clips.length);
    record.ran(elapsedMs);
    for (const [i, clip] of batch.clips.entries()) {
      const scores = scoresFromLogits(outputs[i]!.logits, manifest.problemType);
      const result = windowResult(clip, { video, manifest, output: outputs[i]!, scores, top: settings.top });
      record.add(result, scores);
      await listener.windowDone?.(result, { done: record.spans.length, planned: windows.length });
    }
    if (signal.aborted) return;
  }
  record.finished();
}

function windowResult(
  { window, missing }: Clip,
  made: {
    readonly video: Video;
    readonly manifest: Manifest;
    readonly output: WindowOutput;
    readonly scores: Float32Array;
    readonly top: number;
  },
): AnalysisWindow {
  const { video, manifest, output, scores, top } = made;
  const { embedding } = output;
  return {
    startFrame: window.startFrame,
    endFrame: window.endFrame,
    frames: [...window.frames],
    ptsSec: window.frames.map((frame) => ptsSec(video, frame)),
    repeatsLastFrame: window.repeatsLastFrame,
    missing: [...missing],
    logits: Array.from(output.logits, shortFloat),
    scores: Array.from(scores, shortFloat),
    top: topScores(scores, manifest.labels, top).map(({ label, score }) => ({ label, score: shortFloat(score) })),
    embedding:
      embedding && Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength).toString('base64'),
  };
}

function segmentsOf(record: VideoRecord, { manifest, settings }: AnalysisContext) {
  const { sampling } = record.opening();
  // Numbers of a regression have no natural threshold: without one, they have no segments.
  const isCut = manifest.problemType !== 'regression' || settings.threshold !== null;
  return sampling && isCut ? segmentsFromScores(record.spans, manifest.labels, sampling.segments) : [];
}
