import type { ThresholdCurve } from '../../shared/protocol/insight-methods.ts';
import type { Span } from '../../shared/records.ts';
import { framesWithin, intersection, framesIn, union } from '../base/spans.ts';

const STEPS = 100;

/** A window's score of the class in question, 0..1. */
export interface RatedWindow extends Span {
  readonly score: number;
}

/** One video: the run's windows, and what people say of the class there. Lists of spans are unions. */
export interface CurveVideo {
  readonly windows: readonly RatedWindow[];
  readonly present: readonly Span[];
  /** Frames about which something is said: the class is present or absent there, or another one is present. */
  readonly known: readonly Span[];
}

/**
 * Precision and recall of a class at thresholds from 1 down to 0, window by window, one video after the other. A window
 * counts where people say something about at least half of its frames, and is one of the class where that is present on
 * at least half of those. A window is found when its score reaches the threshold.
 */
export class ThresholdCounter {
  /** Windows by the first threshold that they reach; those of them that are of the class. */
  readonly #found = new Array<number>(STEPS + 1).fill(0);
  readonly #right = new Array<number>(STEPS + 1).fill(0);
  #frames = 0;

  add({ windows, present, known }: CurveVideo): void {
    for (const window of windows) {
      const knownFrames = framesWithin(window, known);
      if (2 * knownFrames < window.endFrame - window.startFrame) continue;
      const step = firstStepReached(window.score);
      this.#found[step]!++;
      if (2 * framesWithin(window, present) >= knownFrames) this.#right[step]!++;
    }
    this.#frames += framesIn(intersection(union(windows), known));
  }

  /** Precision is null where no window is found, recall where none is of the class. */
  curve(): ThresholdCurve {
    const positives = this.#right.reduce((a, b) => a + b);
    const steps = [...this.#found.keys()];
    const [found, right] = [runningSums(this.#found), runningSums(this.#right)];
    return {
      thresholds: steps.map(thresholdOf),
      precision: steps.map((step) => (found[step]! > 0 ? right[step]! / found[step]! : null)),
      recall: steps.map((step) => (positives > 0 ? right[step]! / positives : null)),
      frames: this.#frames,
    };
  }
}

function runningSums(counts: readonly number[]): number[] {
  let sum = 0;
  return counts.map((count) => (sum += count));
}

/** 1, 0.99, …, 0. */
function thresholdOf(step: number): number {
  return (STEPS - step) / STEPS;
}

/** The first step, from high to low, whose threshold a score reaches. */
function firstStepReached(score: number): number {
  const near = Math.min(STEPS, Math.max(0, Math.ceil((1 - score) * STEPS)));
  // The division may round past the very threshold.
  if (near > 0 && score >= thresholdOf(near - 1)) return near - 1;
  return score >= thresholdOf(near) ? near : Math.min(STEPS, near + 1);
}
