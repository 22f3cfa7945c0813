import { join } from 'node:path';
import type { AnalysisSettings } from '../../../shared/analysis-document.ts';
import type { Video } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import type { VideoId } from '../../../shared/records.ts';
import type { ProcessLauncher } from '../../inference/launcher.ts';
import type { OpenModel } from '../../models/architecture.ts';
import { DeviceTurn } from '../../store/device-turn.ts';
import type { StoredRun, StoredRunVideo } from '../../store/run-store.ts';
import { settingsKey } from '../../store/settings-key.ts';
import { plannedWindows, type PlannedWindow } from '../analysis.ts';
import { asAbandoned } from './abandoned.ts';
import { checkSettings, runtimeOf } from '../analysis/analysis-run.ts';
import { AnalysisLease } from './analysis-lease.ts';
import { type AttentionSummaries, attentionSummaries } from './attention-summaries.ts';
import type { Corrections } from '../corrections/corrections.ts';
import { ModelRunner } from '../analysis/model-runner.ts';
import type { OpenProject } from '../project/open-project.ts';
import { openModelFor } from '../models/open-model.ts';
import { completeRunVideo, type StoredWindows } from './run-video.ts';
import { samplingFrom } from '../analysis/sampling.ts';
import { openProjectVideo, unchangedFile } from '../project/video-files.ts';
import { launcherOf } from '../platform.ts';

/** Videos of the project, one model, one setting. */
export interface ProjectAnalysisRequest {
  /** Path, or name of a bundled or downloaded model. */
  readonly model: string;
  readonly videoIds: readonly VideoId[];
  readonly settings: AnalysisSettings;
}

/** Told of a run as it goes. */
export interface ProjectAnalysisListener {
  /** What a person should know, one sentence. */
  remark(text: string): void;
  runBegun(run: StoredRun): void;
  /** The execution provider has started, and another analysis on this machine has its turn first. */
  deviceAwaited(device: string): void;
  /** The execution provider has started, and this analysis has the device to itself. */
  deviceKnown(device: string): void;
  /** @param stored windows that are there already. */
  videoBegun(videoId: VideoId, windows: { readonly planned: number; readonly stored: number }): void;
  /** @param residentBytes what the model's process holds. */
  windowsStored(stored: StoredWindows, residentBytes: number | null): void;
  /** Awaited. */
  videoEnded(runVideo: StoredRunVideo): Promise<void> | void;
}

/** What an analysis works with. */
export interface ProjectAnalysisTools {
  readonly project: OpenProject;
  readonly corrections: Pick<Corrections, 'ensureClassesFor'>;
  readonly listener: ProjectAnalysisListener;
  readonly signal: AbortSignal;
  /** How the inference process is started; by Node's fork unless given. */
  readonly launch?: ProcessLauncher;
}

/**
 * Analyzes videos of a project one after the other: begins, or goes on with, the run of this model and of settings
 * that give the same windows and scores. A video that can't be read doesn't stop the others; whatever else fails, the
 * inference process or the project's disk, ends the whole. After a stop the rest is as it was.
 *
 * A run goes on on any execution provider: at full precision their scores differ by rounding. One that was begun in
 * half precision goes on only where half precision is: its scores are visibly others.
 *
 * @throws AppError 'project.busy' when another process analyzes; of the model as openModelFor and ModelRunner.open; of
 *   the first video that failed; the signal's reason.
 */
export async function analyzeProjectVideos(
  request: ProjectAnalysisRequest,
  tools: ProjectAnalysisTools,
): Promise<void> {
  const { project, listener } = tools;
  const lease = AnalysisLease.take(project.store);
  const signal = AbortSignal.any([tools.signal, lease.lost]);
  try {
    lease.write(() => markAbandoned(project));
    const model = await openModelFor(project.platform, request.model, signal);
    checkSettings(request.settings, model.manifest.problemType);
    for (const note of model.notes) listener.remark(note);
    const analysis = new ProjectAnalysis(request, { ...tools, signal, lease, model });
    try {
      await analysis.run();
    } finally {
      await analysis.close();
    }
  } finally {
    lease.release();
  }
}

/** Videos that a process was analyzing when it ended without a word. */
function markAbandoned({ store }: OpenProject): void {
  for (const { id } of store.runs.runs()) {
    for (const video of store.runs.runVideos(id).filter(({ state }) => state === 'running')) {
      const { state, reason } = asAbandoned(video);
      store.runs.setState(video.id, state, reason);
    }
  }
}

/** One run as it goes. Close it. */
class ProjectAnalysis {
  readonly #request: ProjectAnalysisRequest;
  readonly #tools: ProjectAnalysisTools & { readonly lease: AnalysisLease; readonly model: OpenModel };
  readonly #summaries: AttentionSummaries | null;
  #runner: ModelRunner | null = null;
  #turn: DeviceTurn | null = null;
  #run: StoredRun | null = null;
  /** Restarts of the inference process that were told of. */
  #restarts = 0;

  constructor(
    request: ProjectAnalysisRequest,
    tools: ProjectAnalysisTools & { readonly lease: AnalysisLease; readonly model: OpenModel },
  ) {
    this.#request = request;
    this.#tools = tools;
    this.#summaries = attentionSummaries(tools.model.manifest, tools.model.path);
  }

  async run(): Promise<void> {
    const { signal, listener } = this.#tools;
    const { videoIds } = this.#request;
    const failures: AppError[] = [];
    for (const videoId of videoIds) {
      signal.throwIfAborted();
      try {
        await this.#analyze(videoId);
      } catch (error) {
        signal.throwIfAborted();
        if (!isOfVideo(error)) throw error;
        failures.push(error);
        if (videoIds.length > 1) listener.remark(error.message);
      }
    }
    signal.throwIfAborted();
    if (failures[0]) throw failures[0];
  }

  async close(): Promise<void> {
    await this.#runner?.close();
    this.#turn?.release();
  }

  async #analyze(videoId: VideoId): Promise<void> {
    const { project, listener } = this.#tools;
    const video = await openProjectVideo(project, videoId);
    const run = (this.#run ??= await this.#beginRun());
    const { runVideo, windows } = this.#plan(run, videoId, video);
    const stored = runVideo.doneWindows + runVideo.skippedWindows;
    listener.videoBegun(videoId, { planned: windows.length, stored });
    if (runVideo.state !== 'complete') await this.#complete(video, runVideo, windows);
    await listener.videoEnded(project.store.runs.runVideo(run.id, videoId));
  }

  #plan(run: StoredRun, videoId: VideoId, video: Video) {
    const { project, lease, model } = this.#tools;
    const { runs } = project.store;
    const begun = runs.findRunVideo(run.id, videoId);
    // Once begun, a video keeps its windows, whatever a later version's defaults are.
    const sampling = begun?.sampling ?? samplingFrom(this.#request.settings, model.manifest, video);
    const windows = plannedWindows(video, model.manifest, sampling);
    if (begun && begun.plannedWindows !== windows.length) throw otherPlan(begun, windows.length);
    const plan = { runId: run.id, videoId, fingerprint: video.fingerprint, sampling, plannedWindows: windows.length };
    if (!begun) lease.write(() => void runs.addRunVideo(plan));
    return { runVideo: begun ?? runs.runVideo(run.id, videoId), windows };
  }

  async #complete(video: Video, runVideo: StoredRunVideo, windows: readonly PlannedWindow[]): Promise<void> {
    const { project, lease, model, listener, signal } = this.#tools;
    const runner = await this.#startRunner();
    await completeRunVideo({
      ...{ store: project.store, lease, signal, video, runVideo, windows, runner },
      manifest: model.manifest,
      summaries: this.#summaries,
      batch: this.#request.settings.batch,
      verifyFile: () => unchangedFile(project, project.store.videos.get(runVideo.videoId)),
      onStored: (stored) => {
        this.#tellOfRestart(runner, stored);
        listener.windowsStored(stored, runner.residentBytes);
      },
    });
  }

  /** Nothing is lost by one; but where it happens again and again memory may be short, or a driver bad. */
  #tellOfRestart({ client }: ModelRunner, { toIndex }: StoredWindows): void {
    if (client.restarts === this.#restarts) return;
    this.#restarts = client.restarts;
    this.#tools.listener.remark(
      `The inference process ended before window ${toIndex + 1} and was started again (${client.lastEnd}); no window is lost.`,
    );
  }

  async #beginRun(): Promise<StoredRun> {
    const { project, corrections, listener, model } = this.#tools;
    const { hash: modelHash, manifest } = model;
    const key = settingsKey(this.#request.settings);
    const run = project.store.runs.findRun(modelHash, key) ?? (await this.#addRun(key));
    corrections.ensureClassesFor({ modelHash, labels: manifest.labels });
    listener.runBegun(run);
    return run;
  }

  /** Only once the model runs, for that is part of the record. */
  async #addRun(key: string): Promise<StoredRun> {
    const { project, lease, model } = this.#tools;
    const { hash, path, manifest } = model;
    const { name, architecture, labels } = manifest;
    const runtime = runtimeOf((await this.#startRunner()).client);
    const { runs } = project.store;
    lease.write(() => {
      runs.putModel({ hash, name, architecture, path, labels, manifest });
      runs.addRun({
        modelHash: hash,
        settings: this.#request.settings,
        settingsKey: key,
        runtime,
        appVersion: project.platform.version,
        createdAt: new Date().toISOString(),
      });
    });
    return runs.findRun(hash, key)!;
  }

  async #startRunner(): Promise<ModelRunner> {
    if (this.#runner) return this.#runner;
    const { project, model, signal } = this.#tools;
    const launch = this.#tools.launch ?? launcherOf(project.platform);
    const { provider, threads, precision: asked } = this.#request.settings;
    const begun = this.#run?.runtime.precision;
    const precision = begun === 'full' ? 'full' : asked;
    const maps = this.#summaries?.maps ?? [];
    const runner = await ModelRunner.open(model, { launch, provider, precision, threads, signal, maps });
    this.#runner = runner;
    if (begun === 'half' && runner.client.precision !== 'half') throw otherPrecision(this.#run!, runner);
    await this.#takeTurn(runner.client.provider);
    return runner;
  }

  async #takeTurn(device: string): Promise<void> {
    const { project, listener, signal } = this.#tools;
    const folder = join(project.platform.cacheDir, 'devices');
    this.#turn = await DeviceTurn.take(folder, device, { signal, onWait: () => listener.deviceAwaited(device) });
    listener.deviceKnown(device);
  }
}

function otherPlan({ runId, plannedWindows: planned }: StoredRunVideo, windows: number): AppError {
  return new AppError(
    'request.invalid',
    `Run ${runId} was begun with ${planned} windows, and this version of Timeloupe lays ${windows}. Give a --stride ` +
      'to begin another run.',
  );
}

function otherPrecision(run: StoredRun, { client }: ModelRunner): AppError {
  const { provider } = run.runtime;
  return new AppError(
    'request.invalid',
    `Run ${run.id} was begun in half precision on ${provider}, and ${client.provider} computes in full precision ` +
      `here: its scores would not fit. Go on where ${provider} is, or begin another run with full precision.`,
  );
}

/** Failures that are this video's own, so that the next one may do better. */
function isOfVideo(error: unknown): error is AppError {
  return error instanceof AppError && (error.code.startsWith('video.') || error.code === 'ffmpeg.failed');
}
