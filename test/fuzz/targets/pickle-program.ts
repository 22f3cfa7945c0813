import type { Random } from '../engine/random.ts';

/** PROTO 2 and the number that torch's older stream begins with, its protocol's version, and the writing system. */
const BEFORE = Buffer.concat([
  Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex'),
  Buffer.from('80024de9032e', 'hex'),
  Buffer.from('80027d58', 'hex'),
  counted('little_endian'),
  Buffer.from('88732e', 'hex'),
]);

type Piece = (random: Random) => Buffer;

const plain = (opcodes: string): Piece => {
  const bytes = Buffer.from(opcodes, 'latin1');
  return () => bytes;
};
const float = text('FloatStorage');
const storage = Buffer.concat([
  ...[Buffer.from('('), text('storage'), Buffer.from('ctorch\nFloatStorage\n'), text('0'), text('cpu')],
  ...[Buffer.from('K\x04NtQ', 'latin1')],
]);
const tensor = tensorOf([1, 4]);

/** What programs are put together from: whole values more often than opcodes that need some. */
const PIECES: readonly Piece[] = [
  ...['N', '\x88', '\x89', ')', ']', '}', '(', '(', 't', 'l', 'd', 'u', 's', 'e', 'a', '0', '1', '2'].map(plain),
  ...['\x85', '\x86', '\x87', '\x94', '\x93', 'Q', 'R', 'b', '\x81', 'q\0', 'h\0', 'h\0', 'h\x01', 'q\x01'].map(plain),
  ...['ccollections\nOrderedDict\n', 'ctorch._utils\n_rebuild_tensor_v2\n', 'ctorch\nLongStorage\n'].map(plain),
  ...['ctorch._utils\n_rebuild_parameter\n', 'cos\nsystem\n', 'c\n\n', 'ios\nsystem\n'].map(plain),
  ...['J\xff\xff\xff\xff', '\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f', '\x8a\0', 'G\x7f\xf8\0\0\0\0\0\0'].map(plain),
  (random) => Buffer.concat([Buffer.from('K'), Buffer.from([random.below(256)])]),
  (random) =>
    text(random.pick(['weight', 'storage', '__proto__', 'model_state', 'state_dict', 'cfg', '\u001b[2J', ''])),
  () => float,
  () => storage,
  () => tensor,
  () => Buffer.concat([Buffer.from('}'), text('weight'), tensor, Buffer.from('s')]),
  (random) => Buffer.concat([Buffer.from('r'), number(random.below(2 ** 32))]),
  (random) => Buffer.concat([Buffer.from('B'), number(random.pick([0, 3, 2 ** 31, 2 ** 32 - 1])), Buffer.from('abc')]),
];

/** A file of torch's older stream whose object is a program of random opcodes; now and then one many times over. */
export function pickleProgram(random: Random): Buffer {
  const parts: Buffer[] = [];
  for (let pieces = random.length(64); pieces > 0; pieces--) {
    const piece = random.pick(PIECES)(random);
    parts.push(random.isOne(30) ? repeated(piece, random.length(20_000)) : piece);
    if (random.isOne(40)) parts.push(repeated(Buffer.concat(parts.slice(-random.length(4))), random.length(3000)));
  }
  return streamFile(parts, random.isOne(2));
}

/** A file of the older stream: an object by its opcodes, and a storage of four floats where it is listed. */
export function streamFile(object: readonly Buffer[], isListed: boolean): Buffer {
  const keys = isListed ? [Buffer.from(']'), text('0'), Buffer.from('a')] : [Buffer.from(']')];
  const data = Buffer.concat([Buffer.from('0400000000000000', 'hex'), Buffer.alloc(16, 1)]);
  const proto = Buffer.from('8002', 'hex');
  return Buffer.concat([BEFORE, proto, ...object, Buffer.from('.'), proto, ...keys, Buffer.from('.'), data]);
}

/** Opcodes of a tensor on the storage of four floats, its lengths below 256. */
export function tensorOf(shape: readonly number[]): Buffer {
  const lengths = Buffer.concat([
    Buffer.from('('),
    ...shape.map((length) => Buffer.from([0x4b, length])),
    Buffer.from('t'),
  ]);
  return Buffer.concat([
    ...[Buffer.from('ctorch._utils\n_rebuild_tensor_v2\n('), storage, Buffer.from('K\0', 'latin1'), lengths, lengths],
    ...[Buffer.from('\x89ccollections\nOrderedDict\n)RtR', 'latin1')],
  ]);
}

/** Opcodes of a text. */
export function text(value: string): Buffer {
  return Buffer.concat([Buffer.from('X'), counted(value)]);
}

function counted(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([number(bytes.length), bytes]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function repeated(piece: Buffer, times: number): Buffer {
  return Buffer.alloc(Math.min(piece.length * times, 500_000), piece);
}
