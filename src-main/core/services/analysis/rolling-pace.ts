/** How far back the pace looks: long enough to be steady, short enough to follow a machine that has got busy. */
const WINDOW_MS = 30_000;

/**
 * How fast something goes, over the last half minute. Times before the first count, when models are loaded and files
 * are opened, are not in it.
 */
export class RollingPace {
  readonly #now: () => number;
  /** Cumulative counts, ascending in time. */
  #points: { readonly atMs: number; readonly count: number }[] = [];

  /** @param now milliseconds on a clock that only goes forward. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** @param count how many are done by now, never fewer than before. */
  reached(count: number): void {
    const atMs = this.#now();
    this.#points.push({ atMs, count });
    // One point before the window stays, so that the whole of it is measured.
    while (this.#points.length > 2 && this.#points[1]!.atMs <= atMs - WINDOW_MS) this.#points.shift();
  }

  /** What was measured is forgotten: the next video begins. */
  restart(): void {
    this.#points = [];
  }

  /** null until two moments can be told apart. */
  get perSec(): number | null {
    const first = this.#points[0];
    const last = this.#points.at(-1);
    if (!first || !last || last.atMs <= first.atMs || last.count <= first.count) return null;
    return ((last.count - first.count) * 1000) / (last.atMs - first.atMs);
  }
}
