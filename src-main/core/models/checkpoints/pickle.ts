import { isTuple, PickleMachine } from './pickle-machine.ts';
import type { PickleHost, PickleTuple, PickleValue } from './pickle-values.ts';

/** Longer integers than this many bytes are no numbers a checkpoint needs, and slow to build. */
const MAX_INTEGER_BYTES = 256;
const HIGHEST_PROTOCOL = 5;
const STOP = 0x2e;

/**
 * Reads one pickle, protocols 2 to 5, without executing anything: globals and persistent ids mean what `host`
 * says, and opcodes torch.save never emits are refused.
 *
 * @param file name for messages.
 * @param start where in `bytes` the pickle begins.
 * @returns its value, and where the byte after it lies.
 * @throws AppError 'checkpoint.unreadable' for a damaged pickle, and whatever `host` throws.
 * @see CPython's Lib/pickletools.py for the opcodes.
 */
export function readPickle(
  file: string,
  bytes: Buffer,
  start: number,
  host: PickleHost,
): { readonly value: PickleValue; readonly end: number } {
  const machine = new PickleMachine(file, bytes, start, host);
  for (;;) {
    const opcode = machine.takeUint8();
    if (opcode === STOP) return { value: machine.pop(), end: machine.position };
    const run = OPCODES.get(opcode);
    if (run === undefined) throw machine.fail(`opcode 0x${opcode.toString(16)} is not one that torch.save writes`);
    run(machine);
  }
}

type Run = (machine: PickleMachine) => void;

const OPCODES: ReadonlyMap<number, Run> = new Map(
  Object.entries({
    // Frame of the stream
    '\x80': (m) => checkProtocol(m),
    '\x95': (m) => void m.take(8),
    // Stack and memo
    '(': (m) => m.pushMark(),
    '0': (m) => m.drop(),
    '1': (m) => void m.popToMark(),
    '2': (m) => m.push(m.top()),
    q: (m) => m.remember(m.takeUint8()),
    r: (m) => m.remember(m.take(4).readUInt32LE()),
    '\x94': (m) => m.remember('next'),
    h: (m) => m.recall(m.takeUint8()),
    j: (m) => m.recall(m.take(4).readUInt32LE()),
    // Plain values
    N: (m) => m.push(null),
    '\x88': (m) => m.push(true),
    '\x89': (m) => m.push(false),
    K: (m) => m.push(m.takeUint8()),
    M: (m) => m.push(m.take(2).readUInt16LE()),
    J: (m) => m.push(m.take(4).readInt32LE()),
    '\x8a': (m) => m.push(integer(m, m.takeUint8())),
    '\x8b': (m) => m.push(integer(m, m.take(4).readUInt32LE())),
    G: (m) => m.push(m.take(8).readDoubleBE()),
    X: (m) => m.push(m.take(m.take(4).readUInt32LE()).toString('utf8')),
    '\x8c': (m) => m.push(m.take(m.takeUint8()).toString('utf8')),
    '\x8d': (m) => m.push(m.take(m.takeLength8()).toString('utf8')),
    // Python 2 wrote its byte strings so; torch's are ASCII.
    U: (m) => m.push(m.take(m.takeUint8()).toString('latin1')),
    T: (m) => m.push(m.take(m.take(4).readUInt32LE()).toString('latin1')),
    C: (m) => m.push(m.take(m.takeUint8())),
    B: (m) => m.push(m.take(m.take(4).readUInt32LE())),
    '\x8e': (m) => m.push(m.take(m.takeLength8())),
    // Tuples, lists, dicts
    ')': (m) => m.push(tuple([])),
    t: (m) => m.push(tuple(m.popToMark())),
    '\x85': (m) => m.push(tuple([m.pop()])),
    '\x86': (m) => pushTupleOf(m, 2),
    '\x87': (m) => pushTupleOf(m, 3),
    ']': (m) => m.push([]),
    l: (m) => m.push(m.popToMark()),
    a: (m) => append(m, [m.pop()]),
    e: (m) => append(m, m.popToMark()),
    '}': (m) => m.push(new Map()),
    d: (m) => pushDict(m),
    s: (m) => setItem(m),
    u: (m) => m.setItems(m.popToMark()),
    // References out of the pickle
    c: (m) => m.push(m.host.global(m.takeLine(), m.takeLine())),
    '\x93': (m) => pushStackGlobal(m),
    Q: (m) => m.push(m.host.persistent(m.pop())),
    R: (m) => m.reduce(),
    b: (m) => build(m),
    '\x81': (m) => m.reduce(),
    i: (m) => refuseInstance(m),
  } satisfies Record<string, Run>).map(([opcode, run]) => [opcode.charCodeAt(0), run]),
);

function checkProtocol(machine: PickleMachine): void {
  const protocol = machine.takeUint8();
  if (protocol < 2 || protocol > HIGHEST_PROTOCOL) throw machine.fail(`it is of protocol ${protocol}`);
}

/** Little-endian two's complement of any length. */
function integer(machine: PickleMachine, lengthBytes: number): number | bigint {
  if (lengthBytes > MAX_INTEGER_BYTES) throw machine.fail(`it holds an integer of ${lengthBytes} bytes`);
  const bytes = machine.take(lengthBytes);
  let value = 0n;
  for (let i = lengthBytes - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  const signed = BigInt.asIntN(8 * lengthBytes, value);
  return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
}

function tuple(items: readonly PickleValue[]): PickleTuple {
  return { kind: 'tuple', items };
}

function pushTupleOf(machine: PickleMachine, length: number): void {
  const items = Array.from({ length }, () => machine.pop()).reverse();
  machine.push(tuple(items));
}

function append(machine: PickleMachine, items: readonly PickleValue[]): void {
  const list = machine.topList();
  for (const item of items) list.push(item);
}

function pushDict(machine: PickleMachine): void {
  const items = machine.popToMark();
  machine.push(new Map());
  machine.setItems(items);
}

function setItem(machine: PickleMachine): void {
  const value = machine.pop();
  const key = machine.pop();
  machine.setItems([key, value]);
}

function pushStackGlobal(machine: PickleMachine): void {
  const name = machine.popText();
  const module = machine.popText();
  machine.push(machine.host.global(module, name));
}

/** Makes an object of a class in the way of Python 1: refused, by the class's name where that is not allowed either. */
function refuseInstance(machine: PickleMachine): never {
  const { name } = machine.host.global(machine.takeLine(), machine.takeLine());
  throw machine.fail(`it makes a ${name} in a way that torch.save never does`);
}

/**
 * Sets an object's attributes. torch hangs `_metadata` (module versions) on the OrderedDict of a state dict:
 * it says nothing about the weights, so a dict's attributes are dropped and any other object's are refused.
 */
function build(machine: PickleMachine): void {
  const state = machine.pop();
  if (!(machine.top() instanceof Map)) throw machine.fail('it sets attributes of something that is not a dict');
  if (!(state instanceof Map) && !(isTuple(state) && state.items.length === 2)) {
    throw machine.fail('the attributes of a dict are not a dict');
  }
}
