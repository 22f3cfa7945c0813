import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readFloat32, streamFloat32 } from '../../../../../src-main/core/models/checkpoints/read-float32.ts';
import { readWeights } from '../../../../../src-main/core/models/checkpoints/weight-files.ts';
import { checkpointFixture } from '../../../../support/checkpoints.ts';

const expected = JSON.parse(readFileSync(checkpointFixture('expected.json'), 'utf8')) as Record<
  string,
  Record<string, { shape: number[]; sha256: string }>
>;
const readable = Object.keys(expected).filter((name) => !name.startsWith('original/'));

describe.each(readable)('%s', (name) => {
  test('holds what torch reads from it, bit for bit', async () => {
    const { tensors } = await readWeights(checkpointFixture(name));
    const found: typeof expected = { [name]: {} };
    for (const [key, tensor] of tensors) {
      const values = await readFloat32(tensor);
      found[name]![key] = { shape: [...tensor.shape], sha256: createHash('sha256').update(values).digest('hex') };
    }
    expect(found[name]).toEqual(expected[name]);
  });
});

test('parts of a checkpoint in several files are found through the index', async () => {
  const whole = await readWeights(checkpointFixture('tiny', 'model.safetensors'));
  const parts = await readWeights(checkpointFixture('tiny-sharded', 'model.safetensors.index.json'));
  expect([...parts.tensors.keys()].sort()).toEqual([...whole.tensors.keys()].sort());
  expect(parts.files).toHaveLength(3);
  for (const [name, tensor] of whole.tensors) {
    expect(await readFloat32(parts.tensors.get(name)!)).toEqual(await readFloat32(tensor));
  }
});

test('half precision: every kind of number, and not-a-number stays one', async () => {
  const { tensors } = await readWeights(checkpointFixture('mixed', 'zip-2.pt'));
  const values = await readFloat32(tensors.get('f16')!);
  expect([...values.slice(0, 4), ...values.slice(6)]).toEqual([0, -0, 1, 65504, Infinity, -Infinity]);
});

test('a tensor may be read in pieces', async () => {
  const { tensors } = await readWeights(checkpointFixture('tiny', 'model.safetensors'));
  const tensor = tensors.get('classifier.weight')!;
  const pieces: number[] = [];
  for await (const piece of streamFloat32(tensor)) pieces.push(...piece);
  expect(Float32Array.from(pieces)).toEqual(await readFloat32(tensor));
});
