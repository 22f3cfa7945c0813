import { SvelteMap } from 'svelte/reactivity';
import type { Host } from '#shared/protocol';
import type { QueueItem } from '#shared/protocol/review-methods';
import type { RunId, VideoId } from '#shared/records';
import { runSays, type RunSays } from '../lib/run-says.ts';
import type { WindowDetail } from './window.svelte.ts';

/** Windows kept, so that going back and forth asks nothing anew. */
const KEPT = 500;

/** Which window of which run. */
export interface WindowPlace {
  readonly runId: RunId;
  readonly videoId: VideoId;
  readonly index: number;
}

/** Scores of windows that are shown in a list or come next. What is stored of a window never changes. */
export class WindowDetails {
  readonly #known = new SvelteMap<string, WindowDetail>();
  readonly #says = new SvelteMap<string, RunSays>();
  readonly #askedSays = new Set<string>();
  readonly #asked = new Map<string, Promise<WindowDetail>>();
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  /** null until it was read. */
  get(place: WindowPlace): WindowDetail | null {
    return this.#known.get(keyOf(place)) ?? null;
  }

  /** Reads a window unless it is known. @throws AppError as predictions.window. */
  async read(place: WindowPlace): Promise<WindowDetail> {
    const key = keyOf(place);
    const known = this.#known.get(key);
    if (known) return known;
    const asked = this.#asked.get(key) ?? this.#host.call('predictions.window', { ...place });
    this.#asked.set(key, asked);
    try {
      const found = await asked;
      this.#keep(key, found);
      return found;
    } finally {
      this.#asked.delete(key);
    }
  }

  /** What the queue's run says of an item's span; null until it was read, and where it says nothing. */
  saysOf(item: QueueItem): RunSays | null {
    return this.#says.get(spanKey(item)) ?? null;
  }

  /** Reads it unless that was done. @throws AppError as predictions.windows. */
  async readSaysOf(item: QueueItem): Promise<void> {
    const { runId, videoId, startFrame: fromFrame, endFrame: toFrame } = item;
    const key = spanKey(item);
    if (runId === null || this.#askedSays.has(key)) return;
    this.#askedSays.add(key);
    try {
      const windows = await this.#host.call('predictions.windows', { runId, videoId, fromFrame, toFrame });
      const found = runSays(windows, item);
      if (found) this.#says.set(key, found);
    } catch (error) {
      this.#askedSays.delete(key);
      throw error;
    }
  }

  forget(): void {
    this.#says.clear();
    this.#askedSays.clear();
    this.#known.clear();
    this.#asked.clear();
  }

  #keep(key: string, detail: WindowDetail): void {
    this.#known.set(key, detail);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= KEPT) break;
      this.#known.delete(oldest);
    }
  }
}

function spanKey({ runId, videoId, startFrame, endFrame }: QueueItem): string {
  return `${runId} ${videoId} ${startFrame} ${endFrame}`;
}

function keyOf({ runId, videoId, index }: WindowPlace): string {
  return `${runId} ${videoId} ${index}`;
}
