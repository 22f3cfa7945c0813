/** Which letters of a text a query found: half-open, ascending, apart. */
export type Ranges = readonly (readonly [from: number, to: number])[];

export interface Match {
  /** Lower is better. */
  readonly cost: number;
  readonly ranges: Ranges;
}

/** What a place of a match costs. */
const COST = { start: 0, word: 1, inside: 4, initials: 10 } as const;

/**
 * Looks for every word of a query in a text, at the start of a word before inside one; where that fails, for the
 * query's letters as the first letters of the text's words ("gtf" finds "Go to frame").
 *
 * @param query an empty one finds everything. @returns null where it is not there.
 */
export function match(query: string, text: string): Match | null {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const lower = text.toLowerCase();
  const found: (readonly [number, number])[] = [];
  let cost = 0;
  for (const word of words) {
    const at = bestPlace(word, lower, found);
    if (at === null) return words.length === 1 ? initials(word, lower) : null;
    found.push([at, at + word.length]);
    cost += at === 0 ? COST.start : isWordStart(lower, at) ? COST.word : COST.inside;
  }
  return { cost, ranges: merged(found) };
}

/** The text in pieces, those that were found marked. */
export function pieces(text: string, ranges: Ranges): readonly { readonly text: string; readonly isFound: boolean }[] {
  const result: { text: string; isFound: boolean }[] = [];
  let at = 0;
  for (const [from, to] of ranges) {
    if (from > at) result.push({ text: text.slice(at, from), isFound: false });
    result.push({ text: text.slice(from, to), isFound: true });
    at = to;
  }
  if (at < text.length) result.push({ text: text.slice(at), isFound: false });
  return result;
}

/** The entries that a query finds, the best first, equal ones in their own order. */
export function ranked<T>(
  query: string,
  entries: readonly T[],
  textOf: (entry: T) => string,
): (T & { ranges: Ranges })[] {
  return entries
    .flatMap((entry) => {
      const found = match(query, textOf(entry));
      return found ? [{ entry, found }] : [];
    })
    .sort((a, b) => (query.trim() === '' ? 0 : a.found.cost - b.found.cost))
    .map(({ entry, found }) => ({ ...entry, ranges: found.ranges }));
}

function bestPlace(word: string, text: string, taken: Ranges): number | null {
  let inside: number | null = null;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (taken.some(([from, to]) => at < to && at + word.length > from)) continue;
    if (isWordStart(text, at)) return at;
    inside ??= at;
  }
  return inside;
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]!);
}

function initials(letters: string, text: string): Match | null {
  const ranges: (readonly [number, number])[] = [];
  let from = 0;
  for (const letter of letters) {
    let at = text.indexOf(letter, from);
    while (at !== -1 && !isWordStart(text, at)) at = text.indexOf(letter, at + 1);
    if (at === -1) return null;
    ranges.push([at, at + 1]);
    from = at + 1;
  }
  return { cost: COST.initials, ranges };
}

function merged(ranges: readonly (readonly [number, number])[]): Ranges {
  const sorted = [...ranges].sort(([a], [b]) => a - b);
  const result: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = result.at(-1);
    if (last && last[1] === from) last[1] = to;
    else result.push([from, to]);
  }
  return result;
}
