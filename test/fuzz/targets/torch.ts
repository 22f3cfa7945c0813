import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { elementCount } from '../../../src-main/core/base/stored-tensor.ts';
import { openCheckpoint } from '../../../src-main/core/models/checkpoints/open-checkpoint.ts';
import { readFloat32 } from '../../../src-main/core/models/checkpoints/read-float32.ts';
import { readWeights } from '../../../src-main/core/models/checkpoints/weight-files.ts';
import { mutatedBytes, type Region } from '../engine/bytes.ts';
import type { Random } from '../engine/random.ts';
import type { FuzzInput, FuzzTarget } from '../engine/target.ts';
import { require } from '../engine/verdict.ts';
import { pickleProgram } from './pickle-program.ts';
import { type Seed, seedsIn } from './seeds.ts';

/** Where a file of the fixtures has what a reader decides by; behind it and before its end are numbers. */
const FRONT_BYTES = 4096;
const END_BYTES = 2048;
/** Of the original checkpoints among the fixtures. */
const LABELS = ['walk', 'run', 'jump'];

export const torch: FuzzTarget = {
  name: 'torch',
  what: '.pth, .pyth, .pt, .bin: pickles, zip archives, the older stream; pickles made opcode by opcode',
  inputs: 900,
  open({ root, folder }) {
    const seeds = seedsIn(root, 'checkpoints', ['.pt', '.bin', '.pyth', '.pth']);
    const all = seeds.map(({ bytes }) => bytes);
    return {
      make(random) {
        if (random.isOne(4)) return { kind: 'program.pt', bytes: pickleProgram(random) };
        const seed = random.pick(seeds);
        return { kind: seed.name, bytes: mutatedBytes(seed.bytes, random, all, regionOf(seed, random)) };
      },
      read: (input) => readTorch(folder, input),
    };
  },
};

async function readTorch(folder: string, { kind, bytes }: FuzzInput): Promise<void> {
  const path = join(folder, `weights${/\.\w+$/.exec(kind)?.[0] ?? ''}`);
  writeFileSync(path, bytes);
  if (kind.includes('original')) await openCheckpoint(path, { labels: LABELS, numFrames: 2 });
  const { tensors } = await readWeights(path);
  for (const [name, tensor] of tensors) {
    const { length } = await readFloat32(tensor);
    require(length === elementCount(tensor.shape), () => `${name} of [${tensor.shape}] has ${length} elements`);
  }
}

function regionOf({ bytes: { length } }: Seed, random: Random): Region | undefined {
  if (random.isOne(4)) return undefined;
  return random.isOne(3)
    ? { from: Math.max(0, length - END_BYTES), to: length }
    : { from: 0, to: Math.min(length, FRONT_BYTES) };
}
