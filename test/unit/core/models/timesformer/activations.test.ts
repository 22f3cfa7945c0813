import { Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { placeInFolder } from '../../../../../src-main/core/models/onnx/placement.ts';
import { ACTIVATION_NAMES } from '../../../../../src-main/core/models/timesformer/activations.ts';
import { buildTimesformerGraph } from '../../../../../src-main/core/models/timesformer/graph.ts';
import { largestDifference, loadFixture, runGraph } from '../../../../support/timesformer.ts';

const { arch, weights, expected } = loadFixture('activations');
const PREFIX = 'logits.';
const names = expected.names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
const place = placeInFolder('/', null);

test('every name has a reference; the two with weights of their own have a fixture each', () => {
  expect([...names, 'prelu', 'xielu'].sort()).toEqual(ACTIVATION_NAMES);
});

test.each(names)('%s', async (hiddenAct) => {
  const options = { flavour: 'predict', precision: 'fp32', place, outputs: ['logits'] } as const;
  const graph = await buildTimesformerGraph({ ...arch, hiddenAct }, weights, options);
  const pixels = new Tensor('float32', expected.values('pixel_values'), expected.shape('pixel_values'));
  const { logits } = await runGraph(graph, '/', pixels);
  expect(largestDifference(logits, expected.values(`${PREFIX}${hiddenAct}`))).toBeLessThan(1e-5);
});

test('an unknown name is refused with the known ones', async () => {
  const options = { flavour: 'predict', precision: 'fp32', place } as const;
  await expect(buildTimesformerGraph({ ...arch, hiddenAct: 'toString' }, weights, options)).rejects.toMatchObject({
    code: 'config.invalid',
    message: `hidden_act "toString" is not a known activation. Known are ${ACTIVATION_NAMES.join(', ')}.`,
  });
});
