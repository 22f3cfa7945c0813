import type { Host } from '#shared/protocol';
import type { VideoId } from '#shared/records';
import { Reading } from './reading.ts';

/** Windows are counted again this long after the last change, in ms. */
const SETTLE_MS = 400;

/** How many windows of each video are doubtful and wait for a decision. */
export class Doubts {
  #counts = $state.raw<ReadonlyMap<VideoId, number>>(new Map());
  /** Of all videos; null before they were counted. */
  readonly all: number | null = $derived(
    this.#counts.size === 0 ? null : [...this.#counts.values()].reduce((sum, windows) => sum + windows, 0),
  );
  readonly #host: Host;
  /** Windows whose margin is below it are doubtful; null while no project is open. */
  #margin: number | null = null;
  readonly #counting = new Reading(
    () => this.#host.call('queue.doubtful', { margin: this.#margin! }),
    (rows) => (this.#counts = new Map(rows.map(({ videoId, windows }) => [videoId, windows]))),
  );
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(host: Host) {
    this.#host = host;
    const count = () => this.#countSoon();
    host.on('annotations.changed', count);
    host.on('queue.changed', count);
    host.on('predictions.added', count);
    host.on('videos.changed', count);
  }

  /** Of one video; null without windows, or before they were counted. */
  of(videoId: VideoId): number | null {
    return this.#counts.get(videoId) ?? null;
  }

  /** Counts those below this margin, from now on. */
  countBelow(margin: number): void {
    this.#margin = margin;
    this.#countSoon();
  }

  forget(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#counting.forget();
    this.#counts = new Map();
    this.#margin = null;
  }

  #countSoon(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#margin === null) return;
    this.#timer = setTimeout(() => {
      // The project was closed meanwhile.
      this.#counting.read().catch(() => this.forget());
    }, SETTLE_MS);
  }
}
