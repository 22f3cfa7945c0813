import { decodeSummary, type AttentionSummary } from '#shared/attention-summary';
import type { Host } from '#shared/protocol';
import type { CropBox } from '#shared/protocol/attention-methods';
import type { RunId, VideoId } from '#shared/records';
import type { Runs } from './runs.svelte.ts';
import type { WindowState } from './window.svelte.ts';

/** Windows whose summary is kept: 2 to 50 KB each. */
const KEPT = 200;

/** What a run stored of the attention of the window in hand: there at once, without the model. */
export class Summaries {
  /** Of the window in hand; null while it is read, and where there is none. */
  current = $state.raw<AttentionSummary | null>(null);
  /** What the model sees of this video's frames; null before it is known. */
  crop = $state.raw<CropBox | null>(null);
  readonly #host: Host;
  readonly #runs: Runs;
  /** Answers that come after a newer question are dropped. */
  #asked = 0;
  readonly #kept = new Map<string, Promise<AttentionSummary | null>>();

  constructor(host: Host, runs: Runs, window: WindowState) {
    this.#host = host;
    this.#runs = runs;
    host.on('project.closed', () => this.#kept.clear());
    $effect.root(() => {
      $effect(() => {
        this.crop = null;
        const { shown, videoId } = runs;
        if (shown && videoId !== null && runs.videoOf(shown, videoId)) void this.#readCrop(shown.id, videoId);
      });
      $effect(() => {
        const index = window.current?.scores ? window.current.index : undefined;
        const { shown, videoId } = runs;
        this.#asked++;
        this.current = null;
        if (index === undefined || !shown || videoId === null) return;
        void this.#show(shown.id, videoId, index);
      });
    });
  }

  async #show(runId: RunId, videoId: VideoId, index: number): Promise<void> {
    const asked = ++this.#asked;
    const summary = await this.#read(runId, videoId, index);
    if (asked !== this.#asked) return;
    this.current = summary;
    const video = this.#runs.videoOf(this.#runs.shown, videoId);
    // Playback will be there soon.
    if (video?.state === 'complete' && index + 1 < video.plannedWindows) void this.#read(runId, videoId, index + 1);
  }

  #read(runId: RunId, videoId: VideoId, index: number): Promise<AttentionSummary | null> {
    const path = `attention/${runId}/${videoId}/${index}.bin`;
    const known = this.#kept.get(path);
    if (known) return known;
    const read = this.#fetch(path);
    this.#kept.set(path, read);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    // A window that is not analyzed yet may be so the next time.
    void read.then((summary) => summary ?? this.#kept.delete(path));
    return read;
  }

  async #fetch(path: string): Promise<AttentionSummary | null> {
    try {
      const response = await fetch(this.#host.resourceUrl(path));
      return response.ok ? decodeSummary(new Uint8Array(await response.arrayBuffer())) : null;
    } catch {
      // Without a summary there is no overlay, and the inspector tells why.
      return null;
    }
  }

  async #readCrop(runId: RunId, videoId: VideoId): Promise<void> {
    try {
      const { crop } = await this.#host.call('attention.facts', { runId, videoId, index: 0 });
      if (this.#runs.shown?.id === runId && this.#runs.videoId === videoId) this.crop = crop;
    } catch {
      // The model is gone: nothing is drawn over the picture that may be in the wrong place.
      this.crop = null;
    }
  }
}
