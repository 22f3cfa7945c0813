import { untrack } from 'svelte';
import type { PredictedSegment } from '#shared/domain';
import type { Host } from '#shared/protocol';
import type { RunInfo, RunSegmentSettings } from '#shared/protocol/run-methods';
import { changesOf, differences } from '../lib/timeline/model-spans.ts';
import { dependsOn } from './depends-on.ts';
import type { Library } from './library.svelte.ts';
import type { Runs } from './runs.svelte.ts';
import type { Thresholds } from './thresholds.svelte.ts';

/** While windows come in, what they say is cut anew this often, in ms. */
const GROWING_MS = 400;
/** While a slider is dragged. */
const TRYING_MS = 40;

/** What a run says of the video in hand after threshold and smoothing. */
export interface Said {
  readonly settings: RunSegmentSettings;
  readonly segments: readonly PredictedSegment[];
}

/** What the shown run says, and the one it is compared with; cut anew when a threshold is tried. */
export class ModelLanes {
  shown = $state.raw<Said | null>(null);
  compared = $state.raw<Said | null>(null);
  readonly differences = $derived(
    this.shown && this.compared ? differences(this.shown.segments, this.compared.segments) : [],
  );
  /** Frames at which what the shown run says changes. */
  readonly changes = $derived(changesOf(this.shown?.segments ?? []));
  readonly #host: Host;
  readonly #runs: Runs;
  readonly #library: Library;
  readonly #thresholds: Thresholds;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #asked = 0;

  constructor(host: Host, { runs, library, thresholds }: { runs: Runs; library: Library; thresholds: Thresholds }) {
    this.#host = host;
    this.#runs = runs;
    this.#library = library;
    this.#thresholds = thresholds;
    const shownId = $derived(runs.shown?.id);
    const comparedId = $derived(runs.compared?.id);
    $effect.root(() => {
      $effect(() => {
        dependsOn(shownId, comparedId, library.currentId);
        untrack(() => {
          this.shown = this.compared = null;
          this.#readIn(0);
        });
      });
      $effect(() => {
        dependsOn(thresholds.wishes);
        untrack(() => this.#readIn(TRYING_MS));
      });
    });
    host.on('predictions.added', ({ videoId }) => {
      if (videoId === library.currentId) this.#readIn(GROWING_MS);
    });
  }

  #readIn(ms: number): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#read();
    }, ms);
  }

  async #read(): Promise<void> {
    const asked = ++this.#asked;
    const [shown, compared] = await Promise.all([this.#said(this.#runs.shown), this.#said(this.#runs.compared)]);
    if (asked !== this.#asked) return;
    this.shown = shown;
    this.compared = compared;
  }

  async #said(run: RunInfo | null): Promise<Said | null> {
    const videoId = this.#library.currentId;
    if (videoId === null || !run || !this.#runs.videoOf(run, videoId)) return null;
    try {
      return await this.#host.call('runs.segments', { runId: run.id, videoId, settings: this.#thresholds.wishes });
    } catch {
      // No segments can be had of it, e.g. while nothing is stored.
      return null;
    }
  }
}
