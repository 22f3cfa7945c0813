import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../../../../src-main/core/models/checkpoints/open-checkpoint.ts';
import { checkpointFixture, scratchFolder } from '../../../../support/checkpoints.ts';

const LABELS = ['left', 'right', 'still'];

describe('a Hugging Face folder', () => {
  test('gives its settings, labels, preprocessing and tensors', async () => {
    const checkpoint = await openCheckpoint(checkpointFixture('tiny'));
    expect(checkpoint).toMatchObject({
      kind: 'huggingface',
      labels: LABELS,
      problemType: 'single_label_classification',
      samplingRate: 4,
      notes: [],
      architecture: { attentionType: 'divided_space_time', hiddenSize: 8, numFrames: 2, imageSize: 8, numLabels: 3 },
      preprocessing: {
        backend: 'pil',
        size: { shortestEdge: 8 },
        cropSize: { height: 8, width: 8 },
        rescaleFactor: 1 / 255,
        mean: [0.45, 0.45, 0.45],
        std: [0.225, 0.225, 0.225],
        channelOrder: 'rgb',
      },
    });
    expect(checkpoint.tensors.names).toHaveLength(29);
    expect(checkpoint.tensors.find('classifier.weight')?.shape).toEqual([3, 8]);
  });

  test.each(['fp32.bin', 'fp16.bin', 'bf16.bin', 'legacy.bin'])('with %s as pytorch_model.bin', async (weights) => {
    const folder = tinyFolder();
    rmSync(join(folder, 'model.safetensors'));
    cpSync(checkpointFixture('tiny-weights', weights), join(folder, 'pytorch_model.bin'));
    const { tensors } = await openCheckpoint(folder);
    const reference = await openCheckpoint(checkpointFixture('tiny'));
    const tolerance = weights === 'bf16.bin' ? 2 ** -8 : 2 ** -11;
    const values = await tensors.read('timesformer.encoder.layer.0.attention.attention.qkv.weight');
    const wanted = await reference.tensors.read('timesformer.encoder.layer.0.attention.attention.qkv.weight');
    for (const [i, value] of values.entries()) {
      expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(Math.abs(wanted[i]!) * tolerance);
    }
  });

  test('a bare TimesformerModel has no classifier, and its names get their prefix', async () => {
    const folder = tinyFolder();
    cpSync(checkpointFixture('tiny-weights', 'bare.safetensors'), join(folder, 'model.safetensors'));
    const checkpoint = await openCheckpoint(folder);
    expect(checkpoint).toMatchObject({ labels: [], architecture: { numLabels: 0 } });
    expect(checkpoint.notes).toHaveLength(1);
    expect(checkpoint.tensors.find('timesformer.embeddings.cls_token')?.shape).toEqual([1, 1, 8]);
  });

  test('labels from elsewhere replace those of config.json', async () => {
    const { labels } = await openCheckpoint(checkpointFixture('tiny'), { labels: ['a', 'b', 'c'] });
    expect(labels).toEqual(['a', 'b', 'c']);
  });

  test.each([
    ['video_preprocessor_config.json', (json: object) => json],
    ['processor_config.json', (json: object) => ({ video_processor: json })],
  ])('%s is found and means torchvision', async (name, wrap) => {
    const folder = tinyFolder();
    const path = join(folder, 'preprocessor_config.json');
    const json = { ...(JSON.parse(readFileSync(path, 'utf8')) as object), image_processor_type: undefined };
    rmSync(path);
    writeFileSync(join(folder, name), JSON.stringify(wrap(json)));
    expect((await openCheckpoint(folder)).preprocessing).toMatchObject({
      backend: 'torchvision',
      mean: [0.45, 0.45, 0.45],
    });
  });
});

describe('an original checkpoint', () => {
  test.each([
    ['divided.pyth', 'divided_space_time', { labels: LABELS }, 32],
    ['joint.pt', 'joint_space_time', { labels: LABELS }, null],
    ['space.pth', 'space_only', { labels: LABELS, numFrames: 2 }, null],
  ])('%s is understood from its tensors and cfg', async (file, attentionType, options, samplingRate) => {
    const checkpoint = await openCheckpoint(checkpointFixture('original', file), options);
    expect(checkpoint).toMatchObject({
      kind: 'original',
      labels: LABELS,
      samplingRate,
      architecture: {
        attentionType,
        imageSize: 8,
        patchSize: 4,
        numFrames: 2,
        hiddenSize: 64,
        numAttentionHeads: 1,
        numHiddenLayers: 1,
        numLabels: 3,
      },
      preprocessing: { mean: [0.45, 0.45, 0.45], std: [0.225, 0.225, 0.225], size: { shortestEdge: 8 } },
    });
    expect(checkpoint.notes).toHaveLength(file === 'divided.pyth' ? 1 : 0);
  });

  test('values are those torch reads, under the names of Hugging Face', async () => {
    const { tensors } = await openCheckpoint(checkpointFixture('original', 'divided.pyth'), { labels: LABELS });
    const values = await tensors.read('timesformer.encoder.layer.0.temporal_attention.attention.qkv.weight');
    const expected = JSON.parse(readFileSync(checkpointFixture('expected.json'), 'utf8')) as Record<
      string,
      Record<string, { sha256: string }>
    >;
    const { sha256 } = expected['original/divided.pyth']!['blocks.0.temporal_attn.qkv.weight']!;
    expect(createHash('sha256').update(values).digest('hex')).toBe(sha256);
  });

  test.each([
    [
      'divided.pyth',
      {},
      'request.invalid',
      ' has 3 classes and, like every original checkpoint, no names for them. Give --labels FILE with 3 lines.',
    ],
    ['divided.pyth', { labels: ['a'] }, 'config.invalid', null],
    [
      'space.pth',
      { labels: LABELS },
      'request.invalid',
      " doesn't say how many frames its clips have: it holds neither a time embedding nor cfg. Give --num-frames.",
    ],
    [
      'joint.pt',
      { labels: LABELS, attentionType: 'space_only' },
      'checkpoint.mismatch',
      ': the tensors are those of attention type joint_space_time, but space_only is what its cfg or the options say.',
    ],
  ] as const)('%s with %j is refused', async (file, options, code, message) => {
    const path = checkpointFixture('original', file);
    const wanted =
      message === null ? `1 class names are given, but the classifier of ${path} has 3 outputs.` : path + message;
    await expect(openCheckpoint(path, options)).rejects.toMatchObject({ code, message: wanted });
  });
});

const refusals: readonly {
  readonly what: string;
  readonly change: (folder: string) => void;
  readonly code: string;
  /** After the folder's path and a slash. */
  readonly message: string;
}[] = [
  {
    what: 'no config.json and no other checkpoint',
    change: (folder) => rmSync(join(folder, 'config.json')),
    code: 'model.not_found',
    message: ' is no checkpoint: it holds neither config.json nor a .pyth file.',
  },
  { what: 'an empty config.json', change: config(''), code: 'config.invalid', message: '/config.json is empty.' },
  {
    what: 'another model type',
    change: field('model_type', 'videomae'),
    code: 'model.unsupported',
    message:
      '/config.json describes a model of type "videomae"; checkpoints are read of type "timesformer". Export other video classifiers to ONNX and convert that file.',
  },
  {
    what: 'heads that do not divide the width',
    change: field('num_attention_heads', 3),
    code: 'config.invalid',
    message: "/config.json: hidden_size 8 can't be divided among num_attention_heads 3.",
  },
  {
    what: 'a list for image_size',
    change: field('image_size', [8, 8]),
    code: 'config.invalid',
    message:
      "/config.json: image_size is [8,8]; a list is not supported, as transformers can't run one either. Give one number.",
  },
  {
    what: 'a fraction of a layer',
    change: field('num_hidden_layers', 1.5),
    code: 'config.invalid',
    message: '/config.json: num_hidden_layers is 1.5; it takes a whole number from 1 to 1000.',
  },
  {
    what: 'an unknown attention type',
    change: field('attention_type', 'axial'),
    code: 'config.invalid',
    message:
      '/config.json: attention_type is "axial"; it takes one of divided_space_time, joint_space_time, space_only.',
  },
  {
    what: 'a dropout above 1',
    change: field('hidden_dropout_prob', 2),
    code: 'config.invalid',
    message: '/config.json: hidden_dropout_prob is 2; it takes a number from 0 to 1.',
  },
  {
    what: 'labels that skip a class',
    change: field('id2label', { 0: 'a', 1: 'b', 3: 'c' }),
    code: 'config.invalid',
    message: '/config.json: id2label has 3 entries but none for class 2.',
  },
  {
    what: 'fewer labels than outputs',
    change: field('id2label', { 0: 'a', 1: 'b' }),
    code: 'checkpoint.mismatch',
    message:
      "/model.safetensors doesn't fit its configuration. It disagrees in shape: classifier.weight is [3,8], not [2,8], classifier.bias is [3], not [2].",
  },
  {
    what: 'another attention type than the weights',
    change: field('attention_type', 'space_only'),
    code: 'checkpoint.mismatch',
    message:
      "/model.safetensors doesn't fit its configuration. It has, beyond what is expected, timesformer.embeddings.time_embeddings, " +
      ['attention.qkv.bias', 'attention.qkv.weight', 'output.dense.bias', 'output.dense.weight']
        .map((name) => `timesformer.encoder.layer.0.temporal_attention.${name}`)
        .join(', ') +
      ', timesformer.encoder.layer.0.temporal_dense.bias, timesformer.encoder.layer.0.temporal_dense.weight' +
      ', timesformer.encoder.layer.0.temporal_layernorm.bias, timesformer.encoder.layer.0.temporal_layernorm.weight.',
  },
  {
    what: 'a layer too few',
    change: field('num_hidden_layers', 2),
    code: 'checkpoint.mismatch',
    message: '',
  },
  {
    what: 'no weights',
    change: (folder) => rmSync(join(folder, 'model.safetensors')),
    code: 'model.not_found',
    message: ' has no weights: neither model.safetensors nor pytorch_model.bin, nor an index of parts of them.',
  },
  {
    what: 'another resampling filter',
    change: processor('resample', 3),
    code: 'config.invalid',
    message: '/preprocessor_config.json: resample is 3; it takes 2 (bilinear).',
  },
  {
    what: 'an unknown field of the processor',
    change: processor('do_solarize', true),
    code: 'config.invalid',
    message: '/preprocessor_config.json: do_solarize is not a field of a video processor known here.',
  },
  {
    what: 'a size with two bounds',
    change: processor('size', { shortest_edge: 10, longest_edge: 10 }),
    code: 'config.invalid',
    message:
      '/preprocessor_config.json: size is {"shortest_edge":10,"longest_edge":10}; it takes {"shortest_edge": N}, {"height": N, "width": N} or N, with N from 1 to 16384.',
  },
  {
    what: 'another processor',
    change: processor('image_processor_type', 'VivitImageProcessor'),
    code: 'model.unsupported',
    message:
      '/preprocessor_config.json names the processor VivitImageProcessor; reproduced are VideoMAEFeatureExtractor, VideoMAEImageProcessor, VideoMAEImageProcessorPil, VideoMAEImageProcessorFast, VideoMAEVideoProcessor, TimesformerVideoProcessor.',
  },
];

describe('a folder is refused with', () => {
  test.each(refusals)('$what', async ({ change, code, message }) => {
    const folder = tinyFolder();
    change(folder);
    await expect(openCheckpoint(folder)).rejects.toMatchObject(
      message === '' ? { code } : { code, message: folder + message },
    );
  });
});

test('a path that does not exist', async () => {
  await expect(openCheckpoint('/no/such/place')).rejects.toMatchObject({
    code: 'model.not_found',
    message: '/no/such/place does not exist.',
  });
});

function tinyFolder(): string {
  const folder = join(scratchFolder(), 'tiny');
  mkdirSync(folder);
  cpSync(checkpointFixture('tiny'), folder, { recursive: true });
  return folder;
}

function config(text: string): (folder: string) => void {
  return (folder) => writeFileSync(join(folder, 'config.json'), text);
}

function field(name: string, value: unknown): (folder: string) => void {
  return (folder) => edit(join(folder, 'config.json'), name, value);
}

function processor(name: string, value: unknown): (folder: string) => void {
  return (folder) => edit(join(folder, 'preprocessor_config.json'), name, value);
}

function edit(path: string, name: string, value: unknown): void {
  const json = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  writeFileSync(path, JSON.stringify({ ...json, [name]: value }));
}
