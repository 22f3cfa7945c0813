import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { placeInFolder, WeightsFile } from '../../../../../src-main/core/models/onnx/placement.ts';
import type { TimesformerArchitecture } from '../../../../../src-main/core/models/timesformer/config.ts';
import { buildTimesformerGraph } from '../../../../../src-main/core/models/timesformer/graph.ts';
import type { TimesformerGraphOptions } from '../../../../../src-main/core/models/timesformer/graph-options.ts';
import { withChanges } from '../../../../support/memory-tensors.ts';
import { largestDifference, loadFixture, runFixture, runGraph, withFolder } from '../../../../support/timesformer.ts';

const divided = loadFixture('divided');
const PLAIN = { flavour: 'predict', precision: 'fp32' } as const;
const embedded = () => ({ ...PLAIN, place: placeInFolder('/', null) });

describe('refusals', () => {
  const cases: readonly [string, Partial<TimesformerArchitecture>, Partial<TimesformerGraphOptions>, object][] = [
    [
      'another number of frames',
      {},
      { frames: 5 },
      {
        code: 'model.unsupported',
        message:
          "This model attends over num_frames 3; with 5 frames Hugging Face's layers would mix up places and times. Use 3 frames, or ask for the original semantics.",
      },
    ],
    [
      'heads that do not divide the hidden size',
      { numAttentionHeads: 3 },
      {},
      {
        code: 'config.invalid',
        message: "hidden_size 16 can't be split into num_attention_heads 3. Correct the configuration.",
      },
    ],
    [
      'an input smaller than a patch',
      {},
      { heightPx: 3 },
      {
        code: 'config.invalid',
        message: 'An input of 12x3 pixels has no whole patch of 4 pixels. Ask for a larger one.',
      },
    ],
    [
      'a tensor of another shape',
      { numLabels: 7 },
      {},
      {
        code: 'checkpoint.mismatch',
        message:
          'Tensor classifier.weight has the shape 5x16, but the configuration calls for 7x16. Check that config.json belongs to these weights.',
      },
    ],
    [
      'a missing tensor',
      { numHiddenLayers: 3 },
      {},
      {
        code: 'checkpoint.mismatch',
        message:
          'The checkpoint has no tensor timesformer.encoder.layer.2.temporal_layernorm.weight, which its configuration calls for. Check that config.json belongs to these weights.',
      },
    ],
    [
      'an output of the other flavour',
      {},
      { outputs: ['logits', 'attentions.0'] },
      {
        code: 'request.invalid',
        message:
          'The predict graph has no output "attentions.0". It has logits, embedding, cls_attention, temporal_attention_mean.',
      },
    ],
  ];
  test.each(cases)('%s', async (_name, arch, options, error) => {
    const build = buildTimesformerGraph({ ...divided.arch, ...arch }, divided.weights, { ...embedded(), ...options });
    await expect(build).rejects.toMatchObject(error);
  });
});

test('only the outputs asked for are there, with the same values', async () => {
  const all = await runFixture(divided, { flavour: 'inspect', precision: 'fp32' });
  const outputs = ['attentions.1', 'contribution_rest'];
  const some = await runFixture(divided, { flavour: 'inspect', precision: 'fp32', outputs });
  expect(Object.keys(some).sort()).toEqual(outputs);
  for (const name of outputs) {
    expect(largestDifference(some[name], all[name]?.data as Float32Array)).toBeLessThan(1e-6);
  }
});

test('the graphs of one model share a weights file, and need none for what lies in the folder', async () => {
  const half = loadFixture('half');
  const pixels = new Tensor('float32', half.expected.values('pixel_values'), half.expected.shape('pixel_values'));
  await withFolder(async (folder) => {
    const path = join(folder, 'weights.bin');
    const file = await WeightsFile.create(path);
    const place = placeInFolder(folder, { file, location: 'weights.bin' });
    const predict = await buildTimesformerGraph(half.arch, half.weights, { ...embedded(), place });
    const afterFirst = file.sizeBytes;
    const inspect = await buildTimesformerGraph(half.arch, half.weights, { ...embedded(), flavour: 'inspect', place });
    await file.close();
    expect(statSync(path).size).toBe(file.sizeBytes);
    // The second graph adds only what contributions need and the weights it takes whole instead of in parts.
    expect(file.sizeBytes - afterFirst).toBeLessThan(afterFirst / 2);
    for (const graph of [predict, inspect]) {
      const { logits } = await runGraph(graph, folder, pixels);
      expect(largestDifference(logits, half.expected.values('logits'))).toBeLessThan(1e-5);
    }
  });
});

describe('tokens are where they should be', () => {
  const reversed = (x: Float32Array, outer: number, frames: number): Float32Array => {
    const inner = x.length / outer / frames;
    return x.map((_, i) => {
      const [block, rest] = [Math.floor(i / (frames * inner)), i % (frames * inner)];
      const frame = frames - 1 - Math.floor(rest / inner);
      return x[block * frames * inner + frame * inner + (rest % inner)]!;
    });
  };

  test.each(['divided', 'joint', 'space'])('%s: a clip played backwards gives its maps backwards', async (name) => {
    const { arch, weights, expected, input } = loadFixture(name);
    const timeless = withChanges(weights, (key, x) => (key.endsWith('time_embeddings') ? x.map(() => 0) : x));
    const graph = await buildTimesformerGraph(arch, timeless, { ...embedded(), flavour: 'inspect' });
    const shape = expected.shape('pixel_values');
    const pixels = expected.values('pixel_values');
    const forward = await runGraph(graph, '/', new Tensor('float32', pixels, shape));
    const backward = await runGraph(
      graph,
      '/',
      new Tensor('float32', reversed(pixels, shape[0]!, input.frames), shape),
    );
    for (const output of ['cls_attention', 'contributions']) {
      const { data, dims } = forward[output]!;
      const outer = dims.slice(0, -3).reduce((a, b) => a * b, 1);
      const mirrored = reversed(data as Float32Array, outer, input.frames);
      expect(largestDifference(backward[output], mirrored), output).toBeLessThan(1e-5);
    }
    expect(largestDifference(backward['embedding'], forward['embedding']?.data as Float32Array)).toBeLessThan(1e-5);
  });
});
