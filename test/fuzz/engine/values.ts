import fc from 'fast-check';
import type { Random } from './random.ts';

/** A number that JSON can write and JavaScript can't hold: it is read as Infinity. Stands in a value until it is written. */
const ENDLESS = '@number too large@';

const NUMBERS: readonly number[] = [
  ...[0, -0, 1, -1, 2, 0.5, -0.5, 1e-320, 1e21, -1e21, 1e308, 1e15 + 0.3],
  ...[2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 2 ** 64, 999, 1_000_001, 100_000_000],
];

/** Texts that end up in paths, keys, messages, markup, tables and numbers. */
export const TEXTS: readonly string[] = [
  ...['', ' ', '0', '-1', '1e999', 'NaN', 'Infinity', '0x10', '١٢', '1,5', '1:60:60.5', '99999999999999999999'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'length',
    'then',
    '\u0000',
    '\u0007\u001b[2J',
    '\ufeff',
  ],
  ...['../../up', '/etc', 'C:\\con', 'a/b', 'a\\b', '..', '.', '~', '\ud800', 'é', 'é', '\u202egpj', '🙂'],
  ...[
    '<!DOCTYPE a>',
    '&a;',
    '&#0;',
    '&#x110000;',
    ']]>',
    '<a b="',
    '-->',
    '"',
    "'",
    '""',
    ',',
    ';',
    '\t',
    '\n',
    '\r\n',
  ],
  ...['=1+1', '[[[[[[', '{"a":', '#', '%', '%00', '$&', '`', '--', 'null', 'true', '[]', '{}'],
];

const anything = fc.jsonValue({ depthSize: 'small' });

/** A value that a reader did not reckon with. */
export function hostileValue(random: Random): unknown {
  switch (random.below(9)) {
    case 0:
      return random.pick([null, true, false, [], {}, [[]], [null], { a: null }]);
    case 1:
    case 2:
      return random.pick(NUMBERS);
    case 3:
    case 4:
      return random.pick(TEXTS);
    case 5:
      return ENDLESS;
    case 6:
      return random.pick(['a', 'é', '"', '['].map((character) => character.repeat(random.length(5000))));
    case 7:
      return nested(random.length(3000), random.isOne(2));
    default:
      return fc.sample(anything, { numRuns: 1, seed: random.uint32() | 0 })[0];
  }
}

/** JSON as it is written to a file: with numbers that are too large, and keys that a literal can't have. */
export function writtenJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(`"${ENDLESS}"`, '1e999');
}

function nested(depth: number, isList: boolean): unknown {
  let value: unknown = 0;
  for (let i = 0; i < depth; i++) value = isList ? [value] : { a: value };
  return value;
}
