import type { AnalysisSettings } from '../../../shared/analysis-document.ts';
import { AppError, type WireError } from '../../../shared/errors.ts';
import type { JobInfo, SegmentWishes } from '../../../shared/protocol/run-methods.ts';
import type { RunId, VideoId } from '../../../shared/records.ts';
import type { StoredRunVideo } from '../../store/run-store.ts';
import type { Corrections } from '../corrections/corrections.ts';
import { wireFailure } from '../dispatch.ts';
import type { OpenProject } from '../project/open-project.ts';
import { proposeSegments, wouldCutAnew } from './post-processing.ts';
import { analyzeProjectVideos, type ProjectAnalysisListener } from './project-analysis.ts';
import type { StoredWindows } from './run-video.ts';
import { RollingPace } from '../analysis/rolling-pace.ts';

/** What `runs.start` asks for. */
export interface JobRequest {
  readonly model: string;
  readonly videoIds: readonly VideoId[];
  readonly settings: Partial<AnalysisSettings>;
  /** Proposes segments as each video completes. */
  readonly propose: boolean;
}

/** What a request may leave out. */
const DEFAULTS: AnalysisSettings = {
  stride: null,
  rate: null,
  fps: null,
  provider: 'auto',
  precision: 'auto',
  threads: null,
  batch: 1,
  top: 5,
  threshold: null,
  leaveThreshold: null,
  smoothingFrames: null,
  mergeGapFrames: null,
  minLengthFrames: null,
};

/** One analysis from its start to its end, as it tells about itself. */
export class AnalysisJob {
  readonly #project: OpenProject;
  readonly #corrections: Corrections;
  readonly #request: JobRequest & { readonly settings: AnalysisSettings };
  readonly #stop = new AbortController();
  readonly #pace = new RollingPace();
  #info: JobInfo;

  constructor(project: OpenProject, corrections: Corrections, id: string, request: JobRequest) {
    this.#project = project;
    this.#corrections = corrections;
    const settings = { ...DEFAULTS, ...request.settings };
    const videoIds = [...new Set(request.videoIds)];
    this.#request = { ...request, videoIds, settings };
    this.#info = {
      ...{ id, runId: null, state: 'waiting', device: settings.provider, videoId: null },
      ...{ videosDone: 0, videos: videoIds.length, waitingVideoIds: videoIds },
      ...{ windowsDone: 0, windows: 0, resumedAt: 0 },
      ...{ windowsPerSec: null, secondsLeft: null, residentBytes: null, remarks: [], error: null },
    };
  }

  get info(): JobInfo {
    return this.#info;
  }

  get isEnded(): boolean {
    return !['waiting', 'running'].includes(this.#info.state);
  }

  cancel(): void {
    if (this.isEnded) return;
    this.#stop.abort(new AppError('cancelled', 'Stopped; what was finished is kept.'));
    if (this.#info.state === 'waiting') this.#end({ state: 'cancelled' });
  }

  /** Never rejects: how it ended is in `info`. */
  async run(): Promise<void> {
    if (this.isEnded) return;
    const signal = AbortSignal.any([this.#stop.signal, this.#project.closing]);
    const tools = { project: this.#project, corrections: this.#corrections, listener: this.#listener(), signal };
    this.#tell({ state: 'running' });
    try {
      signal.throwIfAborted();
      await analyzeProjectVideos(this.#request, tools);
      this.#end({ state: 'done' });
    } catch (error) {
      const isStopped = () => signal.aborted;
      this.#end(isStopped() ? { state: 'cancelled' } : { state: 'failed', error: await this.#wired(error) });
    }
  }

  #end(how: Pick<JobInfo, 'state'> & Partial<JobInfo>): void {
    this.#tell({
      ...how,
      videoId: null,
      waitingVideoIds: [],
      windowsPerSec: null,
      secondsLeft: null,
      residentBytes: null,
    });
  }

  async #wired(error: unknown): Promise<WireError> {
    const { explained, platform } = this.#project;
    return wireFailure('an analysis', await explained(error), platform.reportFault);
  }

  #listener(): ProjectAnalysisListener {
    return {
      remark: (text) => this.#tell({ remarks: [...this.#info.remarks, text] }),
      runBegun: ({ id }) => this.#tell({ runId: id }),
      deviceAwaited: (device) => {
        const remark = `Another analysis runs on ${device}; this one waits for its turn.`;
        this.#tell({ device, state: 'waiting', remarks: [...this.#info.remarks, remark] });
      },
      deviceKnown: (device) => this.#tell({ device, state: 'running' }),
      videoBegun: (videoId, { planned, stored }) => {
        this.#pace.restart();
        const { videoIds } = this.#request;
        const waitingVideoIds = videoIds.slice(videoIds.indexOf(videoId) + 1);
        const windows = { windows: planned, windowsDone: stored, resumedAt: stored };
        this.#tell({ videoId, waitingVideoIds, ...windows, windowsPerSec: null });
      },
      windowsStored: (stored, residentBytes) => this.#stored(stored, residentBytes),
      videoEnded: (runVideo) => this.#videoEnded(runVideo),
    };
  }

  #stored({ fromIndex, toIndex, count }: StoredWindows, residentBytes: number | null): void {
    const { runId, videoId, windowsDone } = this.#info;
    const done = windowsDone + count;
    this.#pace.reached(done);
    const windowsPerSec = this.#pace.perSec;
    const secondsLeft = windowsPerSec === null ? null : this.#windowsLeft(done) / windowsPerSec;
    this.#tell({ windowsDone: done, windowsPerSec, secondsLeft, residentBytes });
    this.#project.events.emit('predictions.added', { runId: runId!, videoId: videoId!, fromIndex, toIndex });
  }

  /** Of the whole job: a video that waits is taken to have as many windows a frame as the one in hand. */
  #windowsLeft(done: number): number {
    const { runs, videos } = this.#project.store;
    const { runId, videoId, windows } = this.#info;
    const perFrame = windows / videos.get(videoId!).frameCount;
    return this.#info.waitingVideoIds.reduce((sum, id) => {
      const begun = runs.findRunVideo(runId!, id);
      if (!begun) return sum + videos.get(id).frameCount * perFrame;
      return sum + begun.plannedWindows - begun.doneWindows - begun.skippedWindows;
    }, windows - done);
  }

  async #videoEnded({ runId, videoId, state, segmentSettings }: StoredRunVideo): Promise<void> {
    if (state !== 'complete') return;
    await this.#propose(runId, videoId, segmentSettings === null);
    this.#tell({ videosDone: this.#info.videosDone + 1 });
  }

  /** A video that was proposed before is proposed again only with other wishes: a person may have removed some. */
  async #propose(runId: RunId, videoId: VideoId, isFirst: boolean): Promise<void> {
    if (!this.#request.propose) return;
    const request = { runId, videoId, settings: wishesOf(this.#request.settings) };
    if (isFirst || wouldCutAnew(this.#project, request))
      await proposeSegments(this.#project, this.#corrections, request);
  }

  #tell(news: Partial<JobInfo>): void {
    this.#info = { ...this.#info, ...news };
    this.#project.events.emit('jobs.changed', { job: this.#info });
  }
}

/** What of an analysis' settings is about segments, as far as it was asked for. */
function wishesOf({
  threshold,
  leaveThreshold,
  smoothingFrames,
  mergeGapFrames,
  minLengthFrames,
}: AnalysisSettings): SegmentWishes {
  const all = { threshold, leaveThreshold, smoothingFrames, mergeGapFrames, minLengthFrames };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}
