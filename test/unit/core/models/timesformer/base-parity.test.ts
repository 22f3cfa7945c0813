import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../../../../src-main/core/models/checkpoints/open-checkpoint.ts';
import { placeInFolder, WeightsFile } from '../../../../../src-main/core/models/onnx/placement.ts';
import { buildTimesformerGraph } from '../../../../../src-main/core/models/timesformer/graph.ts';
import { SafetensorsFile } from '../../../../support/safetensors-file.ts';
import { largestDifference, runGraph, withFolder } from '../../../../support/timesformer.ts';

/** A folder made by `test/fixtures/timesformer/make_fixtures.py --base FOLDER`: 486 MB, so it is not in the repository. */
const FOLDER = process.env['TIMELOUPE_BASE_MODEL'];

describe.skipIf(!FOLDER)('a model of the published base size (TIMELOUPE_BASE_MODEL names its folder)', () => {
  test.each(['predict', 'inspect'] as const)('%s gives the logits of transformers within 2e-5', async (flavour) => {
    const folder = FOLDER!;
    const expected = new SafetensorsFile(join(folder, 'expected.safetensors'));
    const { architecture, tensors } = await openCheckpoint(folder);
    const place = placeInFolder(folder, null);
    const options = { flavour, precision: 'fp32', place, outputs: ['logits', 'embedding'] } as const;
    const graph = await buildTimesformerGraph(architecture, tensors, options);
    const pixels = new Tensor('float32', expected.values('pixel_values'), expected.shape('pixel_values'));
    const { logits, embedding } = await runGraph(graph, folder, pixels);
    const difference = largestDifference(logits, expected.values('logits'));
    console.info(`${flavour}: largest difference of ${expected.values('logits').length} logits is ${difference}`);
    expect(difference).toBeLessThan(2e-5);
    expect(largestDifference(embedding, expected.values('embedding'))).toBeLessThan(2e-5);
  });

  test.each([
    ['fp16', 1e-2],
    ['int8', 0.2],
  ] as const)('%s gives logits near them: within %f', async (precision, bound) => {
    const expected = new SafetensorsFile(join(FOLDER!, 'expected.safetensors'));
    const { architecture, tensors } = await openCheckpoint(FOLDER!);
    const pixels = new Tensor('float32', expected.values('pixel_values'), expected.shape('pixel_values'));
    await withFolder(async (folder) => {
      const file = await WeightsFile.create(join(folder, 'weights.bin'));
      const place = placeInFolder(folder, { file, location: 'weights.bin' });
      const options = { flavour: 'predict', precision, place, outputs: ['logits'] } as const;
      const graph = await buildTimesformerGraph(architecture, tensors, options);
      await file.close();
      const { logits } = await runGraph(graph, folder, pixels);
      const difference = largestDifference(logits, expected.values('logits'));
      console.info(`${precision}: largest difference of the logits is ${difference}`);
      expect(difference).toBeLessThan(bound);
    });
  });

  test('contributions, class token and rest add up to the logits within 1e-5', async () => {
    const expected = new SafetensorsFile(join(FOLDER!, 'expected.safetensors'));
    const { architecture, tensors } = await openCheckpoint(FOLDER!);
    const outputs = ['logits', 'contributions', 'contribution_cls', 'contribution_rest'];
    const options = { flavour: 'inspect', precision: 'fp32', place: placeInFolder(FOLDER!, null), outputs } as const;
    const graph = await buildTimesformerGraph(architecture, tensors, options);
    const pixels = new Tensor('float32', expected.values('pixel_values'), expected.shape('pixel_values'));
    const made = await runGraph(graph, FOLDER!, pixels);
    const [patches, own, rest] = outputs.slice(1).map((name) => made[name]!.data as Float32Array);
    const perClass = patches!.length / own!.length;
    const sums = own!.map((value, label) =>
      patches!
        .subarray(label * perClass, (label + 1) * perClass)
        .reduce((sum, part) => sum + part, value + rest![label]!),
    );
    const difference = largestDifference(made['logits'], sums);
    console.info(`contributions: the largest difference of their sum from the logits is ${difference}`);
    expect(difference).toBeLessThan(1e-5);
  });
});
