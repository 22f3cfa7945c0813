import { clockText } from '../shared/time.ts';

/** How fast something goes, from its beginning. */
export class Pace {
  readonly #startMs = performance.now();
  readonly #unit: string;

  /** @param unit plural of what is counted, e.g. "windows". */
  constructor(unit: string) {
    this.#unit = unit;
  }

  /** E.g. "3.1 windows/s, 0:42 left". */
  noteAt(done: number, planned: number): string {
    const elapsedSec = (performance.now() - this.#startMs) / 1000;
    const perSec = done / Math.max(elapsedSec, 1e-3);
    const leftSec = (planned - done) / perSec;
    return `${perSec.toFixed(perSec < 10 ? 1 : 0)} ${this.#unit}/s, ${clockText(leftSec, 0)} left`;
  }
}
