import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { elementCount } from '../../../src-main/core/base/stored-tensor.ts';
import { readFloat32 } from '../../../src-main/core/models/checkpoints/read-float32.ts';
import { readSafetensors } from '../../../src-main/core/models/checkpoints/safetensors.ts';
import { safetensorsBytes } from '../../support/safetensors-file.ts';
import { mutatedBytes } from '../engine/bytes.ts';
import { mutatedJson } from '../engine/json.ts';
import type { Random } from '../engine/random.ts';
import type { FuzzTarget } from '../engine/target.ts';
import { writtenJson } from '../engine/values.ts';
import { require } from '../engine/verdict.ts';
import { type Seed, seedsIn } from './seeds.ts';

/** Bytes of a header's length, before the header. */
const LENGTH_BYTES = 8;

export const safetensors: FuzzTarget = {
  name: 'safetensors',
  what: 'weight files: the header as JSON, and any bytes',
  inputs: 600,
  open({ root, folder }) {
    const seeds = seedsIn(root, 'checkpoints', ['.safetensors']);
    const all = seeds.map(({ bytes }) => bytes);
    const path = join(folder, 'model.safetensors');
    return {
      make(random) {
        const seed = random.pick(seeds);
        const headerEnd = LENGTH_BYTES + Number(seed.bytes.readBigUInt64LE());
        const bytes = random.isOne(2)
          ? withHeader(seed, random)
          : mutatedBytes(seed.bytes, random, all, random.isOne(4) ? undefined : { from: 0, to: headerEnd });
        return { kind: seed.name, bytes };
      },
      async read({ bytes }) {
        writeFileSync(path, bytes);
        const tensors = await readSafetensors(path);
        for (const [name, tensor] of tensors) {
          const { length } = await readFloat32(tensor);
          require(length === elementCount(tensor.shape), () => `${name} of [${tensor.shape}] has ${length} elements`);
        }
      },
    };
  },
};

/** The same data under a changed header. */
function withHeader({ bytes }: Seed, random: Random): Buffer {
  const end = LENGTH_BYTES + Number(bytes.readBigUInt64LE());
  const header = mutatedJson(JSON.parse(bytes.toString('utf8', LENGTH_BYTES, end)), random);
  return safetensorsBytes(writtenJson(header), bytes.subarray(end));
}
