import { describe, expect, test } from 'vitest';
import { TimesformerConfig } from '../../../src-main/library/index.ts';
import { randomWeights } from '../../../src-main/library/random-weights.ts';
import { reference } from '../../support/library.ts';

const tiny = {
  image_size: 16,
  patch_size: 8,
  num_frames: 2,
  hidden_size: 48,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 64,
  num_labels: 3,
};

describe.each(reference.newModels)('a new model with $changes', ({ changes, tensors }) => {
  const { architecture, initializer_range } = new TimesformerConfig({ ...tiny, ...changes });
  const weights = randomWeights(architecture, initializer_range, 0);

  test('has the tensors of transformers', () => {
    expect(Object.fromEntries(weights.names.map((name) => [name, weights.find(name)!.shape]))).toEqual(
      Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape])),
    );
  });

  test.each(Object.entries(tensors))('%s starts as there', async (name, { shape, start }) => {
    const values = await weights.read(name);
    expect(values).toHaveLength(shape.reduce((product, axis) => product * axis, 1));
    if (start !== 'normal') {
      expect(new Set(values)).toEqual(new Set([Math.fround(start)]));
      return;
    }
    const { mean, deviation } = statistics(values);
    // Five standard errors of a normal sample's mean and deviation.
    expect(Math.abs(mean)).toBeLessThan((5 * initializer_range) / Math.sqrt(values.length));
    expect(Math.abs(deviation - initializer_range)).toBeLessThan(
      (5 * initializer_range) / Math.sqrt(2 * values.length),
    );
  });
});

test('wide distributions are cut at 2, as torch cuts them', async () => {
  const weights = randomWeights(new TimesformerConfig(tiny).architecture, 1.5, 0);
  const values = await weights.read('timesformer.encoder.layer.0.intermediate.dense.weight');
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(2);
  // Of a normal distribution with deviation 1.5 that is cut at 2: 1.5 * sqrt(1 - 2 a φ(a) / (2 Φ(a) - 1)), a = 4/3.
  expect(statistics(values).deviation).toBeCloseTo(1.023, 1);
});

function statistics(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}
