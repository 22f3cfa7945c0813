import { totalmem } from 'node:os';
import type { AttentionTensors, HeatMap } from '../../attention/view.ts';
import type { Clip } from '../analysis/clips.ts';

/** All that the model says of one window, in memory. */
export interface PreparedWindow {
  readonly clip: Clip;
  readonly tensors: AttentionTensors;
  /** K scores. */
  readonly scores: Float32Array;
  /** From the class token through all layers, mean of heads; null where the model is too large to keep its attention. */
  readonly rollout: HeatMap | null;
  /** layers x heads, in patches; null as above. */
  readonly distances: readonly Float32Array[] | null;
  readonly sizeBytes: number;
  /** From its asking to its being ready, the model open. */
  readonly elapsedSec: number;
}

const MOST_WINDOWS = 16;
const MOST_BYTES = 2 ** 30;
/** On a small machine it may not take more than this share of the memory. */
const MOST_SHARE = 0.125;

/** The windows looked at last; the one that was used longest ago goes first. There is always room for one. */
export class PreparedWindows {
  readonly #mostBytes: number;
  /** The one used last at the end. */
  readonly #kept = new Map<string, PreparedWindow>();
  #bytes = 0;

  constructor(mostBytes = Math.min(MOST_BYTES, totalmem() * MOST_SHARE)) {
    this.#mostBytes = mostBytes;
  }

  has(key: string): boolean {
    return this.#kept.has(key);
  }

  get(key: string): PreparedWindow | undefined {
    const found = this.#kept.get(key);
    if (!found) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found;
  }

  add(key: string, window: PreparedWindow): void {
    this.#forget(key);
    this.#kept.set(key, window);
    this.#bytes += window.sizeBytes;
    for (const oldest of this.#kept.keys()) {
      const isFull = this.#kept.size > MOST_WINDOWS || this.#bytes > this.#mostBytes;
      if (!isFull || oldest === key) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#bytes -= this.#kept.get(key)?.sizeBytes ?? 0;
    this.#kept.delete(key);
  }
}
