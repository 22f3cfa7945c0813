import { expect, test } from 'vitest';
import { LoadQueue } from '../../../../src-renderer/lib/load-queue.ts';

/** A queue whose loads end when the test says so. */
function made() {
  const begun: string[] = [];
  const aborted: string[] = [];
  const settled = new Set<string>();
  const ends = new Map<string, () => void>();
  const queue = new LoadQueue(
    (key, signal) => {
      begun.push(key);
      return new Promise((resolve) => {
        ends.set(key, resolve);
        signal.addEventListener('abort', () => {
          aborted.push(key);
          resolve();
        });
      });
    },
    (key) => settled.has(key),
  );
  const end = async (key: string) => {
    settled.add(key);
    ends.get(key)?.();
    // The queue goes on in a later microtask.
    for (let i = 0; i < 4; i++) await Promise.resolve();
  };
  return { queue, begun, aborted, settled, end };
}

test('what nobody waits for leaves room, and what is waited for begins at once', () => {
  const { queue, begun } = made();
  queue.wish(2, ['n1', 'n2', 'n3', 'n4', 'n5']);
  expect(begun).toEqual(['n1', 'n2', 'n3']);
  queue.wish(0, ['now']);
  expect(begun).toEqual(['n1', 'n2', 'n3', 'now']);
});

test('a slot that becomes free goes to the most urgent wish', async () => {
  const { queue, begun, end } = made();
  queue.wish(2, ['n1', 'n2', 'n3', 'n4']);
  queue.wish(1, ['c1']);
  await end('n2');
  expect(begun.at(-1)).toBe('c1');
  await end('c1');
  expect(begun.at(-1)).toBe('n4');
});

test('a newer wish aborts what nobody wants any more, but not what somebody waited for', () => {
  const { queue, begun, aborted } = made();
  queue.wish(0, ['10']);
  queue.wish(2, ['11', '12']);
  queue.wish(0, ['50']);
  queue.wish(2, ['51', '12']);
  expect(aborted).toEqual(['11']);
  expect(begun).toContain('50');
});

test('while scrubbing two urgent loads run, and the newest wish is the next', async () => {
  const { queue, begun, end } = made();
  for (const key of ['1', '2', '3', '4']) queue.wish(0, [key]);
  expect(begun).toEqual(['1', '2']);
  await end('1');
  expect(begun).toEqual(['1', '2', '4']);
});

test('what is there, or has failed, is not loaded, and nothing twice at a time', () => {
  const { queue, begun, settled } = made();
  settled.add('a');
  queue.wish(0, ['a']);
  queue.wish(1, ['a', 'b', 'b']);
  queue.wish(2, ['b']);
  expect(begun).toEqual(['b']);
});

test('cleared, it aborts everything and begins nothing', async () => {
  const { queue, begun, aborted, end } = made();
  queue.wish(0, ['a']);
  queue.wish(2, ['b', 'c', 'd', 'e']);
  queue.clear();
  expect(aborted.sort()).toEqual(['a', 'b', 'c']);
  await end('a');
  expect(begun).toEqual(['a', 'b', 'c']);
});
