/** One clip as two models judged it. */
export interface PairedClip {
  /** The true class, by name: the models may number classes differently. */
  readonly label: string;
  readonly isRightBefore: boolean;
  readonly isRightAfter: boolean;
}

/** How a model compares with another on the same clips; shares are of all clips. */
export interface PairedReport {
  readonly clips: number;
  readonly before: number;
  readonly after: number;
  /** Clips that only the second is right about, and only the first. */
  readonly fixed: number;
  readonly broken: number;
  /**
   * McNemar's exact test, two-sided: how likely so uneven a split of fixed and broken is if neither model were better.
   * Clips of one video are not independent, so that it is smaller than it should be.
   */
  readonly pValue: number;
  /** By the order in which they come. */
  readonly classes: readonly {
    readonly label: string;
    readonly clips: number;
    readonly before: number;
    readonly after: number;
  }[];
}

/** @param clips at least one. */
export function pairedReport(clips: readonly PairedClip[]): PairedReport {
  const fixed = clips.filter((clip) => clip.isRightAfter && !clip.isRightBefore).length;
  const broken = clips.filter((clip) => clip.isRightBefore && !clip.isRightAfter).length;
  const classes = [...new Set(clips.map(({ label }) => label))].map((label) => {
    const own = clips.filter((clip) => clip.label === label);
    return { label, ...sharesOf(own) };
  });
  return { ...sharesOf(clips), fixed, broken, pValue: signTest(fixed, broken), classes };
}

function sharesOf(clips: readonly PairedClip[]): Pick<PairedReport, 'clips' | 'before' | 'after'> {
  const share = (test: (clip: PairedClip) => boolean) => clips.filter(test).length / clips.length;
  return {
    clips: clips.length,
    before: share(({ isRightBefore }) => isRightBefore),
    after: share(({ isRightAfter }) => isRightAfter),
  };
}

/** Twice the chance of at most min(a, b) heads in a + b throws of a fair coin, at most 1. */
function signTest(a: number, b: number): number {
  const throws = a + b;
  // The logarithm, so that 2^-throws does not vanish.
  let term = -throws * Math.LN2;
  let sum = 0;
  for (let heads = 0; heads <= Math.min(a, b); heads++) {
    sum += Math.exp(term);
    term += Math.log((throws - heads) / (heads + 1));
  }
  return Math.min(1, 2 * sum);
}
