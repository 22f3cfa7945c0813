import { SvelteMap } from 'svelte/reactivity';
import type { Host } from '#shared/protocol';
import type { RunId, VideoId } from '#shared/records';
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

  forget(): void {
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

function keyOf({ runId, videoId, index }: WindowPlace): string {
  return `${runId} ${videoId} ${index}`;
}
