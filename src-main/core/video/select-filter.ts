/** More terms than this cost ffmpeg more than the frames they keep off the pipe. */
const MAX_TERMS = 48;

interface Group {
  readonly first: number;
  readonly last: number;
  /** Frames between its members; 0 for a single one. */
  readonly step: number;
}

/**
 * An expression for ffmpeg's select filter that is true for every wanted frame and for few others: what it lets
 * through too much is dropped after the pipe, what it held back would be lost.
 *
 * Regular samplings become one term by their period in pts, so that the expression stays short for any length.
 *
 * @param pts the video's table. @param wanted indices, ascending, at least one.
 */
export function selectExpression(pts: Float64Array, wanted: readonly number[]): string {
  const first = wanted[0]!;
  const last = wanted.at(-1)!;
  const everything = between(pts[first]!, pts[last]!);
  if (wanted.length > 0.7 * (last - first + 1)) return everything;
  const terms = groupBySteps(wanted).map((group) => termFor(pts, group));
  if (terms.length <= MAX_TERMS) return terms.join('+');
  // Windows apart by another rhythm than their frames: the rhythm common to both has every wanted frame.
  return termFor(pts, { first, last, step: commonStep(wanted) });
}

/** The greatest step that reaches every index from the first. */
function commonStep(wanted: readonly number[]): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  return wanted.reduce((step, index) => divisor(step, index - wanted[0]!), 0);
}

/** Cuts ascending indices into runs of equal steps; each index is in exactly one. */
function groupBySteps(wanted: readonly number[]): Group[] {
  const groups: Group[] = [];
  for (let i = 0; i < wanted.length;) {
    const step = i + 1 < wanted.length ? wanted[i + 1]! - wanted[i]! : 0;
    let end = i;
    while (end + 1 < wanted.length && wanted[end + 1]! - wanted[end]! === step) end++;
    // Two members are no rhythm: the second may begin the next run.
    if (end === i + 1 && step > 1) end = i;
    groups.push({ first: wanted[i]!, last: wanted[end]!, step: end === i ? 0 : step });
    i = end + 1;
  }
  return groups;
}

function termFor(pts: Float64Array, { first, last, step }: Group): string {
  const start = pts[first]!;
  const range = between(start, pts[last]!);
  if (step <= 1) return range;
  const period = (pts[last]! - start) / ((last - first) / step);
  let deviation = 0;
  for (let i = first; i <= last; i += step) {
    const ideal = start + ((i - first) / step) * period;
    deviation = Math.max(deviation, Math.abs(pts[i]! - ideal));
  }
  if (deviation + 0.5 > period / 2) return range;
  return `${range}*lte(abs(mod(pts-${start}+${period / 2},${period})-${period / 2}),${deviation + 0.5})`;
}

function between(from: number, to: number): string {
  return `between(pts,${from - 0.5},${to + 0.5})`;
}
