import type { AnalysisDocument, AnalysisHeader, AnalysisSettings } from '../../../shared/analysis-document.ts';
import type { ProblemType } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import type { ProcessLauncher } from '../../inference/launcher.ts';
import type { OpenModel } from '../../models/architecture.ts';
import type { AnalysisEnding } from './analysis-writer.ts';
import { type AnalysisListener, analyzeVideo } from './document-analysis.ts';
import { ModelRunner } from './model-runner.ts';
import { launcherOf, type Platform } from '../platform.ts';
import type { VideoOutcome } from './video-record.ts';

/** Several videos, one model, one setting. */
export interface AnalysisRequest {
  readonly videos: readonly string[];
  readonly model: OpenModel;
  readonly settings: AnalysisSettings;
}

/** Told of a run as it goes, in the order of the document that it makes. */
export interface RunListener extends AnalysisListener {
  begin?(header: AnalysisHeader): Promise<void> | void;
  end?(ending: AnalysisEnding): Promise<void> | void;
}

/** Where a run runs. */
export interface RunHost {
  readonly platform: Platform;
  readonly signal: AbortSignal;
  /** How the inference process is started; by Node's fork unless given. */
  readonly launch?: ProcessLauncher;
}

/** What a run came to. */
export interface RunOutcome {
  readonly videos: readonly VideoOutcome[];
  readonly complete: boolean;
}

/**
 * Analyzes one video after the other. One that fails doesn't stop the others; after a stop, the rest is listed
 * as not begun.
 *
 * @throws AppError when the model can't be started: then `begin` was not called.
 */
export async function runAnalysis(
  { videos, model, settings }: AnalysisRequest,
  host: RunHost,
  listener: RunListener,
): Promise<RunOutcome> {
  const { platform, signal, launch = launcherOf(platform) } = host;
  const { provider, precision, threads } = settings;
  checkSettings(settings, model.manifest.problemType);
  const runner = await ModelRunner.open(model, { launch, provider, precision, threads, signal });
  try {
    await listener.begin?.(headerFrom(model, settings, runner, platform.version));
    const context = { runner, manifest: model.manifest, settings, platform, signal };
    const outcomes: VideoOutcome[] = [];
    for (const path of videos) outcomes.push(await analyzeVideo(path, context, listener));
    const complete = outcomes.every(({ ending }) => ending.complete);
    await listener.end?.({ restarts: runner.client.restarts, complete });
    return { videos: outcomes, complete };
  } finally {
    await runner.close();
  }
}

function headerFrom(
  { manifest, path, hash }: OpenModel,
  settings: AnalysisSettings,
  { client }: ModelRunner,
  version: string,
): AnalysisHeader {
  const model: AnalysisDocument['model'] = {
    path,
    name: manifest.name,
    architecture: manifest.architecture,
    hash,
    labels: manifest.labels,
    problemType: manifest.problemType,
    precision: manifest.precision,
    frames: manifest.input.frames,
  };
  return {
    version: 1,
    application: { name: 'timeloupe', version },
    model,
    settings,
    runtime: runtimeOf(client),
  };
}

/** What computes, for the record. */
export function runtimeOf(client: ModelRunner['client']): AnalysisDocument['runtime'] {
  return {
    provider: client.provider,
    refusals: [...client.refusals],
    precision: client.precision,
    threads: client.threads,
    onnxruntime: client.runtimeVersion,
    selfTestMs: client.selfTestMs,
  };
}

/** @throws AppError 'request.invalid' for settings that contradict each other or the model. */
export function checkSettings(
  { threshold, leaveThreshold, rate, fps }: AnalysisSettings,
  problemType: ProblemType,
): void {
  if (rate !== null && fps !== null) {
    throw new AppError('request.invalid', 'The sampling is given as --rate and as --fps; give one of them.');
  }
  if (problemType !== 'regression' && threshold !== null && (threshold < 0 || threshold > 1)) {
    throw new AppError('request.invalid', `The threshold is ${threshold}; scores of this model lie between 0 and 1.`);
  }
  if (leaveThreshold !== null && threshold !== null && leaveThreshold > threshold) {
    throw new AppError(
      'request.invalid',
      `The leave threshold, ${leaveThreshold}, is above the threshold, ${threshold}; it is where a segment ends, so give at most that.`,
    );
  }
}
