import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { SourceOptions } from '../../../../../src-main/core/models/architecture.ts';
import { openModel } from '../../../../../src-main/core/models/open.ts';
import { convert } from '../../../../../src-main/core/services/models/conversion.ts';
import { checkpointFixture, scratchFolder, testPlatform } from '../../../../support/checkpoints.ts';
import { largestDifference } from '../../../../support/timesformer.ts';

const FIXTURES = fileURLToPath(new URL('../../../../fixtures/generic', import.meta.url));
const LABELS = ['left', 'right', 'still'];
const logits = Float32Array.from(JSON.parse(readFileSync(join(FIXTURES, 'logits.json'), 'utf8')) as number[]);

describe('an ONNX video classifier', () => {
  test.each([
    ['btchw.onnx', 'btchw', {}],
    ['bcthw.onnx', 'bcthw', { numFrames: 2 }],
    ['bthwc.onnx', 'bthwc', {}],
    ['external.onnx', 'btchw', {}],
  ] as const)('%s is opened where it lies, with axes %s', async (name, axes, options) => {
    const path = join(withProcessor(name), name);
    const model = await open(path, { labels: LABELS, ...options });
    expect(model.manifest).toMatchObject({
      architecture: 'generic-video-classifier',
      labels: LABELS,
      input: { name: 'frames', axes, frames: 2, channels: 3, height: 8, width: 8 },
    });
    const { bytes, externalDir } = await model.graph('predict');
    expect(largestDifference(await run(bytes, externalDir, axes), logits)).toBeLessThan(1e-6);
    await expect(model.graph('inspect')).rejects.toMatchObject({
      code: 'model.unsupported',
      message: `${path} has no graph for looking inside: its kind of model shows no attention.`,
    });
  });

  test('says in a manifest.json beside it what its graph leaves open', async () => {
    const folder = withProcessor('ambiguous.onnx');
    const hints = { labels: LABELS, input: { axes: 'bcthw' }, samplingRate: 4, name: 'mine' };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(hints));
    const { manifest } = await open(join(folder, 'ambiguous.onnx'));
    expect(manifest).toMatchObject({
      name: 'mine',
      labels: LABELS,
      samplingRate: 4,
      input: { axes: 'bcthw', frames: 3 },
    });
  });

  test('is copied into a model folder with its weights', async () => {
    const source = withProcessor('external.onnx');
    writeFileSync(join(source, 'config.json'), JSON.stringify({ id2label: { 0: 'left', 1: 'right', 2: 'still' } }));
    const platform = testPlatform(scratchFolder());
    const { signal } = new AbortController();
    const { folder, manifest } = await convert(join(source, 'external.onnx'), { signal }, platform);
    expect(readdirSync(folder).sort()).toEqual(['manifest.json', 'predict.onnx', 'weights.data']);
    expect(manifest).toMatchObject({ name: 'external', labels: LABELS, graphs: { inspect: null } });
    const { bytes, externalDir } = await (await open(folder)).graph('predict');
    expect(largestDifference(await run(bytes, externalDir, 'btchw'), logits)).toBeLessThan(1e-6);
  });
});

describe('is refused by name:', () => {
  test.each<[string, SourceOptions, string, string]>([
    [
      'image.onnx',
      {},
      'model.unsupported',
      ' is not a video classifier: it takes frames (batch, 3, 8, 8), not one input of five axes.',
    ],
    [
      'two-outputs.onnx',
      {},
      'model.unsupported',
      ' is not a video classifier: it gives a (batch, 3), b (batch, 3), not one output of logits (batch, classes).',
    ],
    ['half-input.onnx', {}, 'model.unsupported', ': the input frames is not float32. Export the model in fp32.'],
    [
      'ambiguous.onnx',
      {},
      'request.invalid',
      ': the input frames (batch, 3, 3, 8, 8) may be btchw or bcthw. Say which with --axes.',
    ],
    [
      'btchw.onnx',
      { axes: 'bcthw' },
      'request.invalid',
      ': with axes bcthw the input frames (batch, 2, 3, 8, 8) would have 2 channels; frames have 1 or 3.',
    ],
    ['bcthw.onnx', {}, 'request.invalid', ' leaves the number of frames open. Give --num-frames.'],
    ['btchw.onnx', { numFrames: 4 }, 'config.invalid', ': its frames would be 2 by one account and 4 by another.'],
    ['btchw.onnx', { imageSize: 16 }, 'config.invalid', ': its height would be 8 by one account and 16 by another.'],
    ['btchw.onnx', { semantics: 'original' }, 'request.invalid', ''],
    ['btchw.onnx', { labels: ['a'] }, 'config.invalid', ''],
  ])('%s with %j', async (name, options, code, message) => {
    const path = join(withProcessor(name), name);
    const wanted = message === '' ? { code } : { code, message: path + message };
    await expect(open(path, { labels: LABELS, ...options })).rejects.toMatchObject(wanted);
  });

  test.each(['../secret.da', '/secret.data', 'a/../../b.da', 'C:\\secret.da'])('weights in %s', async (location) => {
    const folder = withProcessor('external.onnx');
    const path = join(folder, 'external.onnx');
    const text = readFileSync(path, 'latin1');
    expect(text).toContain('weights.data');
    expect(location).toHaveLength('weights.data'.length);
    writeFileSync(path, text.replaceAll('weights.data', location), 'latin1');
    await expect(open(path, { labels: LABELS })).rejects.toMatchObject({
      code: 'checkpoint.unreadable',
      message: `${path} keeps weights in "${location}", outside its own folder.`,
    });
  });

  test('a file without labels, one without a processor, one that is no ONNX file', async () => {
    const folder = withProcessor('btchw.onnx');
    const path = join(folder, 'btchw.onnx');
    await expect(open(path)).rejects.toMatchObject({
      code: 'request.invalid',
      message: `${path} has no class names. Give --labels FILE with 3 lines.`,
    });
    await expect(open(join(FIXTURES, 'btchw.onnx'), { labels: LABELS })).rejects.toMatchObject({
      code: 'request.invalid',
      message: `How frames become the input of ${join(FIXTURES, 'btchw.onnx')} is unknown. Put its preprocessor_config.json beside it, or give --preprocessor FILE.`,
    });
    writeFileSync(path, readFileSync(path).subarray(0, 60));
    await expect(open(path, { labels: LABELS })).rejects.toMatchObject({
      code: 'checkpoint.unreadable',
      message: `${path} is not an ONNX file, or it is truncated. Export or copy it again.`,
    });
  });
});

/** A folder with the graph, its weights and a processor file for 8 x 8 pixels. */
function withProcessor(name: string): string {
  const folder = scratchFolder();
  cpSync(join(FIXTURES, name), join(folder, name));
  if (name === 'external.onnx') cpSync(join(FIXTURES, 'weights.data'), join(folder, 'weights.data'));
  cpSync(checkpointFixture('tiny', 'preprocessor_config.json'), join(folder, 'preprocessor_config.json'));
  return folder;
}

function open(path: string, options: SourceOptions = {}): ReturnType<typeof openModel> {
  return openModel(path, { version: '1.0.0', cacheDir: scratchFolder(), ...options });
}

/** The clip of make.py, values from -2 to 2 in equal steps in the order btchw, laid out as the model wants it. */
async function run(graph: Uint8Array, externalDir: string, axes: 'btchw' | 'bcthw' | 'bthwc'): Promise<Tensor> {
  const lengths = { b: 1, t: 2, c: 3, h: 8, w: 8 };
  const steps = { b: 0, t: 192, c: 64, h: 8, w: 1 };
  const order = axes.split('') as (keyof typeof lengths)[];
  const shape = order.map((axis) => lengths[axis]);
  const values = new Float32Array(2 * 3 * 8 * 8);
  for (let to = 0; to < values.length; to++) {
    let rest = to;
    let from = 0;
    for (const axis of order.toReversed()) {
      from += (rest % lengths[axis]) * steps[axis];
      rest = Math.floor(rest / lengths[axis]);
    }
    values[to] = -2 + (4 * from) / (values.length - 1);
  }
  const session = await InferenceSession.create(graph, {
    extra: { session: { model_external_initializers_file_folder_path: externalDir } },
  });
  try {
    return (await session.run({ frames: new Tensor('float32', values, shape) }))['scores']!;
  } finally {
    await session.release();
  }
}
