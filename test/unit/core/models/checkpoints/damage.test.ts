import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFloat32 } from '../../../../../src-main/core/models/checkpoints/read-float32.ts';
import { readWeights } from '../../../../../src-main/core/models/checkpoints/weight-files.ts';
import { AppError } from '../../../../../src-main/shared/errors.ts';
import { checkpointFixture, scratchFolder } from '../../../../support/checkpoints.ts';

const FILES = [
  ['tiny', 'model.safetensors'],
  ['tiny-weights', 'fp16.bin'],
  ['mixed', 'zip-2.pt'],
  ['mixed', 'zip-4.pt'],
  ['mixed', 'legacy.pt'],
] as const;

describe.each(FILES)('%s/%s', (...parts) => {
  test('with any bytes changed or cut off is read or refused, and never anything else', async () => {
    const sound = readFileSync(checkpointFixture(...parts));
    const path = join(scratchFolder(), parts[1]);
    const place = fc.nat(sound.length - 1);
    const change = fc.record({ at: place, byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 4 }), fc.option(place), async (changes, end) => {
        const bytes = Buffer.from(sound);
        for (const { at, byte } of changes) bytes[at] = byte;
        writeFileSync(path, bytes.subarray(0, end ?? undefined));
        const failure = await reading(path);
        expect(failure === null || failure instanceof AppError ? null : failure).toBeNull();
        if (failure instanceof AppError) expect(failure.message.startsWith(path)).toBe(true);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});

/** Reads every tensor. @returns what went wrong. */
async function reading(path: string): Promise<unknown> {
  try {
    const { tensors } = await readWeights(path);
    for (const tensor of tensors.values()) await readFloat32(tensor);
    return null;
  } catch (error) {
    return error;
  }
}
