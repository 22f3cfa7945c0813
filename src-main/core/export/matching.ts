/**
 * Gives each of `count` items one of its own candidates, no two the same one, for as many items as can be (augmenting
 * paths, as Kuhn's algorithm finds them).
 *
 * @param candidatesOf an item, the most fitting first. @returns by item; null for one that gets none.
 */
export function matched(count: number, candidatesOf: (item: number) => readonly number[]): (number | null)[] {
  const takenBy = new Map<number, number>();
  const result = new Array<number | null>(count).fill(null);
  for (let item = 0; item < count; item++) settle(item, new Set());
  return result;

  /** Finds a place for an item, moving others to further ones of theirs. */
  function settle(item: number, seen: Set<number>): boolean {
    for (const candidate of candidatesOf(item)) {
      if (seen.has(candidate)) continue;
      seen.add(candidate);
      const holder = takenBy.get(candidate);
      if (holder !== undefined && !settle(holder, seen)) continue;
      takenBy.set(candidate, item);
      result[item] = candidate;
      return true;
    }
    return false;
  }
}
