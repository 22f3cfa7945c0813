import { manifestSchema, type Manifest } from '#shared/manifest';
import type { Host, Params } from '#shared/protocol';
import type { ModelChoice } from '#shared/protocol/app-methods';
import type { JobInfo, RunInfo, RunVideo } from '#shared/protocol/run-methods';
import type { RunId, VideoId } from '#shared/records';
import { strideFrames } from '../lib/stride.ts';
import type { Library } from './library.svelte.ts';
import { Reading } from './reading.ts';
import type { SettingsState } from './settings.svelte.ts';

/** Runs of the project, jobs of this process, and models that a run may use. */
export class Runs {
  all = $state.raw<readonly RunInfo[]>([]);
  jobs = $state.raw<readonly JobInfo[]>([]);
  models = $state.raw<readonly ModelChoice[]>([]);
  /** Of the models that runs of the project used, by hash. */
  manifests = $state.raw<ReadonlyMap<string, Manifest>>(new Map());
  /** Which run is shown; null: the newest that has windows of the video in hand. */
  chosenId = $state<RunId | null>(null);
  /** A second run beneath it. */
  comparedId = $state<RunId | null>(null);
  readonly shown: RunInfo | null = $derived.by(() => this.#shown());
  /** Whose windows are walked: the shown run's; while a video without a run is in hand, the newest one's that has any. */
  readonly walked: RunInfo | null = $derived.by(() => this.shown ?? this.all.findLast(hasWindows) ?? null);
  readonly compared: RunInfo | null = $derived(this.all.find(({ id }) => id === this.comparedId) ?? null);
  readonly waiting: readonly JobInfo[] = $derived(this.jobs.filter(({ state }) => state === 'waiting'));
  readonly job: JobInfo | null = $derived(
    this.jobs.find(({ state }) => state === 'running') ?? this.waiting[0] ?? null,
  );
  readonly #host: Host;
  readonly #library: Library;
  readonly #settings: SettingsState;
  /** Jobs that were begun from this screen: their runs are shown once they are known. */
  readonly #begun = new Set<string>();
  readonly #readingJobs = new Reading(
    () => this.#host.call('runs.jobs', {}),
    (jobs) => (this.jobs = jobs),
  );
  readonly #readingRuns = new Reading(
    () => this.#askForRuns(),
    ({ runs, manifests }) => {
      this.manifests = manifests;
      this.all = runs;
    },
  );
  readonly #readingModels = new Reading(
    () => this.#host.call('models.available', {}),
    (models) => (this.models = models),
  );

  constructor(host: Host, library: Library, settings: SettingsState) {
    this.#host = host;
    this.#library = library;
    this.#settings = settings;
    host.on('jobs.changed', ({ job }) => {
      void this.#showBegun(job);
      const before = this.jobs.find(({ id }) => id === job.id);
      this.jobs = before ? this.jobs.map((other) => (other.id === job.id ? job : other)) : [...this.jobs, job];
      // How fast its model was is known now.
      if (before && isUnderWay(before) && !isUnderWay(job)) this.readModels().catch(() => null);
      if (before?.runId !== job.runId || before.state !== job.state || before.videoId !== job.videoId) {
        this.#readingJobs.outdate();
        void this.readRuns();
      }
    });
  }

  async read(): Promise<void> {
    await Promise.all([this.#readingJobs.read(), this.readRuns(), this.readModels()]);
  }

  readRuns(): Promise<void> {
    return this.#readingRuns.read();
  }

  readModels(): Promise<void> {
    return this.#readingModels.read();
  }

  forget(): void {
    this.#readingJobs.forget();
    this.#readingRuns.forget();
    this.all = [];
    this.jobs = [];
    this.manifests = new Map();
    this.chosenId = this.comparedId = null;
  }

  /** The video in hand. */
  get videoId(): VideoId | null {
    return this.#library.currentId;
  }

  /** What the shown run's model is; null where its description can't be read. */
  get manifest(): Manifest | null {
    return (this.shown && this.manifests.get(this.shown.modelHash)) ?? null;
  }

  /** What the shown run is compared with: the chosen one, else the newest other one with scores of the video. */
  get other(): RunInfo | null {
    if (this.compared && this.compared.id !== this.shown?.id) return this.compared;
    const others = this.all.filter((run) => run.id !== this.shown?.id);
    return others.findLast((run) => (this.videoOf(run, this.videoId)?.doneWindows ?? 0) > 0) ?? null;
  }

  /** Shows the run that was compared, and compares the one that was shown. */
  swap(): void {
    const { shown, other } = this;
    if (!shown || !other) return;
    this.chosenId = other.id;
    this.comparedId = shown.id;
  }

  /** The model of the next analysis: the chosen one, else the first that runs. */
  get model(): ModelChoice | null {
    const able = this.models.filter(({ refusal }) => refusal === null);
    return able.find(({ id }) => id === this.#settings.value.modelId) ?? able[0] ?? null;
  }

  /** How far a run is with a video; null where it is not part of it. */
  videoOf(run: RunInfo | null, videoId: VideoId | null): RunVideo | null {
    return run?.videos.find((video) => video.videoId === videoId) ?? null;
  }

  /** Begins or continues the analysis of videos with the model of the next analysis. */
  async start(videoIds: readonly VideoId[]): Promise<JobInfo | null> {
    const { model } = this;
    if (!model || videoIds.length === 0) return null;
    const stride = strideFrames(model, this.#settings.value.stride);
    const settings = stride === null ? {} : { stride };
    return this.#begin({ model: model.id, videoIds: [...videoIds], settings });
  }

  /** Goes on with a run where it stopped, for all of its videos that are not complete. */
  async resume(run: RunInfo): Promise<JobInfo> {
    const models = await this.#host.call('models.list', {});
    const model = models.find(({ hash }) => hash === run.modelHash)!;
    const videoIds = run.videos.filter(({ state }) => state !== 'complete').map(({ videoId }) => videoId);
    return this.#begin({ model: model.path, videoIds, settings: run.settings });
  }

  cancel(jobId: string): Promise<JobInfo> {
    return this.#host.call('runs.cancel', { jobId });
  }

  async #begin(params: Params<'runs.start'>): Promise<JobInfo> {
    const job = await this.#host.call('runs.start', params);
    this.#begun.add(job.id);
    // Its run may have been told of meanwhile.
    void this.#showBegun(this.jobs.find(({ id }) => id === job.id) ?? job);
    return job;
  }

  async #showBegun({ id, runId }: JobInfo): Promise<void> {
    if (runId === null || !this.#begun.delete(id)) return;
    await this.readRuns();
    this.chosenId = runId;
  }

  async #askForRuns(): Promise<Pick<Runs, 'manifests'> & { readonly runs: readonly RunInfo[] }> {
    const runs = await this.#host.call('runs.list', {});
    if (runs.every(({ modelHash }) => this.manifests.has(modelHash))) return { runs, manifests: this.manifests };
    const models = await this.#host.call('models.list', {});
    const readable = models.flatMap(({ hash, manifest }) => {
      const { data } = manifestSchema.safeParse(manifest);
      return data ? [[hash, data] as const] : [];
    });
    return { runs, manifests: new Map(readable) };
  }

  #shown(): RunInfo | null {
    const videoId = this.#library.currentId;
    const chosen = this.all.find(({ id }) => id === this.chosenId);
    if (chosen && (videoId === null || this.videoOf(chosen, videoId))) return chosen;
    const withVideo = this.all.filter((run) => this.videoOf(run, videoId) !== null);
    const begun = withVideo.filter((run) => (this.videoOf(run, videoId)?.doneWindows ?? 0) > 0);
    return begun.at(-1) ?? withVideo.at(-1) ?? null;
  }
}

function isUnderWay({ state }: JobInfo): boolean {
  return state === 'running' || state === 'waiting';
}

function hasWindows({ videos }: RunInfo): boolean {
  return videos.some(({ doneWindows }) => doneWindows > 0);
}
