import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DeviceTurn } from '../../../../src-main/core/store/device-turn.ts';
import { scratchFolder } from '../../../support/checkpoints.ts';

function turns() {
  const folder = join(scratchFolder(), 'devices');
  return (device: string, signal = new AbortController().signal, onWait: () => void = () => undefined) =>
    DeviceTurn.take(folder, device, { signal, onWait });
}

test('one at a time has a device, and the next gets it when it is released', async () => {
  const take = turns();
  const order: string[] = [];
  const first = await take('cpu');
  const isAwaited = new Promise<void>((resolve) => {
    void take('cpu', undefined, resolve).then((second) => {
      order.push('second');
      second.release();
      return take('cpu');
    });
  });
  await isAwaited;
  order.push('released');
  first.release();
  const third = await take('cpu');
  third.release();
  await expect.poll(() => order).toEqual(['released', 'second']);
});

test('devices do not wait for one another', async () => {
  const take = turns();
  const cpu = await take('cpu');
  const gpu = await take('cuda', undefined, () => {
    throw new Error('waited');
  });
  cpu.release();
  gpu.release();
});

test('who no longer wants it stops waiting, and leaves the turn to others', async () => {
  const take = turns();
  const held = await take('cpu');
  const stop = new AbortController();
  await expect(take('cpu', stop.signal, () => stop.abort(new Error('stopped')))).rejects.toThrow('stopped');
  held.release();
  (await take('cpu')).release();
});

test('a folder that cannot be made is named', async () => {
  const file = join(scratchFolder(), 'file');
  writeFileSync(file, '');
  const signal = new AbortController().signal;
  await expect(
    DeviceTurn.take(join(file, 'devices'), 'cpu', { signal, onWait: () => undefined }),
  ).rejects.toMatchObject({
    code: 'output.unwritable',
    message: expect.stringContaining(join(file, 'devices')) as string,
  });
});
