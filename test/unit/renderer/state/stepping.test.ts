import { expect, test } from 'vitest';
import { ready, reviewed } from './reviewed.ts';

test('behind the last item N goes on with the first that waits, and says so', async () => {
  const rooms = await reviewed();
  const { queue, walk, toasts } = rooms;
  const [top, middle, last] = queue.items;
  await ready(rooms, top, middle, last);
  await walk.show(last!);
  expect(toasts.current).toBeNull();
  walk.step('next');
  expect(toasts.current?.text).toBe('From the top again: the first that waits.');
  expect(queue.current?.windowIndex).toBe(top!.windowIndex);
  toasts.dismiss();
  walk.step('next');
  expect([queue.current?.windowIndex, toasts.current]).toEqual([middle!.windowIndex, null]);
});

test('only where no other waits N says that it was the last; P stops at the first', async () => {
  const rooms = await reviewed();
  const { queue, walk, toasts, decisions, settled } = rooms;
  const [top, middle, last] = queue.items;
  await ready(rooms, top, middle, last);
  await walk.show(top!);
  walk.step('previous');
  expect(toasts.current?.text).toBe('This is the first item that waits.');
  expect(queue.current?.windowIndex).toBe(top!.windowIndex);
  decisions.accept();
  decisions.reject();
  await settled();
  expect([queue.current?.windowIndex, queue.left]).toEqual([last!.windowIndex, 1]);
  toasts.dismiss();
  walk.step('next');
  expect(toasts.current?.text).toBe('That was the last item of the queue.');
  expect(queue.current?.windowIndex).toBe(last!.windowIndex);
});
