import { expect, test } from 'vitest';
import { matrixProduct } from '../../../../../src-main/core/models/timesformer/matrix-product.ts';
import { quantizeRows } from '../../../../../src-main/core/models/timesformer/quantize.ts';
import { largestDifference, loadFixture, runFixture } from '../../../../support/timesformer.ts';

const FIXTURES = ['divided', 'joint', 'space', 'odd-heads', 'no-qkv-bias', 'half', 'bfloat'];

test.each(FIXTURES)('%s in 16 bits stays within what 11 bits of mantissa allow', async (name) => {
  const fixture = loadFixture(name);
  for (const flavour of ['predict', 'inspect'] as const) {
    const { logits, cls_attention: map } = await runFixture(fixture, { flavour, precision: 'fp16' });
    expect([logits?.type, map?.type]).toEqual(['float32', 'float32']);
    const difference = largestDifference(logits, fixture.expected.values('logits'));
    expect(difference).toBeLessThan(0.02);
    expect(difference).toBeGreaterThan(0);
  }
});

test.each(FIXTURES)('%s in 8 bits stays near', async (name) => {
  const fixture = loadFixture(name);
  const { logits } = await runFixture(fixture, { flavour: 'predict', precision: 'int8' });
  const difference = largestDifference(logits, fixture.expected.values('logits'));
  expect(difference).toBeLessThan(0.2);
  expect(difference).toBeGreaterThan(0);
});

test('an inspect graph is not made in 8 bits', async () => {
  const run = runFixture(loadFixture('divided'), { flavour: 'inspect', precision: 'int8' });
  await expect(run).rejects.toMatchObject({
    code: 'request.invalid',
    message: 'The inspect graph shows exact parts, so it is not made in int8. Use fp32.',
  });
});

test('each output is quantised by its own largest weight, and transposed', () => {
  const { columns, scales } = quantizeRows(Float32Array.of(1, -2, 0.5, 0, 0, 0), 2);
  expect([...scales]).toEqual([Math.fround(2 / 127), 1]);
  expect([...columns]).toEqual([64, 0, -127, 0, 32, 0]);
});

test('products of sizes that are no multiple of the tile', () => {
  const a = Float32Array.from({ length: 15 }, (_, i) => i - 7);
  const b = Float32Array.from({ length: 18 }, (_, i) => (i * 5) % 7);
  const expected = Array.from({ length: 30 }, (_, at) => {
    const [row, column] = [Math.floor(at / 6), at % 6];
    return [0, 1, 2].reduce((sum, i) => sum + a[row * 3 + i]! * b[i * 6 + column]!, 0);
  });
  expect([...matrixProduct(a, b, 3)]).toEqual(expected);
});
