/**
 * Works ahead of the consumer: while it is busy with one item, up to `depth` further ones are made. No more
 * are held, however slow the consumer is.
 *
 * @returns the items in order; an error of the source comes where its item would have been. Leaving the loop
 *   early ends the source.
 */
export async function* prefetched<T>(source: AsyncIterable<T>, depth: number): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const ahead: Promise<IteratorResult<T>>[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const pull = () => {
    // One call at a time: a generator would queue them, other iterators need not.
    const item = last.then(() => iterator.next());
    last = item.catch(() => undefined);
    ahead.push(item);
  };
  try {
    for (let i = 0; i <= depth; i++) pull();
    for (;;) {
      const item = await ahead.shift()!;
      if (item.done === true) return;
      pull();
      yield item.value;
    }
  } finally {
    await Promise.allSettled(ahead);
    await iterator.return?.();
  }
}
