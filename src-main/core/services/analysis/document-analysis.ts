import type { AnalysisSettings, AnalysisWindow } from '../../../shared/analysis-document.ts';
import type { Hole, Video } from '../../../shared/domain.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import { ptsSec } from '../../../shared/time.ts';
import { topScores } from '../../timeline/scores.ts';
import { segmentsFromScores } from '../../timeline/segments.ts';
import { planVideo, type PredictedWindow, predictedWindows } from '../analysis.ts';
import { shortFloat, type VideoOpening } from './analysis-writer.ts';
import type { ModelRunner } from './model-runner.ts';
import type { Platform } from '../platform.ts';
import { type VideoOutcome, VideoRecord } from './video-record.ts';

/** What an analysis needs besides the video. */
export interface AnalysisContext {
  readonly runner: ModelRunner;
  readonly manifest: Manifest;
  readonly settings: AnalysisSettings;
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
 * Analyzes one video for the analysis document. A failure or a stop is in the outcome, beside the windows that were
 * done by then.
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
  const { runner, manifest, settings, signal } = context;
  signal.throwIfAborted();
  const { video, sampling, windows } = await planVideo(record.path, context);
  record.opened(video, sampling, windows.length);
  await listener.videoOpened?.(record.opening(), video);

  const onHole = (hole: Hole) => record.holes.push(hole);
  const pipeline = { runner, manifest, batch: settings.batch, signal, onHole };
  for await (const { windows: done, inferenceMs, waitedMs } of predictedWindows(video, windows, pipeline)) {
    record.spent(inferenceMs, waitedMs);
    for (const predicted of done) {
      const result = windowResult(predicted, video, manifest, settings.top);
      record.add(result, predicted.scores);
      await listener.windowDone?.(result, { done: record.spans.length, planned: windows.length });
    }
  }
  if (!signal.aborted) record.finished();
}

function windowResult(
  { window, missing, output, scores }: PredictedWindow,
  video: Video,
  { labels }: Manifest,
  top: number,
): AnalysisWindow {
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
    top: topScores(scores, labels, top).map(({ label, score }) => ({ label, score: shortFloat(score) })),
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
