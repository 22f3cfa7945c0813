import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type Labels,
  type Tensor,
  TimesformerConfig,
  TimesformerForVideoClassification,
  TimesformerModel,
} from '../../../src-main/library/index.ts';
import { GoldenModel, difference, reference } from '../../support/library.ts';

const LOGITS_TOLERANCE = 1e-5;
const ATTENTION_TOLERANCE = 1e-6;

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'timeloupe-library-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const all = { output_attentions: true, output_hidden_states: true } as const;

describe.each(['divided', 'joint', 'space', 'no-labels', 'one-channel', 'bfloat', 'larger'])('%s', (name) => {
  test('gives the numbers of transformers', async () => {
    const golden = new GoldenModel(name, folder);
    await using model = await TimesformerForVideoClassification.fromPretrained(golden.folder, { provider: 'cpu' });
    const pixels = golden.tensor('pixel_values');
    const output = await model.forward({ pixel_values: pixels, ...all });
    const named: Record<string, Tensor> = { logits: output.logits };
    if (output.clip_logits) named['clip_logits'] = output.clip_logits;
    for (const field of ['hidden_states', 'attentions', 'temporal_attentions'] as const) {
      output[field]?.forEach((tensor, i) => (named[`${field}.${i}`] = tensor));
    }
    expect(Object.keys(named).sort()).toEqual(
      golden.outputs.filter((key) => !['pixel_values', 'embedding', 'last_hidden_state'].includes(key)).sort(),
    );
    for (const [key, tensor] of Object.entries(named)) {
      const tolerance = key.includes('attentions') ? ATTENTION_TOLERANCE : LOGITS_TOLERANCE;
      expect(difference(tensor, golden.tensor(key)), key).toBeLessThan(tolerance);
    }
    const plain = await model.forward({ pixel_values: pixels });
    expect(plain).toMatchObject({ loss: null, hidden_states: null, attentions: null, temporal_attentions: null });
    expect(difference(plain.logits, golden.tensor('logits'))).toBeLessThan(LOGITS_TOLERANCE);
  });
});

test('TimesformerModel gives the tokens of a checkpoint that has a classifier', async () => {
  const golden = new GoldenModel('divided', folder);
  await using model = await TimesformerModel.fromPretrained(golden.folder);
  const output = await model.forward({ pixel_values: golden.tensor('pixel_values'), output_attentions: true });
  expect(difference(output.last_hidden_state, golden.tensor('last_hidden_state'))).toBeLessThan(LOGITS_TOLERANCE);
  expect(difference(output.attentions![1]!, golden.tensor('attentions.1'))).toBeLessThan(ATTENTION_TOLERANCE);
  expect(output.hidden_states).toBeNull();
  const tuple = await model.forward({ pixel_values: golden.tensor('pixel_values'), return_dict: false });
  expect(tuple).toEqual([output.last_hidden_state]);
});

test('the tuple has the order of the reference', async () => {
  const golden = new GoldenModel('divided', folder);
  await using model = await TimesformerForVideoClassification.fromPretrained(golden.folder);
  for (const { options, labels, shapes } of reference.tuples) {
    const inputs = { pixel_values: golden.tensor('pixel_values'), ...options, return_dict: false } as const;
    const tuple = await model.forward(labels ? { ...inputs, labels: [1, 3] } : inputs);
    expect(tuple.map((value) => shapesOf(value))).toEqual(shapes);
  }
});

test('the configuration decides what comes out where the call does not', async () => {
  const config = new TimesformerConfig({ ...tiny, output_hidden_states: true });
  await using model = new TimesformerModel(config);
  const output = await model.forward({ pixel_values: noise([1, 2, 3, 16, 16]) });
  expect(output.hidden_states).toHaveLength(2);
  const without = await model.forward({ pixel_values: noise([1, 2, 3, 16, 16]), output_hidden_states: false });
  expect(without.hidden_states).toBeNull();
});

test.each(reference.losses)('loss of $name', async ({ model: name, problem_type, labels, isWhole, loss, ...after }) => {
  const golden = new GoldenModel(name, folder);
  await using model = await TimesformerForVideoClassification.fromPretrained(golden.folder);
  model.config.problem_type = problem_type;
  const data = labels.flat();
  const typed: Labels = { shape: [data.length], data: isWhole ? Int32Array.from(data) : Float32Array.from(data) };
  const output = await model.forward({ pixel_values: golden.tensor('pixel_values'), labels: typed });
  if (loss === null) expect(output.loss).toBeNaN();
  else expect(output.loss).toBeCloseTo(loss, 5);
  expect(model.config.problem_type).toBe(after.problem_type_after);
  const again = await model.forward({ pixel_values: golden.tensor('pixel_values'), labels });
  expect(again.loss).toBe(output.loss);
});

test('an input that cannot be taken costs the model nothing, another size opens it anew', async () => {
  await using model = new TimesformerModel(new TimesformerConfig({ ...tiny, attention_type: 'joint_space_time' }));
  const first = await model.forward({ pixel_values: noise([1, 2, 3, 16, 16]) });
  await expect(model.forward({ pixel_values: noise([1, 2, 3, 4, 4]) })).rejects.toMatchObject({
    code: 'config.invalid',
  });
  const [again, larger, more] = await Promise.all([
    model.forward({ pixel_values: noise([1, 2, 3, 16, 16]) }),
    model.forward({ pixel_values: noise([1, 4, 3, 24, 16]) }),
    model.forward({ pixel_values: noise([2, 2, 3, 16, 16]), output_hidden_states: true }),
  ]);
  expect(again.last_hidden_state).toEqual(first.last_hidden_state);
  expect(larger.last_hidden_state.shape).toEqual([1, 1 + 4 * 6, 8]);
  expect(more.hidden_states?.map(({ shape }) => shape)).toEqual([
    [2, 9, 8],
    [2, 9, 8],
  ]);
});

describe('from a configuration alone', () => {
  test('the seed decides the weights', async () => {
    const pixels = noise([1, 2, 3, 16, 16]);
    const logits: number[][] = [];
    for (const seed of [1, 1, 2]) {
      await using model = new TimesformerForVideoClassification(new TimesformerConfig(tiny), { seed });
      logits.push(Array.from((await model.forward({ pixel_values: pixels })).logits.data));
    }
    expect(logits[0]).toEqual(logits[1]);
    expect(logits[0]).not.toEqual(logits[2]);
    expect(logits.flat().every((value) => Number.isFinite(value) && value !== 0)).toBe(true);
  });

  test('nothing is left behind after dispose', async () => {
    const temp = mkdtempSync(join(folder, 'temp-'));
    vi.stubEnv('TMPDIR', temp);
    vi.stubEnv('TEMP', temp);
    const model = new TimesformerModel(new TimesformerConfig(tiny));
    const inputs = { pixel_values: noise([1, 2, 3, 16, 16]) };
    await model.forward(inputs);
    const ours = () => readdirSync(temp).filter((name) => name.startsWith('timeloupe-'));
    expect(ours()).toHaveLength(1);
    await model.dispose();
    expect(ours()).toEqual([]);
    await expect(model.forward(inputs)).rejects.toMatchObject({ code: 'request.invalid' });
    vi.unstubAllEnvs();
  });
});

describe('refuses', () => {
  test.each<[string, Tensor, Labels | undefined, string, string]>([
    ['four axes', noise([2, 3, 16, 16]), undefined, 'tensor.shape', '[2,3,16,16]'],
    ['other channels', noise([1, 2, 1, 16, 16]), undefined, 'tensor.shape', '3 channels'],
    [
      'a shape that lies',
      { shape: [1, 2, 3, 16, 16], data: new Float32Array(7) },
      undefined,
      'tensor.shape',
      '7 values',
    ],
    ['other frames', noise([1, 3, 3, 16, 16]), undefined, 'model.unsupported', 'num_frames 2'],
    ['too few labels', noise([2, 2, 3, 16, 16]), [1], 'request.invalid', '1 labels for 2 rows'],
    ['an unknown class', noise([1, 2, 3, 16, 16]), [9], 'request.invalid', 'a class from 0 to'],
  ])('%s', async (_, pixels, labels, code, says) => {
    await using model = new TimesformerForVideoClassification(new TimesformerConfig({ ...tiny, num_labels: 3 }));
    const inputs = labels === undefined ? { pixel_values: pixels } : { pixel_values: pixels, labels };
    await expect(model.forward(inputs)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(says) as unknown,
    });
  });

  test.skipIf(process.platform === 'win32')('a provider that is not there', async () => {
    await using model = new TimesformerModel(new TimesformerConfig(tiny), { provider: 'dml' });
    await expect(model.forward({ pixel_values: noise([1, 2, 3, 16, 16]) })).rejects.toMatchObject({
      code: 'provider.unavailable',
    });
  });

  test('bad seeds, negative deviations and folders without a model', async () => {
    expect(() => new TimesformerModel(new TimesformerConfig(tiny), { seed: 0.5 })).toThrow('The seed is 0.5');
    expect(() => new TimesformerModel(new TimesformerConfig({ ...tiny, initializer_range: -1 }))).toThrow('is -1');
    await expect(TimesformerModel.fromPretrained(join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'model.not_found',
    });
  });
});

const tiny = {
  image_size: 16,
  patch_size: 8,
  num_frames: 2,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 12,
};

function noise(shape: readonly number[]): Tensor {
  const length = shape.reduce((product, axis) => product * axis, 1);
  return { shape, data: Float32Array.from({ length }, (_, i) => Math.sin(i * i)) };
}

function shapesOf(value: number | Tensor | readonly Tensor[]): readonly number[] | readonly (readonly number[])[] {
  if (typeof value === 'number') return [];
  return 'shape' in value ? value.shape : value.map(({ shape }) => shape);
}
