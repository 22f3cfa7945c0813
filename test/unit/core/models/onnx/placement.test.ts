import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeInFolder, WeightsFile } from '../../../../../src-main/core/models/onnx/placement.ts';
import { withFolder } from '../../../../support/timesformer.ts';

function tensorIn(file: string, offsetBytes: number) {
  return { dtype: 'F32', shape: [2, 2], strides: [2, 1], file, offsetBytes } as const;
}

test('a stored tensor is referred to only from inside the folder, at a whole float', async () => {
  await withFolder(async (root) => {
    const folder = join(root, 'model');
    mkdirSync(join(folder, 'parts'), { recursive: true });
    for (const name of ['model/parts/a.bin', 'outside.bin']) writeFileSync(join(root, name), '');
    symlinkSync(join(root, 'outside.bin'), join(folder, 'link.bin'));
    const place = placeInFolder(folder, null);
    expect(await place.refer(tensorIn(join(folder, 'parts/a.bin'), 128), 8, 4)).toEqual({
      kind: 'external',
      location: 'parts/a.bin',
      offsetBytes: 136,
      lengthBytes: 4,
    });
    expect(await place.refer(tensorIn(join(folder, 'parts/a.bin'), 127), 0, 4)).toBeNull();
    expect(await place.refer(tensorIn(join(root, 'outside.bin'), 128), 0, 4)).toBeNull();
    expect(await place.refer(tensorIn(join(folder, 'link.bin'), 128), 0, 4)).toBeNull();
  });
});

test('computed weights lie aligned, one after the other, and a key is stored once', async () => {
  await withFolder(async (folder) => {
    const file = await WeightsFile.create(join(folder, 'weights.bin'));
    const place = placeInFolder(folder, { file, location: 'weights.bin' });
    const store = (key: string, ...bytes: number[]) => place.store(key, () => Promise.resolve(Uint8Array.from(bytes)));
    const places = await Promise.all([store('a', 1, 2), store('b', 3), store('a', 9)]);
    await file.close();
    expect(places).toEqual([
      { kind: 'external', location: 'weights.bin', offsetBytes: 0, lengthBytes: 2 },
      { kind: 'external', location: 'weights.bin', offsetBytes: 64, lengthBytes: 1 },
      { kind: 'external', location: 'weights.bin', offsetBytes: 0, lengthBytes: 2 },
    ]);
    const bytes = readFileSync(join(folder, 'weights.bin'));
    expect([bytes.length, bytes[0], bytes[1], bytes[64]]).toEqual([65, 1, 2, 3]);
  });
});
