import { describe, expect, test } from 'vitest';
import type { HonestyReport } from '../../../../src-main/shared/protocol/attention-methods.ts';
import { honestyChart } from '../../../../src-renderer/lib/honesty-chart.ts';
import { notRunWords, verdictWords } from '../../../../src-renderer/lib/honesty-words.ts';

const REPORT: HonestyReport = {
  label: 'touch face',
  seeds: 10,
  shares: [0, 0.1, 0.2, 0.6, 1],
  map: [0.43, 0.25, 0.12, 0.04, 0.03],
  random: [0.43, 0.4, 0.36, 0.2, 0.03],
  randomSpread: [0, 0.02, 0.03, 0.3, 0],
  mapArea: 0.11,
  randomArea: 0.24,
  areaSpread: 0.02,
  verdict: 'holds',
};

describe('the sentence', () => {
  const sentence = (report: HonestyReport) => {
    const { verdict, before, after } = verdictWords(report);
    return `${verdict} ${before}${report.label}${after}`;
  };
  test.each([
    [
      'holds',
      'Holds. Hiding the 20 % marked most lowers touch face from .43 to .12; hiding random patches, to .36 ± .03.',
    ],
    [
      'weak',
      'Weak. Hiding what the map marks lowers touch face by .13 more than random, within the spread of 10 seeds.',
    ],
    [
      'fails',
      'Does not hold. Hiding random patches lowers touch face more than hiding what the map marks; do not read this map as an explanation.',
    ],
  ] as const)('%s', (verdict, words) => {
    expect(sentence({ ...REPORT, verdict })).toBe(words);
  });

  test('where none was made', () => {
    expect(notRunWords(40.2)).toBe('Not run for this map. It takes about 40 s here.');
    expect(notRunWords(null)).toBe('Not run for this map.');
  });
});

describe('the curves', () => {
  const points = (path: string) => [...path.matchAll(/[ML](\S+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

  test('go from the left to the right, the axis ends at a round score', () => {
    const { map, random, ticks } = honestyChart(REPORT, { width: 100, height: 80 });
    expect(ticks.map(({ value }) => value)).toEqual([0.5, 0.25, 0]);
    expect(points(map).map(([x]) => x)).toEqual([0, 10, 20, 60, 100]);
    expect(points(map)[2]![1]).toBeCloseTo(80 * (1 - 0.12 / 0.5), 1);
    expect(points(random)[2]![1]).toBeCloseTo(80 * (1 - 0.36 / 0.5), 1);
  });

  test('the band stays where scores can be', () => {
    const { band } = honestyChart(REPORT, { width: 100, height: 80 });
    for (const [, y] of points(band)) {
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(80);
    }
    expect(points(band)).toHaveLength(10);
  });
});
