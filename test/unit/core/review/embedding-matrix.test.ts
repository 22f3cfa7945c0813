import { expect, test } from 'vitest';
import { EmbeddingMatrix, leastPlaces } from '../../../../src-main/core/review/embedding-matrix.ts';

test('distances are 1 - cosine, whatever the lengths', () => {
  const matrix = new EmbeddingMatrix(2, 1);
  for (const row of [
    [3, 4],
    [6, 8],
    [-3, -4],
    [4, -3],
    [0, 0],
  ])
    matrix.add(Float32Array.from(row));
  const out = new Float32Array(matrix.count);
  matrix.distances(matrix.row(0), { from: 0, to: 5 }, out);
  [0, 0, 2, 1, 1].forEach((expected, i) => expect(out[i]).toBeCloseTo(expected, 6));
  expect(out.every((value) => value >= 0 && value <= 2)).toBe(true);
  expect(() => matrix.add(new Float32Array(3))).toThrow('3 values for 2 columns');
});

test('the least places in order, as sorting would give them; infinite ones never', () => {
  const values = Float32Array.from({ length: 500 }, (_, i) => ((i * 7919) % 97) / 97);
  values[13] = Infinity;
  const sorted = [...values.keys()].filter((i) => i !== 13).sort((a, b) => values[a]! - values[b]! || a - b);
  for (const count of [1, 7, 499, 600]) expect(leastPlaces(values, count)).toEqual(sorted.slice(0, count));
});
