import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGeneric } from '../../../src-main/core/models/generic/source.ts';
import { keepOutputs } from '../../../src-main/core/models/onnx/keep-outputs.ts';
import { summarise } from '../../../src-main/core/models/onnx/ports.ts';
import { mutatedBytes } from '../engine/bytes.ts';
import type { FuzzTarget } from '../engine/target.ts';
import { require } from '../engine/verdict.ts';
import { seed, seedsIn } from './seeds.ts';

export const onnx: FuzzTarget = {
  name: 'onnx',
  what: 'graphs: their ports, where their weights lie, what is left when outputs are left out',
  inputs: 600,
  open({ root, folder }) {
    const seeds = [...seedsIn(root, 'generic', ['.onnx']), seed(root, 'inference/linear-external.onnx')];
    const all = seeds.map(({ bytes }) => bytes);
    const path = join(folder, 'model.onnx');
    writeFileSync(join(folder, 'weights.data'), seed(root, 'generic/weights.data').bytes);
    writeFileSync(join(folder, 'preprocessor_config.json'), PROCESSOR);
    return {
      make(random) {
        const { name, bytes } = random.pick(seeds);
        return { kind: name, bytes: mutatedBytes(bytes, random, all) };
      },
      async read({ bytes }) {
        writeFileSync(path, bytes);
        const { outputs } = summarise(bytes);
        keepOutputs(
          bytes,
          outputs.slice(0, 1).map(({ name }) => name),
        );
        const source = await readGeneric(path, { labels: ['walk', 'run', 'jump'], numFrames: 2 });
        await source.weightsFolder();
        const strays = source.files.filter((file) => !file.startsWith(folder));
        require(strays.length === 0, () => `it names ${strays.join()} outside its folder`);
      },
    };
  },
};

const PROCESSOR = JSON.stringify({
  ...{ size: { height: 8, width: 8 }, crop_size: { height: 8, width: 8 } },
  ...{ image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] },
});
