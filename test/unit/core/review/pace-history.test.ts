import { expect, test } from 'vitest';
import { paceHistory } from '../../../../src-main/core/review/pace-history.ts';

const decided = (annotator: string, ...times: string[]) =>
  times.map((time) => ({ annotator, at: `2026-01-0${time}:00.000Z` }));

test('decisions fall into bins of a round length, by annotator', () => {
  const history = paceHistory([...decided('Ada', '1T10:03', '1T10:04', '1T10:26'), ...decided('Bo', '1T10:15')], 6);
  expect(history).toEqual({
    startsAt: ['00', '05', '10', '15', '20', '25'].map((minute) => `2026-01-01T10:${minute}:00.000Z`),
    minutesPerBin: 5,
    series: [
      { annotator: 'Ada', decisions: [2, 0, 0, 0, 0, 1] },
      { annotator: 'Bo', decisions: [0, 0, 0, 1, 0, 0] },
    ],
  });
});

test.each([1, 2, 3, 7, 48, 500])('never more than %i bins, and no decision is lost', (most) => {
  const decisions = decided('Ada', '1T00:00', '1T23:59', '2T12:30', '9T18:00');
  const { startsAt, series } = paceHistory(decisions, most);
  expect(startsAt.length).toBeLessThanOrEqual(most);
  expect(series[0]!.decisions.reduce((a, b) => a + b)).toBe(4);
  expect(Date.parse(startsAt[0]!)).toBeLessThanOrEqual(Date.parse(decisions[0]!.at));
});

test('an empty journal has no bins', () => {
  expect(paceHistory([], 10)).toEqual({ startsAt: [], minutesPerBin: 1, series: [] });
});
