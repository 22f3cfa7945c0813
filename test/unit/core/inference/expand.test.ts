import { expect, test } from 'vitest';
import { floatsFromFrames } from '../../../../src-main/core/inference/expand.ts';
import { reference, referenceFrames } from '../../../support/inference.ts';

const [B, T, H, W, C] = reference.shape;

test.each([
  { axes: 'btchw', shape: [B, T, C, H, W], values: (all: number[]) => all.slice(0, 40), expected: reference.btchw },
  { axes: 'bcthw', shape: [B, C, T, H, W], values: (all: number[]) => all.slice(-40), expected: reference.bcthw },
  { axes: 'bthwc', shape: [B, T, H, W, C], values: (all: number[]) => all.slice(-40), expected: reference.bthwc },
] as const)('bytes become the floats numpy makes of them, as $axes', ({ axes, shape, values, expected }) => {
  const feed = floatsFromFrames(referenceFrames(axes));
  expect(feed.shape).toEqual(shape);
  expect(feed.data.length).toBe(B * T * C * H * W);
  expect(values([...feed.data])).toEqual(expected);
});

test('a shape that the bytes contradict is refused with both numbers', () => {
  expect(() => floatsFromFrames({ ...referenceFrames(), pixels: new Uint8Array(5) })).toThrow(
    'Frames of shape 2 x 4 x 6 x 5 x 3 need 720 bytes and a table of 768 values; there are 5 and 768.',
  );
});
