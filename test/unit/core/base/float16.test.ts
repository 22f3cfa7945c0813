import { expect, test } from 'vitest';
import { toFloat16 } from '../../../../src-main/core/base/float16.ts';

/** Bits as IEEE 754 has them, by numpy.float16. */
const CASES: readonly [number, number][] = [
  [0, 0x0000],
  [-0, 0x8000],
  [1, 0x3c00],
  [-2, 0xc000],
  [65504, 0x7bff],
  [65519.99, 0x7bff],
  [65520, 0x7c00],
  [-1e9, 0xfc00],
  [Infinity, 0x7c00],
  [NaN, 0x7e00],
  [2 ** -14, 0x0400],
  [2 ** -24, 0x0001],
  [2 ** -25, 0x0000],
  [1.0001 * 2 ** -25, 0x0001],
  [1.5 * 2 ** -24, 0x0002],
  [1 + 2 ** -11, 0x3c00],
  [1 + 3 * 2 ** -11, 0x3c02],
  [1 + 2 ** -11 + 2 ** -20, 0x3c01],
  [2 ** -14 - 2 ** -26, 0x0400],
  [0.1, 0x2e66],
];

test.each(CASES)('%f', (value, bits) => {
  expect(toFloat16(Float32Array.of(value))[0]).toBe(bits);
});
