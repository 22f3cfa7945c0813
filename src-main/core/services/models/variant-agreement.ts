import { basename } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import type { OpenModel } from '../../models/architecture.ts';
import type { RunHost } from '../analysis/analysis-run.ts';
import { clipsFrom, openVideo } from '../analysis/clips.ts';
import { ModelRunner } from '../analysis/model-runner.ts';
import { samplingFrom, windowsOf } from '../analysis/sampling.ts';
import { launcherOf } from '../platform.ts';

/** How a fast variant's logits compare with the full model's, on real frames. */
export type Agreement = NonNullable<Manifest['agreement']>;

/** Enough to see a change of mind, few enough to wait for. */
const MAX_WINDOWS = 16;

const DEFAULT_WISHES = {
  stride: null,
  rate: null,
  fps: null,
  threshold: null,
  leaveThreshold: null,
  smoothingFrames: null,
  mergeGapFrames: null,
  minLengthFrames: null,
};

/**
 * Runs both models on the CPU over the same windows of a video, spread evenly over it.
 *
 * @throws AppError as opening the video or running a model does; 'video.no_frames' when no window could be decoded.
 */
export async function measureAgreement(
  fast: OpenModel,
  exact: OpenModel,
  videoPath: string,
  host: RunHost,
): Promise<Agreement> {
  const expected = await logitsOver(exact, videoPath, host);
  const actual = await logitsOver(fast, videoPath, host);
  if (expected.length === 0) throw new AppError('video.no_frames', `No window of ${videoPath} could be decoded.`);
  const differences = expected.map((logits, i) => logits.map((value, k) => Math.abs(value - actual[i]![k]!)));
  const same = expected.filter((logits, i) => indexOfLargest(logits) === indexOfLargest(actual[i]!)).length;
  const all = differences.flatMap((values) => [...values]);
  return {
    video: basename(videoPath),
    windows: expected.length,
    topAgreement: same / expected.length,
    meanLogitDifference: all.reduce((a, b) => a + b, 0) / all.length,
    maxLogitDifference: all.reduce((a, b) => Math.max(a, b), 0),
    logitStd: standardDeviation(expected.flatMap((values) => [...values])),
  };
}

async function logitsOver(model: OpenModel, videoPath: string, { platform, signal }: RunHost): Promise<Float32Array[]> {
  const video = await openVideo(videoPath, platform, signal);
  const sampling = samplingFrom(DEFAULT_WISHES, model.manifest, video);
  const windows = windowsOf(video, model.manifest.input.frames, sampling);
  const count = Math.min(MAX_WINDOWS, windows.length);
  const chosen = Array.from({ length: count }, (_, i) => windows[Math.floor((i * windows.length) / count)]!);
  const launch = launcherOf(platform);
  const runner = await ModelRunner.open(model, { launch, provider: 'cpu', precision: 'full', threads: null, signal });
  try {
    const logits: Float32Array[] = [];
    for await (const clip of clipsFrom(video, chosen, model.manifest, { signal })) {
      const { windows: outputs } = await runner.run(clip.pixels, 1, signal);
      logits.push(outputs[0]!.logits);
    }
    return logits;
  } finally {
    await runner.close();
  }
}

function indexOfLargest(values: Float32Array): number {
  return values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);
}

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
