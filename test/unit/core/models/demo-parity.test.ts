import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { openModel } from '../../../../src-main/core/models/open.ts';
import { scratchFolder, testPlatform } from '../../../support/checkpoints.ts';
import { largestDifference, runGraph } from '../../../support/timesformer.ts';

/** Made by models/demo-motion/recipe/parity.py. */
interface Parity {
  readonly maxLogitDifference: number;
  readonly windows: number;
  readonly logits: readonly (readonly number[])[];
}

/** As parity.py draws it. */
function noise(count: number): Float32Array {
  const values = new Float32Array(count);
  let state = 1;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[i] = (state / 2 ** 32 - 0.5) * Math.sqrt(12);
  }
  return values;
}

test.each(['predict', 'inspect'] as const)(
  '%s of the demo model differs from PyTorch as little as it says',
  async (flavour) => {
    const { modelsDir, version } = testPlatform(scratchFolder());
    const folder = join(modelsDir, 'demo-motion');
    const parity = JSON.parse(readFileSync(join(folder, 'parity.json'), 'utf8')) as Parity;
    const model = await openModel(folder, { version, cacheDir: scratchFolder() });
    const { bytes, externalDir } = await model.graph(flavour, { outputs: ['logits'] });
    const { frames, channels, height, width } = model.manifest.input;
    const shape = [parity.windows, frames, channels, height, width];
    const pixels = new Tensor('float32', noise(shape.reduce((a, b) => a * b)), shape);
    const { logits } = await runGraph(bytes, externalDir, pixels);
    const difference = largestDifference(logits, Float32Array.from(parity.logits.flat()));
    // Other processors add up in other orders.
    expect(difference).toBeLessThan(3 * parity.maxLogitDifference);
  },
);
