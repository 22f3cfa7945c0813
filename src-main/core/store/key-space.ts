import type { Value } from './sqlite.ts';

/** A column of a primary key. */
export interface KeyColumn {
  readonly column: string;
  readonly isText: boolean;
}

/** Values of a key's columns, in order; keys are ordered as SQLite orders rows of them. */
export type Key = readonly Value[];

/** First and last character that ids and names are likely to be made of. */
const FIRST_CODE = 0x20;
const LAST_CODE = 0x7f;

/** A key just after one that exists; numbers are taken to be whole, or not much finer. */
export function after(key: Key): Key {
  const last = key.at(-1);
  return [...key.slice(0, -1), typeof last === 'string' ? `${last}\u0001` : Number(last) + 1e-6];
}

/**
 * A key between two others, about half way; null where there is none worth trying.
 *
 * @param from null: before all keys. @param to null: after all keys.
 */
export function middleOf(from: Key | null, to: Key | null, columns: readonly KeyColumn[]): Key | null {
  const [column, ...others] = columns;
  if (!column) return null;
  const least = others.map(leastOf);
  const low = from?.[0] ?? leastOf(column);
  const high = to?.[0];
  if (high !== undefined && low === high) {
    const inner = middleOf(from && from.slice(1), to && to.slice(1), others);
    return inner && [low, ...inner];
  }
  const middle = column.isText ? textBetween(String(low), high) : numberBetween(Number(low), high);
  if (middle !== null) return [middle, ...least];
  // Neighbours: between them lie the rest of the lower one's keys, and the beginning of the higher one's.
  if (others.length === 0 || high === undefined) return null;
  if (to!.slice(1).some((value, i) => value !== least[i])) return [high, ...least];
  const inner = middleOf(from ? from.slice(1) : least, null, others);
  return inner && [low, ...inner];
}

function leastOf({ isText }: KeyColumn): Value {
  return isText ? '' : -1;
}

/** Half way, or, without an upper end, twice as far. */
function numberBetween(low: number, high: Value | undefined): number | null {
  if (high === undefined) return Math.floor(low * 2 + 16);
  const middle = Math.floor((low + Number(high)) / 2);
  return middle > low && middle < Number(high) ? middle : null;
}

function textBetween(low: string, high: Value | undefined): string | null {
  const top = high === undefined ? '' : String(high);
  let start = 0;
  while (high !== undefined && start < low.length && low[start] === top[start]) start++;
  // The first place where half a character's step fits: after it, the low text goes on as far as need be.
  for (let i = start; i < start + 8; i++) {
    const below = codeAt(low, i, FIRST_CODE);
    const above = i === start ? codeAt(top, i, LAST_CODE) : LAST_CODE;
    const code = Math.floor((below + above) / 2);
    if (code > below && code < above) return low.slice(0, i).padEnd(i, ' ') + String.fromCharCode(code);
  }
  return null;
}

function codeAt(text: string, i: number, otherwise: number): number {
  return i < text.length ? text.charCodeAt(i) : otherwise;
}
