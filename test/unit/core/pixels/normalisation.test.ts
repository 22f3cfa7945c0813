import { describe, expect, test } from 'vitest';
import { normalisationTable } from '../../../../src-main/core/pixels/normalisation.ts';
import { BACKENDS, KINETICS, reference, sha256 } from './reference.ts';

describe.each(BACKENDS)('%s tables equal the reference, bit for bit', (backend) => {
  test.each(reference.normalisation)('$name', ({ rescaleFactor, mean, std, ...expected }) => {
    const table = normalisationTable({ ...KINETICS, backend, rescaleFactor, mean, std }, 3);
    expect(table.length).toBe(3 * 256);
    expect(sha256(table)).toBe(expected[backend]);
  });
});

test.each([
  ['a mean of another length', { mean: [0.5] }, /image_mean has 1 values, but the model takes 3 channels/],
  ['a std of another length', { std: [1, 1] }, /image_std has 2 values/],
  ['a mean alone', { std: null }, /image_mean without image_std/],
  ['a std alone', { mean: null }, /image_std without image_mean/],
])('refuses %s', (_, change, message) => {
  expect(() => normalisationTable({ ...KINETICS, ...change }, 3)).toThrow(
    expect.objectContaining({ code: 'config.invalid', message: expect.stringMatching(message) as string }),
  );
});
