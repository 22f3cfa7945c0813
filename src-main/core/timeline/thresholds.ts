/** The thresholds of all classes, and those of some. */
export interface ThresholdSettings {
  /** A segment must reach this score somewhere. */
  readonly threshold: number;
  /** It goes on, to both sides, while the score stays at or above this one; at most `threshold`. */
  readonly leaveThreshold: number;
  /** By label, instead of `threshold`. */
  readonly classThresholds?: Readonly<Record<string, number>>;
}

/** Where segments of one class begin and end. */
export interface ClassThresholds {
  readonly enter: number;
  /** At most `enter`. */
  readonly leave: number;
}

/**
 * One class's thresholds. Its leave threshold keeps the ratio of the common two, so that 0.5 and 0.4 become 0.75 and
 * 0.6; where the common threshold is 0 and has no ratio, the distance.
 */
export function thresholdsOf(settings: ThresholdSettings, label: string): ClassThresholds {
  const { threshold, leaveThreshold, classThresholds = {} } = settings;
  // A label may be called "constructor".
  if (!Object.hasOwn(classThresholds, label)) return { enter: threshold, leave: leaveThreshold };
  const enter = classThresholds[label]!;
  const leave = threshold === 0 ? enter + leaveThreshold : enter * (leaveThreshold / threshold);
  return { enter, leave: Math.min(enter, leave) };
}
