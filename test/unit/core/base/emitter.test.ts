import { expect, test } from 'vitest';
import { Emitter } from '../../../../src-main/core/base/emitter.ts';

interface Facts {
  readonly said: string;
}

test('a listener that throws keeps nobody else from hearing', () => {
  const faults: unknown[] = [];
  const emitter = new Emitter<Facts>((fault) => faults.push(fault));
  const heard: string[] = [];
  emitter.on(() => {
    throw new Error('deaf');
  });
  emitter.on((_, payload) => heard.push(payload));
  emitter.emit('said', 'a');
  expect(heard).toEqual(['a']);
  expect(faults).toEqual([new Error('deaf')]);
});

test('a listener that leaves while an event is told no longer hears it, one that comes hears the next', () => {
  const emitter = new Emitter<Facts>();
  const heard: string[] = [];
  const remove: (() => void)[] = [];
  emitter.on((_, payload) => {
    remove[0]?.();
    if (payload === 'a') emitter.on((__, later) => heard.push(`late ${later}`));
  });
  remove.push(emitter.on((_, payload) => heard.push(payload)));
  emitter.emit('said', 'a');
  emitter.emit('said', 'b');
  expect(heard).toEqual(['late b']);
});

test('the same function added twice hears twice, and each remover takes one away', () => {
  const emitter = new Emitter<Facts>();
  let count = 0;
  const listener = () => {
    count++;
  };
  const removeOne = emitter.on(listener);
  emitter.on(listener);
  emitter.emit('said', 'a');
  removeOne();
  removeOne();
  emitter.emit('said', 'b');
  expect(count).toBe(3);
});
