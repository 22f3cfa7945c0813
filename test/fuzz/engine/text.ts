import type { Random } from './random.ts';
import { TEXTS } from './values.ts';

type Change = (tokens: string[], at: number, random: Random, others: readonly string[]) => void;

const CHANGES: readonly Change[] = [
  (tokens, at, random) => void (tokens[at] = random.pick(TEXTS)),
  (tokens, at, random) => void (tokens[at] = random.pick(TEXTS)),
  (tokens, at, random) => void (tokens[at] = random.pick(tokens)),
  (tokens, at, random) => void tokens.splice(at, random.length(30)),
  (tokens, at, random) => void tokens.splice(at, 0, ...tokens.slice(at, at + random.length(60))),
  repeated,
  (tokens, at, random, others) => {
    const other = tokensOf(random.pick(others));
    const from = random.below(other.length);
    tokens.splice(at, random.length(10), ...other.slice(from, from + random.length(60)));
  },
  (tokens, at, random) => void (tokens[at] = (tokens[at] ?? '').repeat(random.length(3000))),
  (tokens, at, random) => void (tokens[at] = nudged(tokens[at] ?? '', random)),
  (tokens, at, random) => void (tokens[at] = nudged(tokens[at] ?? '', random)),
];

/** A copy of a text in lines, cells, tags and attributes, with one to six of these left out, doubled, moved, replaced. */
export function mutatedText(sound: string, random: Random, others: readonly string[]): string {
  const tokens = tokensOf(sound);
  for (let changes = random.length(6); changes > 0; changes--) {
    random.pick(CHANGES)(tokens, random.below(tokens.length), random, others);
  }
  return tokens.join('');
}

/** Words and numbers, and each separator by itself. */
function tokensOf(text: string): string[] {
  return text.split(/([<>/="',;:\t\n[\]{}()]|\s+)/).filter((token) => token !== '');
}

function repeated(tokens: string[], at: number, random: Random): void {
  const some = tokens.slice(at, at + random.length(20));
  const many = Array.from({ length: random.length(1000) }, () => some).flat();
  tokens.splice(at, 0, ...many);
}

function nudged(token: string, random: Random): string {
  const number = Number(token);
  if (token.trim() !== '' && Number.isFinite(number)) {
    return String(random.pick([number + 1, number - 1, -number, number * 1e9, number / 3, Number.NaN, 1e300]));
  }
  const at = random.below(token.length + 1);
  return token.slice(0, at) + random.pick(TEXTS) + token.slice(at + random.below(2));
}
