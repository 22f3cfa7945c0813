import type { AnalysisSettings } from '../../../shared/analysis-document.ts';
import type { Video, VideoWindow } from '../../../shared/domain.ts';
import { AppError, type ErrorCode, toWire } from '../../../shared/errors.ts';
import { secondsFromStart } from '../../../shared/time.ts';
import { prefetched } from '../../base/prefetch.ts';
import type { OpenModel } from '../../models/architecture.ts';
import { meanLoss, type Target } from '../../timeline/loss.ts';
import {
  type ClassificationReport,
  classificationReport,
  type LabelReport,
  multiLabelReport,
} from '../../timeline/metrics.ts';
import { scoresFromLogits } from '../../timeline/scores.ts';
import type { RunHost } from '../analysis/analysis-run.ts';
import { batchesFrom, clipsFrom, openVideo } from '../analysis/clips.ts';
import type { EvaluationClip } from './evaluation-manifest.ts';
import { ModelRunner } from '../analysis/model-runner.ts';
import { samplingFrom, windowsOf } from '../analysis/sampling.ts';
import { launcherOf } from '../platform.ts';

/** What the model said of one clip. */
export interface JudgedClip {
  readonly path: string;
  readonly line: number;
  readonly windows: number;
  readonly target: Target;
  /** Mean over the clip's windows. */
  readonly logits: Float32Array;
  readonly scores: Float32Array;
}

/** A model's account over a manifest of clips. */
export interface Evaluation {
  readonly clips: readonly JudgedClip[];
  readonly failures: readonly {
    readonly path: string;
    readonly line: number;
    readonly code: ErrorCode;
    readonly message: string;
  }[];
  /** null where no clip could be judged. */
  readonly loss: number | null;
  /** Of a single-label model. */
  readonly classification: ClassificationReport | null;
  /** Of a multi-label model. */
  readonly labels: readonly LabelReport[] | null;
  /** Every clip was reached and judged. */
  readonly complete: boolean;
}

/** What is asked of an evaluation: of the settings, those that lay the windows and choose the provider. */
export interface EvaluationRequest {
  readonly clips: readonly EvaluationClip[];
  readonly model: OpenModel;
  readonly settings: AnalysisSettings;
}

/**
 * Judges each clip by the mean of its windows' logits. A clip that fails is listed and the others go on; a stop
 * keeps what is done.
 *
 * @throws AppError when the model can't be started, or a clip's truth doesn't fit the model.
 */
export async function evaluate(
  { clips, model, settings }: EvaluationRequest,
  { platform, signal, launch = launcherOf(platform) }: RunHost,
  onClip: (done: number, planned: number) => void,
): Promise<Evaluation> {
  const runner = await ModelRunner.open(model, { ...settings, launch, signal });
  const judged: JudgedClip[] = [];
  const failures: Evaluation['failures'][number][] = [];
  try {
    const isStopped = () => signal.aborted;
    for (const clip of clips) {
      if (isStopped()) break;
      try {
        judged.push(await judge(clip, { model, runner, settings, platform, signal }));
      } catch (error) {
        if (isStopped()) break;
        failures.push({ path: clip.path, line: clip.line, ...toWire(error) });
      }
      onClip(judged.length + failures.length, clips.length);
    }
  } finally {
    await runner.close();
  }
  return { ...account(judged, model), clips: judged, failures, complete: judged.length === clips.length };
}

function account(
  clips: readonly JudgedClip[],
  { manifest }: OpenModel,
): Pick<Evaluation, 'loss' | 'classification' | 'labels'> {
  const { labels, problemType } = manifest;
  if (clips.length === 0) return { loss: null, classification: null, labels: null };
  const loss = meanLoss(clips, problemType);
  const ofClass = clips.flatMap(({ scores, target }) =>
    target.kind === 'class' ? [{ scores, trueIndex: target.index }] : [],
  );
  const ofLabels = clips.flatMap(({ scores, target }) =>
    target.kind === 'values' ? [{ scores, truths: target.values }] : [],
  );
  return {
    loss,
    classification: problemType === 'single_label_classification' ? classificationReport(ofClass, labels) : null,
    labels: problemType === 'multi_label_classification' ? multiLabelReport(ofLabels, labels) : null,
  };
}

async function judge(
  clip: EvaluationClip,
  {
    model,
    runner,
    settings,
    platform,
    signal,
  }: Pick<EvaluationRequest, 'model' | 'settings'> & RunHost & { readonly runner: ModelRunner },
): Promise<JudgedClip> {
  const { manifest } = model;
  const video = await openVideo(clip.path, platform, signal);
  const windows = windowsWithin(video, clip, manifest.input.frames, samplingFrom(settings, manifest, video));
  const sum = new Float64Array(manifest.labels.length);
  let count = 0;
  const batches = batchesFrom(clipsFrom(video, windows, manifest, { signal }), settings.batch);
  for await (const batch of prefetched(batches, 1)) {
    const { windows: outputs } = await runner.run(batch.pixels, batch.clips.length, signal);
    count += outputs.length;
    for (const { logits } of outputs) logits.forEach((value, k) => (sum[k]! += value));
  }
  const logits = Float32Array.from(sum, (value) => value / count);
  const scores = scoresFromLogits(logits, manifest.problemType);
  return { path: clip.path, line: clip.line, windows: count, target: clip.target, logits, scores };
}

/** The windows of the clip's span as if it were a video of its own. */
function windowsWithin(
  video: Video,
  { span, line, path }: EvaluationClip,
  frames: number,
  sampling: Parameters<typeof windowsOf>[2],
): VideoWindow[] {
  if (!span) return windowsOf(video, frames, sampling);
  const indices = [...video.pts.keys()].filter((frame) => {
    const sec = secondsFromStart(video, frame);
    return sec >= span.startSec - 1e-6 && sec < span.endSec - 1e-6;
  });
  const [from] = indices;
  if (from === undefined) {
    throw new AppError(
      'request.invalid',
      `Line ${line}: ${path} has no frame from ${span.startSec} s to ${span.endSec} s.`,
    );
  }
  const pts = video.pts.slice(from, from + indices.length);
  const after = video.pts[from + indices.length];
  const lastDuration = after === undefined ? video.lastDuration : after - pts.at(-1)!;
  return windowsOf({ pts, lastDuration, timeBase: video.timeBase }, frames, sampling).map((window) => ({
    ...window,
    startFrame: window.startFrame + from,
    endFrame: window.endFrame + from,
    frames: window.frames.map((frame) => frame + from),
  }));
}
