import { describe, expect, test } from 'vitest';
import { colourTable, DIVERGING_COLOUR_MAPS, SEQUENTIAL_COLOUR_MAPS } from '../../../src-main/shared/colour-maps.ts';

const ALL = [...SEQUENTIAL_COLOUR_MAPS, ...DIVERGING_COLOUR_MAPS];

test.each(ALL)('%s has 256 colours', (name) => {
  expect(colourTable(name).length).toBe(768);
});

// First, middle and last colour as matplotlib 3.11 has them.
test.each([
  ['magma', '000004', 'b73779', 'fcfdbf'],
  ['viridis', '440154', '21918c', 'fde725'],
  ['cividis', '00224e', '7d7c78', 'fee838'],
] as const)('%s is the published one', (name, first, middle, last) => {
  const hex = Buffer.from(colourTable(name)).toString('hex');
  expect([hex.slice(0, 6), hex.slice(6 * 128, 6 * 128 + 6), hex.slice(-6)]).toEqual([first, middle, last]);
});

describe('lightness', () => {
  test.each(SEQUENTIAL_COLOUR_MAPS)('%s never gets darker', (name) => {
    const luma = lumas(name);
    for (let i = 1; i < 256; i++) expect(luma[i]! - luma[i - 1]!).toBeGreaterThan(-0.6);
  });

  test('blue-red is lightest in the middle and ends as designed', () => {
    const luma = lumas('blue-red');
    const middle = Math.max(...luma);
    expect(Math.abs(luma.indexOf(middle) - 127.5)).toBeLessThan(2);
    const hex = Buffer.from(colourTable('blue-red')).toString('hex');
    expect([hex.slice(0, 6), hex.slice(-6)]).toEqual(['3b7dd8', 'd4503e']);
  });
});

function lumas(name: (typeof ALL)[number]): number[] {
  const table = colourTable(name);
  return Array.from(
    { length: 256 },
    (_, i) => 0.2126 * table[3 * i]! + 0.7152 * table[3 * i + 1]! + 0.0722 * table[3 * i + 2]!,
  );
}
