import type { HonestyReport } from '#shared/protocol/attention-methods';
import { durationText, scoreText } from './numbers.ts';

/** The verdict as a sentence: its first word, and what follows; `label` stands where the class's name does. */
export interface VerdictWords {
  readonly verdict: 'Holds.' | 'Weak.' | 'Does not hold.';
  readonly before: string;
  readonly after: string;
}

/** Which of the shares the sentence tells of. */
export const TOLD_SHARE = 0.2;

export function verdictWords(report: HonestyReport): VerdictWords {
  const { verdict, map, random, randomSpread, mapArea, randomArea, seeds } = report;
  const at = toldPlace(report);
  switch (verdict) {
    case 'holds':
      return {
        verdict: 'Holds.',
        before: `Hiding the ${Math.round(100 * TOLD_SHARE)} % marked most lowers `,
        after:
          ` from ${scoreText(map[0] ?? 0)} to ${scoreText(map[at] ?? 0)}; hiding random patches, to ` +
          `${scoreText(random[at] ?? 0)} ± ${scoreText(randomSpread[at] ?? 0)}.`,
      };
    case 'weak':
      return {
        verdict: 'Weak.',
        before: 'Hiding what the map marks lowers ',
        after: ` by ${scoreText(randomArea - mapArea)} more than random, within the spread of ${seeds} seeds.`,
      };
    case 'fails':
      return {
        verdict: 'Does not hold.',
        before: 'Hiding random patches lowers ',
        after: ' more than hiding what the map marks; do not read this map as an explanation.',
      };
  }
}

/** Place of the share that is told of. */
export function toldPlace({ shares }: Pick<HonestyReport, 'shares'>): number {
  return Math.max(
    0,
    shares.findIndex((share) => share >= TOLD_SHARE - 1e-6),
  );
}

/** What stands where no check was made. @param estimateSec null where nothing was measured. */
export function notRunWords(estimateSec: number | null): string {
  const time = estimateSec === null ? '' : ` It takes about ${durationText(Math.max(1, estimateSec))} here.`;
  return `Not run for this map.${time}`;
}
