import type { Span } from '../../shared/records.ts';

/** Spans in lanes, by start. */
export class Lanes<T extends Span> {
  readonly #lanes = new Map<string, T[]>();

  /** @param keyOf the lane of each; null for those that are in none. */
  constructor(items: readonly T[], keyOf: (one: T) => string | null) {
    for (const one of items) {
      const key = keyOf(one);
      if (key === null) continue;
      const lane = this.#lanes.get(key);
      if (lane) lane.push(one);
      else this.#lanes.set(key, [one]);
    }
    for (const lane of this.#lanes.values()) lane.sort((a, b) => a.startFrame - b.startFrame);
  }

  /** By start. */
  lane(key: string): readonly T[] {
    return this.#lanes.get(key) ?? [];
  }

  /** Those of a lane whose spans lie apart that share a frame with a span, by start. */
  overlapping(key: string, { startFrame, endFrame }: Span): T[] {
    const lane = this.lane(key);
    let low = 0;
    let high = lane.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lane[middle]!.endFrame <= startFrame) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < lane.length && lane[end]!.startFrame < endFrame) end++;
    return lane.slice(low, end);
  }
}
