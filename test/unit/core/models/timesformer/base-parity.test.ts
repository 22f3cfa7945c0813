import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../../../../src-main/core/models/checkpoints/open-checkpoint.ts';
import { placeInFolder } from '../../../../../src-main/core/models/onnx/placement.ts';
import { buildTimesformerGraph } from '../../../../../src-main/core/models/timesformer/graph.ts';
import { SafetensorsFile } from '../../../../support/safetensors-file.ts';
import { largestDifference, runGraph } from '../../../../support/timesformer.ts';

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
});
