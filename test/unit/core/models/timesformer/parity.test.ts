import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { outputNames } from '../../../../../src-main/core/models/timesformer/output-names.ts';
import { largestDifference, loadFixture, runFixture } from '../../../../support/timesformer.ts';

const FOLDER = fileURLToPath(new URL('../../../../fixtures/timesformer', import.meta.url));
const CASES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.expected.safetensors') && !name.startsWith('activations'))
  .map((name) => name.replace('.expected.safetensors', ''));

function tolerance(output: string): number {
  return output.includes('attentions') ? 1e-6 : 1e-5;
}

describe.each(CASES)('%s', (name) => {
  const fixture = loadFixture(name);
  const { arch, expected } = fixture;
  let inspected: ReturnType<typeof runFixture> | null = null;
  const inspect = () => (inspected ??= runFixture(fixture, { flavour: 'inspect', precision: 'fp32' }));

  test('inspect gives what transformers gives', async () => {
    const outputs = await inspect();
    expect(Object.keys(outputs).sort()).toEqual([...outputNames(arch, 'inspect')].sort());
    for (const output of expected.names.filter((key) => key !== 'pixel_values')) {
      expect([output, outputs[output]?.dims]).toEqual([output, expected.shape(output)]);
      expect(largestDifference(outputs[output], expected.values(output)), output).toBeLessThan(tolerance(output));
    }
  });

  test('predict gives the same logits and maps as inspect', async () => {
    const full = await inspect();
    const fast = await runFixture(fixture, { flavour: 'predict', precision: 'fp32' });
    expect(Object.keys(fast).sort()).toEqual([...outputNames(arch, 'predict')].sort());
    for (const [output, tensor] of Object.entries(fast)) {
      expect([output, tensor.dims]).toEqual([output, full[output]?.dims]);
      const limit = output.includes('attention') ? 1e-6 : 1e-5;
      expect(largestDifference(tensor, full[output]?.data as Float32Array), output).toBeLessThan(limit);
    }
  });

  test.skipIf(arch.numLabels === 0)(
    'contributions and the other parts add up to the logits (needs a classifier)',
    async () => {
      const outputs = await inspect();
      const [batch = 0, labels = 0, ...patches] = outputs['contributions']?.dims ?? [];
      const { frames, heightPx, widthPx } = fixture.input;
      expect(patches).toEqual([frames, Math.floor(heightPx / arch.patchSize), Math.floor(widthPx / arch.patchSize)]);
      const perLogit = patches.reduce((a, b) => a * b, 1);
      const sums = Float32Array.from({ length: batch * labels }, (_, i) => {
        const parts = values(outputs['contributions']).subarray(i * perLogit, (i + 1) * perLogit);
        const own = values(outputs['contribution_cls'])[i]!;
        return parts.reduce((a, b) => a + b, own + values(outputs['contribution_rest'])[i]!);
      });
      const logits = outputs['clip_logits'] ?? outputs['logits'];
      expect(largestDifference(logits, sums)).toBeLessThan(1e-5);
    },
  );

  test("cls_attention holds the class token's rows", async () => {
    const outputs = await inspect();
    const map = outputs['cls_attention'];
    const [batch = 0, layers = 0, heads = 0, frames = 0, rows = 0, columns = 0] = map?.dims ?? [];
    const isJoint = arch.attentionType === 'joint_space_time';
    const patches = rows * columns;
    const tokens = 1 + patches * (isJoint ? frames : 1);
    const copy = new Float32Array(values(map).length);
    let at = 0;
    for (let b = 0; b < batch; b++)
      for (let l = 0; l < layers; l++)
        for (let h = 0; h < heads; h++)
          for (let t = 0; t < frames; t++)
            for (let n = 0; n < patches; n++) {
              const group = isJoint ? b : b * frames + t;
              const token = isJoint ? 1 + n * frames + t : 1 + n;
              copy[at++] = values(outputs[`attentions.${l}`])[(group * heads + h) * tokens * tokens + token]!;
            }
    expect(largestDifference(map, copy)).toBe(0);
  });
});

function values(tensor: Tensor | undefined): Float32Array {
  return tensor?.data as Float32Array;
}
