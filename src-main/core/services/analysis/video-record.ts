import type { AnalysisWindow } from '../../../shared/analysis-document.ts';
import type { Hole, PredictedSegment, Video } from '../../../shared/domain.ts';
import { toWire } from '../../../shared/errors.ts';
import type { ScoredSpan } from '../../timeline/curve.ts';
import type { VideoEnding, VideoOpening } from './analysis-writer.ts';
import type { Sampling } from './sampling.ts';

/** What is kept of a video once it is done: scores, but neither logits nor embeddings. */
export interface VideoOutcome {
  readonly path: string;
  /** null where it could not be opened, or was not reached. */
  readonly video: Video | null;
  readonly sampling: Sampling | null;
  /** Scores of each window that was done, in order. */
  readonly spans: readonly ScoredSpan[];
  readonly ending: VideoEnding;
  /** What `ending.error` was made of; null where nothing failed. */
  readonly error: unknown;
}

/** What becomes of one video, as it comes. */
export class VideoRecord {
  readonly path: string;
  readonly spans: ScoredSpan[] = [];
  readonly holes: Hole[] = [];
  readonly #startMs = performance.now();
  #video: Video | null = null;
  #sampling: Sampling | null = null;
  #planned: number | null = null;
  #inferenceMs = 0;
  #waitingMs = 0;
  #error: unknown = null;
  #isFinished = false;

  constructor(path: string) {
    this.path = path;
  }

  get planned(): number {
    return this.#planned ?? 0;
  }

  get isOpened(): boolean {
    return this.#video !== null;
  }

  opened(video: Video, sampling: Sampling, planned: number): void {
    this.#video = video;
    this.#sampling = sampling;
    this.#planned = planned;
  }

  add(window: AnalysisWindow, scores: Float32Array): void {
    this.spans.push({ startFrame: window.startFrame, endFrame: window.endFrame, scores });
  }

  spent(inferenceMs: number, waitedMs: number): void {
    this.#inferenceMs += inferenceMs;
    this.#waitingMs += waitedMs;
  }

  /** Every window was made or lies in a hole. */
  finished(): void {
    this.#isFinished = true;
  }

  failed(error: unknown): void {
    this.#error = error;
  }

  opening(): VideoOpening {
    return {
      path: this.path,
      frameCount: this.#video?.pts.length ?? null,
      timeBase: this.#video?.timeBase ?? null,
      fingerprint: this.#video?.fingerprint ?? null,
      sampling: this.#sampling,
      plannedWindows: this.#planned,
    };
  }

  /** @param segments of the windows done. */
  outcome(segments: readonly PredictedSegment[]): VideoOutcome {
    const isComplete = this.#isFinished && this.#error === null;
    const wire = this.#error === null ? null : toWire(this.#error);
    return {
      path: this.path,
      video: this.#video,
      sampling: this.#sampling,
      spans: this.spans,
      error: this.#error,
      ending: {
        holes: [...this.holes],
        segments: [...segments],
        skippedWindows: isComplete ? this.planned - this.spans.length : 0,
        complete: isComplete,
        reason: isComplete ? null : (wire?.message ?? this.#stopReason()),
        error: wire,
        timings: {
          wallMs: performance.now() - this.#startMs,
          inferenceMs: this.#inferenceMs,
          waitingForFramesMs: this.#waitingMs,
        },
      },
    };
  }

  #stopReason(): string {
    if (this.#planned === null) return 'Stopped before this video was begun.';
    return `Stopped after ${this.spans.length} of ${this.#planned} windows.`;
  }
}
