import type { PaceHistory } from '../../shared/protocol/insight-methods.ts';
import type { Decision } from './history.ts';

const MINUTE_MS = 60_000;
const DAY = 24 * 60;
/** Lengths of a bin that people read easily, in minutes. */
const LENGTHS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY];

/**
 * Decisions by annotator and time, in bins of one length: the shortest with which all of them fit. They begin at whole
 * multiples of it in UTC, unless no length that reads easily is long enough.
 *
 * @param decisions in any order.
 * @param most bins at most; fewer where the history is short.
 */
export function paceHistory(decisions: readonly Decision[], most: number): PaceHistory {
  const minutes = decisions.map(({ at }) => Math.floor(Date.parse(at) / MINUTE_MS));
  const first = minutes.reduce((least, minute) => Math.min(least, minute), Infinity);
  const last = minutes.reduce((greatest, minute) => Math.max(greatest, minute), -Infinity);
  if (first === Infinity) return { startsAt: [], minutesPerBin: LENGTHS[0]!, series: [] };
  const nice = LENGTHS.find((one) => Math.floor(last / one) - Math.floor(first / one) < most);
  const length = nice ?? Math.ceil((last - first + 1) / most);
  const start = nice === undefined ? first : first - (first % length);
  const binOf = (minute: number) => Math.floor((minute - start) / length);
  const count = binOf(last) + 1;
  const annotators = [...new Set(decisions.map(({ annotator }) => annotator))].sort();
  return {
    startsAt: Array.from({ length: count }, (_, i) => new Date((start + i * length) * MINUTE_MS).toISOString()),
    minutesPerBin: length,
    series: annotators.map((annotator) => {
      const bins = new Array<number>(count).fill(0);
      for (const [i, decision] of decisions.entries()) {
        if (decision.annotator === annotator) bins[binOf(minutes[i]!)]!++;
      }
      return { annotator, decisions: bins };
    }),
  };
}
