import type { RulerStep } from './ticks.ts';

const FADE_MS = 80;

/** Labels on their way from one zoom's to another's. */
export interface Fade {
  readonly from: RulerStep;
  /** How far it is, 0..1. */
  readonly share: number;
}

/** Lets labels of the ruler fade over where the zoom asks for others. */
export class RulerFade {
  #now: RulerStep | null = null;
  #from: RulerStep | null = null;
  #begunMs = 0;

  /**
   * @param step of the labels that are to be seen. @param nowMs on any clock that goes forward.
   * @returns null where they stand still.
   */
  at(step: RulerStep | null, nowMs: number): Fade | null {
    if (step?.unit !== this.#now?.unit || step?.step !== this.#now?.step) {
      this.#from = step && this.#now;
      this.#begunMs = nowMs;
    }
    this.#now = step;
    const share = (nowMs - this.#begunMs) / FADE_MS;
    if (this.#from === null || share >= 1) return (this.#from = null);
    return { from: this.#from, share };
  }
}
