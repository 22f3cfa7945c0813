import type { SegmentWishes } from '#shared/protocol/run-methods';

/**
 * How scores are cut into segments while somebody tries: what the sliders of the inspector say, and the timeline draws at
 * once. null: as the video was last cut.
 */
export class Thresholds {
  /** Scores from here on are for the class, 0..1 for classifiers. */
  threshold = $state<number | null>(null);
  /** Width of the moving average in frames; 0 for none. */
  smoothingFrames = $state<number | null>(null);
  readonly isTried: boolean = $derived(this.threshold !== null || this.smoothingFrames !== null);
  /** For runs.segments and runs.propose. */
  readonly wishes: SegmentWishes = $derived({
    ...(this.threshold !== null && { threshold: this.threshold }),
    ...(this.smoothingFrames !== null && { smoothingFrames: this.smoothingFrames }),
  });

  /** Back to how the video was last cut. */
  reset(): void {
    this.threshold = null;
    this.smoothingFrames = null;
  }
}
