import type { HonestyReport } from '#shared/protocol/attention-methods';

/** The curves as SVG paths in a box of the given size, and where its ticks are. */
export interface HonestyChart {
  readonly map: string;
  readonly random: string;
  /** Around the random curve, one standard deviation either way. */
  readonly band: string;
  readonly ticks: readonly { readonly y: number; readonly value: number }[];
  readonly xOf: (share: number) => number;
  readonly yOf: (score: number) => number;
}

/** Ends of the score axis, so that the curves fill it and its ticks are round. */
const TOPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

/** @param width of the plot in px. @param height as well; scores grow upwards from 0. */
export function honestyChart(
  report: HonestyReport,
  { width, height }: { width: number; height: number },
): HonestyChart {
  const { shares, map, random, randomSpread } = report;
  const greatest = Math.max(...map, ...random);
  const top = TOPS.find((value) => value >= greatest) ?? greatest;
  const least = Math.min(0, ...map, ...random);
  const xOf = (share: number) => share * width;
  const yOf = (score: number) => height - ((score - least) / (top - least)) * height;
  const line = (scores: readonly number[]) =>
    scores
      .map((score, i) => `${i === 0 ? 'M' : 'L'}${xOf(shares[i] ?? 0).toFixed(1)} ${yOf(score).toFixed(1)}`)
      .join('');
  // A spread may reach beyond what scores can be.
  const upper = random.map((score, i) => Math.min(top, score + (randomSpread[i] ?? 0)));
  const lower = random.map((score, i) => Math.max(least, score - (randomSpread[i] ?? 0)));
  const back = lower
    .map((score, i) => `L${xOf(shares[i] ?? 0).toFixed(1)} ${yOf(score).toFixed(1)}`)
    .reverse()
    .join('');
  const ticks = [top, top / 2, 0].map((value) => ({ value, y: yOf(value) }));
  return { map: line(map), random: line(random), band: `${line(upper)}${back}Z`, ticks, xOf, yOf };
}
