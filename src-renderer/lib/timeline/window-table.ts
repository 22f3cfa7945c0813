import type { PredictionWindow } from '#shared/protocol/run-methods';
import type { Span } from '#shared/records';
import { lastAtOrBefore } from './axis.ts';

/** Best classes that are kept of each window. */
const TOP = 5;

/** All windows of a run over one video in a few arrays: where they lie, and their best classes. Filled in order. */
export class WindowTable {
  readonly labels: readonly string[];
  #count = 0;
  #starts = new Int32Array(256);
  #ends = new Int32Array(256);
  /** TOP a window: index of the label, -1 for none. */
  #classes = new Int16Array(256 * TOP);
  #scores = new Float32Array(256 * TOP);
  readonly #gaps: { startFrame: number; endFrame: number }[] = [];
  readonly #places: ReadonlyMap<string, number>;

  constructor(labels: readonly string[]) {
    this.labels = labels;
    this.#places = new Map(labels.map((label, i) => [label, i]));
  }

  /** Windows known: 0 … count - 1. */
  get count(): number {
    return this.#count;
  }

  /** Where the analysis is: the end of the last window. */
  get frontier(): number {
    return this.#count === 0 ? 0 : this.#ends[this.#count - 1]!;
  }

  /** Where windows have no scores, because nothing of them decodes. */
  get gaps(): readonly Span[] {
    return this.#gaps;
  }

  /** Appends windows that follow those it has; known ones are left out. */
  add(windows: readonly PredictionWindow[]): void {
    for (const window of windows) if (window.index === this.#count) this.#push(window);
  }

  start(index: number): number {
    return this.#starts[index]!;
  }

  end(index: number): number {
    return this.#ends[index]!;
  }

  centre(index: number): number {
    return Math.floor((this.#starts[index]! + this.#ends[index]!) / 2);
  }

  /** Index of the best class' label; -1 where the window has no scores. */
  best(index: number): number {
    return this.#classes[index * TOP]!;
  }

  bestScore(index: number): number {
    return this.#scores[index * TOP]!;
  }

  /**
   * A label's score where it is among the best that are kept; else the least of those, which it does not exceed.
   * null where the window has no scores.
   */
  scoreOf(index: number, label: string): { readonly score: number; readonly isBound: boolean } | null {
    if (this.best(index) < 0) return null;
    const wanted = this.#places.get(label) ?? NaN;
    const at = this.#classes.subarray(index * TOP, (index + 1) * TOP).indexOf(wanted);
    return { score: this.#scores[index * TOP + (at < 0 ? TOP - 1 : at)]!, isBound: at < 0 };
  }

  /** Difference of the two best scores; 1 without two. */
  margin(index: number): number {
    const at = index * TOP;
    return this.#classes[at + 1]! < 0 ? 1 : this.#scores[at]! - this.#scores[at + 1]!;
  }

  /** Windows [from, to) that share a frame with a range. */
  overlapping(startFrame: number, endFrame: number): { readonly from: number; readonly to: number } {
    const ends = this.#ends.subarray(0, this.#count);
    let from = this.#count === 0 ? 0 : lastAtOrBefore(ends, startFrame);
    while (from < this.#count && ends[from]! <= startFrame) from++;
    let to = from;
    // Windows begin in order, so a search would do; ranges are small where it matters.
    while (to < this.#count && this.#starts[to]! < endFrame) to++;
    return { from, to };
  }

  /** The window whose centre is nearest to a frame; null without windows. */
  nearest(frame: number): number | null {
    if (this.#count === 0) return null;
    const at = lastAtOrBefore(this.#starts.subarray(0, this.#count), frame);
    const distance = (index: number) => Math.abs(this.centre(index) - frame);
    let best = at;
    for (let i = at; i >= 0 && this.#ends[i]! > frame; i--) if (distance(i) <= distance(best)) best = i;
    if (at + 1 < this.#count && distance(at + 1) < distance(best)) best = at + 1;
    return best;
  }

  /** The labels with the highest scores over windows [from, to), the best first. */
  highest(from: number, to: number, count: number): string[] {
    const most = new Float32Array(this.labels.length);
    for (let i = from * TOP; i < to * TOP; i++) {
      const place = this.#classes[i]!;
      if (place >= 0 && this.#scores[i]! > most[place]!) most[place] = this.#scores[i]!;
    }
    return [...most.keys()]
      .filter((place) => most[place]! > 0)
      .sort((a, b) => most[b]! - most[a]!)
      .slice(0, count)
      .map((place) => this.labels[place]!);
  }

  /**
   * The labels worth a row each: the two between which the window in hand is decided, then the highest of windows
   * [from, to).
   *
   * @param inHand index of that window; null while there is none.
   */
  telling(
    inHand: number | null,
    { from, to }: { readonly from: number; readonly to: number },
    count: number,
  ): string[] {
    const own = inHand === null || inHand >= this.#count ? [] : this.highest(inHand, inHand + 1, 2);
    return [...new Set([...own, ...this.highest(from, to, count)])].slice(0, count);
  }

  #push({ startFrame, endFrame, top }: PredictionWindow): void {
    if (this.#count === this.#starts.length) this.#grow();
    const index = this.#count++;
    if (top.length === 0) this.#addGap(startFrame, endFrame);
    this.#starts[index] = startFrame;
    this.#ends[index] = endFrame;
    for (let i = 0; i < TOP; i++) {
      const { label, score } = top[i] ?? { label: '', score: 0 };
      this.#classes[index * TOP + i] = this.#places.get(label) ?? -1;
      this.#scores[index * TOP + i] = score;
    }
  }

  #addGap(startFrame: number, endFrame: number): void {
    const last = this.#gaps.at(-1);
    if (last && startFrame <= last.endFrame) last.endFrame = endFrame;
    else this.#gaps.push({ startFrame, endFrame });
  }

  #grow(): void {
    const grown = <A extends Int32Array | Int16Array | Float32Array>(from: A, into: A): A => {
      into.set(from);
      return into;
    };
    this.#starts = grown(this.#starts, new Int32Array(2 * this.#starts.length));
    this.#ends = grown(this.#ends, new Int32Array(2 * this.#ends.length));
    this.#classes = grown(this.#classes, new Int16Array(2 * this.#classes.length));
    this.#scores = grown(this.#scores, new Float32Array(2 * this.#scores.length));
  }
}

/**
 * The labels to show: those that are highest, but one that is shown already keeps its row, so that nothing jumps.
 *
 * @param shown as they are shown now, top to bottom.
 * @param highest the best first.
 */
export function steadyRows(shown: readonly string[], highest: readonly string[]): string[] {
  const kept = highest.map((_, i) => (highest.includes(shown[i] ?? '') ? shown[i]! : null));
  const others = highest.filter((label) => !kept.includes(label));
  return kept.map((label) => label ?? others.shift()!);
}
