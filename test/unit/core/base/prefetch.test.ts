import { expect, test } from 'vitest';
import { prefetched } from '../../../../src-main/core/base/prefetch.ts';

/** Counts up, and keeps account of how far it was asked and whether it was ended. */
function counter(count: number, failAt = Infinity) {
  const account = { made: 0, isEnded: false };
  async function* items() {
    try {
      for (let i = 0; i < count; i++) {
        await Promise.resolve();
        if (i === failAt) throw new Error(`no item ${i}`);
        account.made++;
        yield i;
      }
    } finally {
      account.isEnded = true;
    }
  }
  return { account, items: items() };
}

test.each([0, 1, 3])('with depth %i all items come in order, and never more than that ahead', async (depth) => {
  const { account, items } = counter(20);
  const seen: number[] = [];
  for await (const item of prefetched(items, depth)) {
    seen.push(item);
    expect(account.made).toBeLessThanOrEqual(item + 1 + depth + 1);
  }
  expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i));
});

test('it works ahead while the consumer is busy', async () => {
  const { account, items } = counter(10);
  const source = prefetched(items, 3);
  await source.next();
  // One turn of the event loop runs every promise that is ready.
  await new Promise((resolve) => setImmediate(resolve));
  expect(account.made).toBeGreaterThanOrEqual(4);
  await source.return(undefined);
  expect(account.isEnded).toBe(true);
});

test('an error comes after the items before it', async () => {
  const { items } = counter(10, 4);
  const seen: number[] = [];
  const all = async () => {
    for await (const item of prefetched(items, 2)) seen.push(item);
  };
  await expect(all()).rejects.toThrow('no item 4');
  expect(seen).toEqual([0, 1, 2, 3]);
});

test('leaving early ends the source', async () => {
  const { account, items } = counter(1000);
  for await (const item of prefetched(items, 2)) if (item === 3) break;
  expect(account.isEnded).toBe(true);
  expect(account.made).toBeLessThan(10);
});
