/** One table of results; every figure in it was measured in one run on one machine. */
export interface Section {
  readonly title: string;
  /** What was compared and how, in a sentence or two. */
  readonly note: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface BenchContext {
  /** Counted repetitions of each variant; the variants take turns, so that drift hits all alike. */
  readonly runs: number;
  readonly provider: string;
  /** The card's own figure for its peak, in TFLOP/s, where the user gave it. */
  readonly peakTflops: number | null;
  /** What fuzzing is asked for. */
  readonly fuzz: {
    readonly seed: number;
    /** One target alone. */
    readonly target: string | null;
  };
  /** How long fuzzing or the soak goes on; null: as long as each does by itself. */
  readonly minutes: number | null;
  /** A folder that may be filled and is kept between runs. */
  readonly scratchDir: string;
  readonly inferenceProcess: string;
  readonly cli: string;
  readonly note: (text: string) => void;
}

/** One file in bench/, one line in the list in main.ts. */
export interface Benchmark {
  readonly name: string;
  /** null where this machine lacks what the benchmark needs; the reason is noted. */
  run(context: BenchContext): Promise<Section | null>;
}

/** One way of doing the measured work. */
export interface Variant {
  readonly name: string;
  run(): Promise<unknown>;
}

/**
 * Times variants in turn (A B A B …) after one uncounted round.
 *
 * @returns milliseconds, runs values for each variant, in the order given.
 */
export async function timeInTurns(variants: readonly Variant[], runs: number): Promise<number[][]> {
  for (const variant of variants) await variant.run();
  const times = variants.map((): number[] => []);
  for (let round = 0; round < runs; round++) {
    for (const [i, variant] of variants.entries()) {
      const start = performance.now();
      await variant.run();
      times[i]!.push(performance.now() - start);
    }
  }
  return times;
}

/** The middle value; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Median of a's times over b's, round by round: what drifts in both cancels out. */
export function medianRatio(a: readonly number[], b: readonly number[]): number {
  return median(a.map((value, i) => value / b[i]!));
}
