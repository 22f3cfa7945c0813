import { createHash } from 'node:crypto';
import { AppError } from '../shared/errors.ts';
import type { TimesformerArchitecture } from '../core/models/timesformer/config.ts';
import { expectedTensors } from '../core/models/timesformer/expected-tensors.ts';
import type { TensorSource } from '../core/models/weights.ts';

/** Parameters of activations that have some, as transformers starts them (xielu's in bfloat16). */
const ACTIVATION_STARTS: Readonly<Record<string, number>> = {
  weight: 0.25,
  alpha_p: 0.2041015625,
  alpha_n: -1.046875,
  beta: 0.5,
  eps: -9.98377799987793e-7,
};

/** Values further from 0 than this are drawn again: torch's trunc_normal_ counts units here, not deviations. */
const CUT = 2;

/**
 * The weights transformers gives a new model: matrices, convolutions, the class token and the position table from a
 * normal distribution of `initializerRange`, cut at ±2; layer norms one; biases and the time table zero. Nothing is
 * held: each tensor has a generator of its own, seeded by `seed` and its name, and is drawn again at each read.
 *
 * @param seed any number; the same seed gives the same weights on every machine.
 * @throws AppError 'config.invalid' for a negative initializerRange.
 * @see transformers TimesformerPreTrainedModel._init_weights
 */
export function randomWeights(
  architecture: TimesformerArchitecture,
  initializerRange: number,
  seed: number,
): TensorSource {
  if (!(initializerRange >= 0)) {
    throw new AppError('config.invalid', `initializer_range is ${initializerRange}; random weights need 0 or more.`);
  }
  const shapes = expectedTensors(architecture);
  return {
    names: [...shapes.keys()],
    find(name) {
      const shape = shapes.get(name);
      if (!shape) return undefined;
      const strides = shape.map((_, axis) => count(shape.slice(axis + 1)));
      return { dtype: 'F32', shape, strides, file: '', offsetBytes: 0 };
    },
    read(name) {
      const shape = shapes.get(name);
      if (!shape) throw new AppError('checkpoint.mismatch', `A model of this configuration has no tensor ${name}.`);
      return Promise.resolve(valuesOf(name, count(shape), initializerRange, seed));
    },
  };
}

function valuesOf(name: string, length: number, deviation: number, seed: number): Float32Array {
  const values = new Float32Array(length);
  const [owner = '', last = ''] = name.split('.').slice(-2);
  if (owner === 'intermediate_act_fn') return values.fill(ACTIVATION_STARTS[last]!);
  if (owner.includes('layernorm')) return values.fill(last === 'weight' ? 1 : 0);
  if (last === 'bias' || last === 'time_embeddings' || deviation === 0) return values;
  const random = generator(`${seed}:${name}`);
  for (let i = 0; i < length; i++) values[i] = truncatedNormal(random, deviation);
  return values;
}

function truncatedNormal(random: () => number, deviation: number): number {
  for (;;) {
    // Box and Muller; 1 - u keeps the logarithm finite.
    const value = deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    if (Math.abs(value) <= CUT) return value;
  }
}

/** Doty-Humphrey's sfc32: uniform in [0, 1), from a seed of any text. */
function generator(seed: string): () => number {
  const hash = createHash('sha256').update(seed).digest();
  let [a, b, c, counter] = [0, 4, 8, 12].map((at) => hash.readInt32LE(at)) as [number, number, number, number];
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
