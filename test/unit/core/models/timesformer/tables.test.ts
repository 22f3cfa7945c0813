import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  nearestIndices,
  resizePositions,
  resizeTimes,
} from '../../../../../src-main/core/models/timesformer/tables.ts';

interface Row {
  readonly length: number;
  readonly count: number;
  readonly indices: readonly number[];
}

const path = new URL('../../../../fixtures/timesformer/nearest.json', import.meta.url);
const rows = JSON.parse(readFileSync(path, 'utf8')) as readonly Row[];

test.each(rows)('$length rows for $count as torch takes them', ({ length, count, indices }) => {
  expect(nearestIndices(length, count)).toEqual(indices);
});

test('a square table of positions is taken for any grid', () => {
  const table = Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40);
  expect([...resizePositions(table, 2, 1, 4)]).toEqual([1, 10, 1, 10, 2, 20, 2, 20]);
});

test('a table that is no square says so', () => {
  expect(() => resizePositions(new Float32Array(6), 2, 2, 2)).toThrow(
    "The position table has 3 patches, which is no square grid, so it can't be resized to 2x2. Use the size the model was trained with.",
  );
});

test('times are taken by frame', () => {
  expect([...resizeTimes(Float32Array.of(1, 10, 2, 20), 2, 3)]).toEqual([1, 10, 1, 10, 2, 20]);
});
