import type { Random } from './random.ts';

/** A part of a file that changes are to fall into. */
export interface Region {
  readonly from: number;
  readonly to: number;
}

type Change = (bytes: Buffer, at: number, random: Random, others: readonly Buffer[]) => Buffer;

const LONGEST_CHUNK = 256;
/** Lengths, counts and offsets that readers trip over. */
const NUMBERS: readonly bigint[] = [
  ...[0n, 1n, 7n, 8n, 63n, 64n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0x8000n, 0xffffn, 0x1_0000n],
  ...[0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, 0x1_0000_0000n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n],
];

const CHANGES: readonly Change[] = [
  flippedBit,
  otherByte,
  withNumber,
  withNumber,
  addedToByte,
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at, random) => joined(bytes, at, at + random.length(LONGEST_CHUNK), Buffer.alloc(0)),
  duplicated,
  inserted,
  swapped,
  spliced,
];

/**
 * A copy of a file with one to eight changes: bits and bytes, telling numbers, chunks cut out, doubled, put in, swapped,
 * or taken from another file.
 *
 * @param others files that chunks are taken from.
 */
export function mutatedBytes(sound: Buffer, random: Random, others: readonly Buffer[], region?: Region): Buffer {
  let bytes: Buffer = Buffer.from(sound);
  for (let changes = random.length(8); changes > 0; changes--) {
    const { from, to } = region ?? { from: 0, to: bytes.length };
    const at = Math.min(from + random.below(to - from), bytes.length);
    bytes = random.pick(CHANGES)(bytes, at, random, others);
  }
  return bytes;
}

function flippedBit(bytes: Buffer, at: number, random: Random): Buffer {
  if (at < bytes.length) bytes[at]! ^= 1 << random.below(8);
  return bytes;
}

function otherByte(bytes: Buffer, at: number, random: Random): Buffer {
  if (at < bytes.length) bytes[at] = random.below(256);
  return bytes;
}

function addedToByte(bytes: Buffer, at: number, random: Random): Buffer {
  if (at < bytes.length) bytes[at]! += random.pick([-2, -1, 1, 2]);
  return bytes;
}

function withNumber(bytes: Buffer, at: number, random: Random): Buffer {
  const width = random.pick([1, 2, 4, 8]);
  const number = Buffer.alloc(8);
  number.writeBigUInt64LE(random.pick(NUMBERS));
  const written = number.subarray(0, width);
  if (random.isOne(2)) written.reverse();
  written.copy(bytes, at);
  return bytes;
}

function duplicated(bytes: Buffer, at: number, random: Random): Buffer {
  const chunk = bytes.subarray(at, at + random.length(LONGEST_CHUNK));
  const times = random.length(64);
  return joined(bytes, at, at, Buffer.concat(Array.from({ length: times }, () => chunk)));
}

function inserted(bytes: Buffer, at: number, random: Random): Buffer {
  return joined(bytes, at, at, Buffer.from(Array.from({ length: random.length(32) }, () => random.below(256))));
}

function swapped(bytes: Buffer, at: number, random: Random): Buffer {
  const length = random.length(LONGEST_CHUNK);
  const other = random.below(bytes.length);
  const kept = Buffer.from(bytes.subarray(at, at + length));
  bytes.copy(bytes, at, other, other + kept.length);
  kept.copy(bytes, other);
  return bytes;
}

function spliced(bytes: Buffer, at: number, random: Random, others: readonly Buffer[]): Buffer {
  if (others.length === 0) return bytes;
  const other = random.pick(others);
  const from = random.below(other.length);
  const chunk = other.subarray(from, from + random.length(4 * LONGEST_CHUNK));
  return joined(bytes, at, random.isOne(2) ? at : at + chunk.length, chunk);
}

function joined(bytes: Buffer, start: number, end: number, between: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, start), between, bytes.subarray(end)]);
}
