import { murmur3 } from '../../../src-main/core/base/random-draw.ts';

/** Draws that follow from a text alone, so that any single input of a run can be made again. */
export class Random {
  #state: number;

  /** @param key what the draws follow from: target, seed and place of the input. */
  constructor(key: string) {
    this.#state = murmur3(Buffer.from(key), 0);
  }

  /** An unsigned 32-bit integer. @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c (mulberry32) */
  uint32(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A whole number in [0, end); 0 for an `end` of 0. */
  below(end: number): number {
    return end <= 1 ? 0 : Math.floor((this.uint32() / 2 ** 32) * end);
  }

  /** Whether one of `among` times it is so. */
  isOne(among: number): boolean {
    return this.below(among) === 0;
  }

  /** @param items not empty. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** A length that is mostly small: up to `most`, on a scale of powers of two. */
  length(most: number): number {
    const bits = this.below(Math.floor(Math.log2(Math.max(1, most))) + 1);
    return Math.min(most, 1 + this.below(2 ** bits));
  }
}
