import { expect, test } from 'vitest';
import { EventLog } from '../../../../src-main/hosts/web/event-log.ts';

test('events are numbered, told, and kept for those who come back', () => {
  const log = new EventLog();
  const told: number[] = [];
  const stop = log.on(({ id }) => told.push(id));
  expect(log.after(0)).toEqual([]);
  log.add('a', { x: 1 });
  log.add('b', null);
  stop();
  log.add('c', 3);
  expect(told).toEqual([1, 2]);
  expect(log.lastId).toBe(3);
  expect(log.after(1)).toEqual([
    { id: 2, name: 'b', payload: null },
    { id: 3, name: 'c', payload: 3 },
  ]);
  expect(log.after(3)).toEqual([]);
});

test('who has missed more than is kept, or comes from another server, is told so', () => {
  const log = new EventLog();
  for (let i = 1; i <= 1005; i++) log.add('a', i);
  expect(log.after(4)).toBeNull();
  expect(log.after(5)?.map(({ id }) => id)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 6));
  expect(log.after(1006)).toBeNull();
});
