import { describe, expect, test } from 'vitest';
import { laneColumns, lanesText, segmentsText } from '../../../src-main/cli/timeline-view.ts';
import { clockText } from '../../../src-main/shared/time.ts';

const plain = { columns: 60, hasColour: false };
const lane = (label: string, ...values: number[]) => ({ label, values: Float64Array.from(values) });

describe('lanes', () => {
  test('a score is the height of a block, and what no window saw is blank', () => {
    const text = lanesText([lane('walk', 0, 0.12, 0.5, 0.9, 1, NaN, 1.7, -3)], 8, plain);
    expect(text.split('\n')[1]).toBe('  walk ·▁▄▇█ █·');
  });

  test('under a ruler with a mark at each time', () => {
    const [ruler] = lanesText([lane('walk', ...new Array<number>(40).fill(0))], 60, plain).split('\n');
    expect(ruler).toBe(`  ${' '.repeat(4)} ╷0:00     ╷0:15     ╷0:30     ╷0:45`);
    expect(ruler!.indexOf('╷0:30')).toBe(7 + 20);
  });

  test('labels are aligned and a long one is shortened', () => {
    const long = 'an extraordinarily long label';
    const rows = lanesText([lane(long, 1), lane('b', 1)], 1, plain)
      .split('\n')
      .slice(1);
    expect(rows).toEqual(['  an extraordinarily long… █', `  b${' '.repeat(23)} █`]);
  });

  test('they fill the width', () => {
    expect(laneColumns(['walk'], plain)).toBe(60 - 4 - 5);
    expect(laneColumns(['walk'], { ...plain, columns: 5 })).toBe(20);
  });

  test('colour is for terminals that want it', () => {
    expect(lanesText([lane('a', 1)], 1, { ...plain, hasColour: true })).toContain('\x1b[36m█\x1b[0m');
  });
});

test('segments are a table with times from the pts table', () => {
  // 3 frames with an offset of 10 ticks, of 1/10 s, the last shown for 5 ticks.
  const clock = { pts: Float64Array.of(10, 12, 30), timeBase: { num: 1, den: 10 }, lastDuration: 5 };
  const segments = [
    { startFrame: 0, endFrame: 2, label: 'walk', score: 0.75 },
    { startFrame: 1, endFrame: 3, label: 'run fast', score: 1 },
  ];
  expect(segmentsText(segments, clock, plain).split('\n')).toEqual([
    '     start       end  length  label     score',
    '  0:00.000  0:02.000  2.00 s  walk      0.750',
    '  0:00.200  0:02.500  2.30 s  run fast  1.000',
  ]);
});

test.each([
  [0, 3, '0:00.000'],
  [59.9996, 3, '1:00.000'],
  [3723.4567, 3, '1:02:03.457'],
  [7.04, 0, '0:07'],
  [3599.6, 0, '1:00:00'],
  [12.34, 1, '0:12.3'],
])('%f s with %i digits is %s', (seconds, digits, text) => {
  expect(clockText(seconds, digits)).toBe(text);
});
