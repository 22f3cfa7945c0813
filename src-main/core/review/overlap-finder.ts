import type { Span } from '../../shared/records.ts';

/** Finds which of many spans share frames with another one. */
export class OverlapFinder<T extends Span> {
  readonly #byStart: readonly T[];
  readonly #longest: number;

  constructor(spans: readonly T[]) {
    this.#byStart = [...spans].sort((a, b) => a.startFrame - b.startFrame);
    this.#longest = spans.reduce((most, { startFrame, endFrame }) => Math.max(most, endFrame - startFrame), 0);
  }

  /** By start. */
  overlapping({ startFrame, endFrame }: Span): T[] {
    const found: T[] = [];
    for (let i = this.#firstFrom(startFrame - this.#longest); i < this.#byStart.length; i++) {
      const span = this.#byStart[i]!;
      if (span.startFrame >= endFrame) break;
      if (span.endFrame > startFrame) found.push(span);
    }
    return found;
  }

  #firstFrom(startFrame: number): number {
    let low = 0;
    let high = this.#byStart.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#byStart[middle]!.startFrame < startFrame) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
