import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  TimesformerConfig,
  type TimesformerConfigFields,
  type TimesformerConfigOptions,
} from '../../../src-main/library/index.ts';
import { reference } from '../../support/library.ts';

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'timeloupe-config-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Fields of every transformers configuration that say nothing about a TimeSformer. */
const GENERAL = ['chunk_size_feed_forward', 'is_encoder_decoder', 'dtype', 'return_dict'];

test('the defaults are those of transformers', () => {
  const config = new TimesformerConfig();
  const names = Object.keys(reference.defaults).filter((name) => !GENERAL.includes(name));
  const ours = Object.fromEntries(names.map((name) => [name, config[name as keyof TimesformerConfigFields]]));
  expect(ours).toEqual(Object.fromEntries(names.map((name) => [name, reference.defaults[name]])));
  expect(config.num_labels).toBe(2);
});

test('a file is read and written with every field, known or not', async () => {
  const fields = {
    architectures: ['TimesformerForVideoClassification'],
    attention_type: 'joint_space_time',
    dtype: 'float32',
    hidden_act: 'quick_gelu',
    id2label: { 0: 'a', 1: 'b', 2: 'c' },
    label2id: { a: 0, b: 1, c: 2 },
    num_frames: 4,
    output_attentions: true,
    problem_type: 'multi_label_classification',
    something_else: { kept: [1] },
    transformers_version: '4.20.0',
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(fields));
  const config = await TimesformerConfig.fromPretrained(folder);
  expect(config).toMatchObject({ num_labels: 3, num_frames: 4, patch_size: 16, output_attentions: true });
  expect(JSON.parse(JSON.stringify(config))).toMatchObject({ ...fields, model_type: 'timesformer' });
  await config.savePretrained(join(folder, 'again'));
  expect((await TimesformerConfig.fromPretrained(join(folder, 'again'))).toJSON()).toEqual(config.toJSON());
});

test('floats are written as floats and drop_path_rate as a whole number, as transformers 5 wants them', async () => {
  const config = new TimesformerConfig({ drop_path_rate: 0.1, initializer_range: 1, layer_norm_eps: 1e-12 });
  await config.savePretrained(folder);
  const text = readFileSync(join(folder, 'config.json'), 'utf8');
  expect(text).toContain('"initializer_range": 1.0,');
  expect(text).toContain('"layer_norm_eps": 1e-12,');
  expect(text).toContain('"hidden_dropout_prob": 0.0,');
  expect(text).toMatch(/"drop_path_rate": 0,?\n/);
  expect(text).toContain('"hidden_size": 768,');
});

test.each<[string, TimesformerConfigOptions, number, Record<string, string>]>([
  ['num_labels alone', { num_labels: 3 }, 3, { 0: 'LABEL_0', 1: 'LABEL_1', 2: 'LABEL_2' }],
  ['no classes', { num_labels: 0 }, 0, {}],
  ['names', { id2label: { 0: 'x' } }, 1, { 0: 'x' }],
  ['an option that is undefined', { num_labels: undefined, image_size: undefined }, 2, { 0: 'LABEL_0', 1: 'LABEL_1' }],
])('labels from %s', (_, options, count, names) => {
  const config = new TimesformerConfig(options);
  expect(config).toMatchObject({ num_labels: count, image_size: 224 });
  expect(config.id2label).toEqual(names);
  expect(config.label2id).toEqual(Object.fromEntries(Object.entries(names).map(([id, name]) => [name, Number(id)])));
});

test.each<[Record<string, unknown>, string]>([
  [{ image_size: [224, 224] }, 'image_size'],
  [{ hidden_act: 'gelu2' }, 'hidden_act'],
  [{ hidden_size: 10, num_attention_heads: 3 }, 'num_attention_heads 3'],
  [{ attention_type: 'axial' }, 'attention_type'],
  [{ num_labels: 3, id2label: { 0: 'a' } }, 'num_labels is 3'],
  [{ problem_type: 'single_label_classification', num_labels: 1 }, 'takes 2 classes or more'],
])('%o is refused by name', (options, name) => {
  const make = () => new TimesformerConfig(options);
  expect(make).toThrow(expect.objectContaining({ code: 'config.invalid' }) as Error);
  expect(make).toThrow(name);
});

test('a missing file is named', async () => {
  await expect(TimesformerConfig.fromPretrained(join(folder, 'nowhere'))).rejects.toMatchObject({
    code: 'model.not_found',
    message: expect.stringContaining(join('nowhere', 'config.json')) as unknown,
  });
});
