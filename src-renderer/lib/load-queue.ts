/** Loads at a time; browsers hold six connections to a server, and calls and events need theirs. */
const MAX_LOADS = 4;
/** What nobody waits for leaves a slot free, so that what is asked for next begins at once. */
const MAX_BACKGROUND = 3;
/** While scrubbing, loads for the screen that may run side by side: older ones are let finish, so that pictures keep coming. */
const MAX_URGENT = 2;

interface Running {
  readonly abort: AbortController;
  readonly isUrgent: boolean;
}

/**
 * Loads what is wished for, few things at a time, the most urgent first. A wish replaces the older one of its rank: what
 * nobody wishes for any more is not begun, and in the background aborted.
 */
export class LoadQueue {
  /** By rank, 0 being what somebody waits for now. */
  readonly #wishes: (readonly string[])[] = [];
  readonly #running = new Map<string, Running>();
  readonly #load: (key: string, signal: AbortSignal) => Promise<void>;
  readonly #isSettled: (key: string) => boolean;

  /**
   * @param load must not reject. @param isSettled whether a key need not be loaded: it is there, or has failed.
   */
  constructor(load: (key: string, signal: AbortSignal) => Promise<void>, isSettled: (key: string) => boolean) {
    this.#load = load;
    this.#isSettled = isSettled;
  }

  /** @param rank 0 for what somebody waits for now; the greater, the later. @param keys the first is loaded first. */
  wish(rank: number, keys: readonly string[]): void {
    this.#wishes[rank] = keys;
    const wanted = new Set(this.#wishes.flatMap((list: readonly string[] | undefined) => list ?? []));
    for (const [key, { abort, isUrgent }] of this.#running) {
      if (!isUrgent && !wanted.has(key)) abort.abort();
    }
    this.#begin();
  }

  /** Forgets every wish and aborts what runs. */
  clear(): void {
    this.#wishes.length = 0;
    for (const { abort } of this.#running.values()) abort.abort();
  }

  #begin(): void {
    this.#wishes.forEach((keys: readonly string[] | undefined, rank) => {
      for (const key of keys ?? []) {
        if (!this.#hasRoom(rank)) return;
        if (!this.#running.has(key) && !this.#isSettled(key)) this.#start(key, rank === 0);
      }
    });
  }

  #hasRoom(rank: number): boolean {
    if (rank > 0) return this.#running.size < MAX_BACKGROUND;
    const urgent = [...this.#running.values()].filter(({ isUrgent }) => isUrgent).length;
    return this.#running.size < MAX_LOADS && urgent < MAX_URGENT;
  }

  #start(key: string, isUrgent: boolean): void {
    const abort = new AbortController();
    this.#running.set(key, { abort, isUrgent });
    void this.#load(key, abort.signal).finally(() => {
      this.#running.delete(key);
      this.#begin();
    });
  }
}
