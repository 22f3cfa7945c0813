import fc from 'fast-check';
import { expect, test } from 'vitest';
import { float16Values, fromFloat16, toFloat16 } from '../../../../src-main/core/base/float16.ts';

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

/** Every half's value by the definition: (-1)^s 2^(e-15) (1 + f/1024), or 2^-14 f/1024 for e = 0. */
function valueByDefinition(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * 2 ** -14 * (fraction / 1024) : sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

/** The half nearest to a number that is at least 0, by trying them all; of two as near, the even one. */
function nearestByTrial(value: number): number {
  let best = 0;
  for (let bits = 1; bits <= 0x7c00; bits++) {
    // For rounding, infinity is where the next power of two would be.
    const candidate = bits === 0x7c00 ? 65536 : valueByDefinition(bits);
    const nearest = best === 0x7c00 ? 65536 : valueByDefinition(best);
    const [was, is] = [Math.abs(nearest - value), Math.abs(candidate - value)];
    if (is < was || (is === was && bits % 2 === 0)) best = bits;
  }
  return best;
}

test.each(CASES)('%f', (value, bits) => {
  expect(toFloat16(Float32Array.of(value))[0]).toBe(bits);
});

test('every half has the value of its definition, and comes back', () => {
  const halves = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);
  const values = fromFloat16(halves);
  const wanted = Float32Array.from(halves, valueByDefinition);
  expect(values.every((value, bits) => Object.is(value, wanted[bits]))).toBe(true);
  expect(float16Values()).toEqual(values);
  const back = toFloat16(values);
  expect(halves.filter((bits, i) => !Number.isNaN(values[i]!) && back[i] !== bits)).toEqual(new Uint16Array());
});

test('any float32 becomes the nearest half', () => {
  const anywhere = fc.float({ noNaN: true, min: 0, max: 70_000 });
  const between = fc
    .tuple(fc.integer({ min: 0, max: 0x7bfe }), fc.constantFrom(0.25, 0.5, 0.75))
    .map(([bits, part]) => Math.fround(valueByDefinition(bits) * (1 - part) + valueByDefinition(bits + 1) * part));
  fc.assert(
    fc.property(fc.oneof(anywhere, between), (value) => {
      const bits = nearestByTrial(value);
      expect(Array.from(toFloat16(Float32Array.of(value, -value)))).toEqual([bits, 0x8000 | bits]);
    }),
    { numRuns: 200 },
  );
});
