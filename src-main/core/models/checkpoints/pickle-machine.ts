import { AppError } from '../../../shared/errors.ts';
import type { PickleGlobal, PickleHost, PickleTuple, PickleValue } from './pickle-values.ts';

/** A checkpoint with an optimizer's state has some ten thousand values; more than this is an attack on memory. */
const MAX_VALUES = 4_000_000;
const MARK = Symbol('mark');

/** Input, stack and memo of the pickle virtual machine. It holds no reference to anything that could be executed. */
export class PickleMachine {
  readonly host: PickleHost;
  readonly #file: string;
  readonly #bytes: Buffer;
  readonly #stack: (PickleValue | typeof MARK)[] = [];
  readonly #memo = new Map<number, PickleValue>();
  #position: number;
  #values = 0;

  /** @param file name for messages. */
  constructor(file: string, bytes: Buffer, position: number, host: PickleHost) {
    this.#file = file;
    this.#bytes = bytes;
    this.#position = position;
    this.host = host;
  }

  get position(): number {
    return this.#position;
  }

  fail(reason: string): AppError {
    return new AppError('checkpoint.unreadable', `${this.#file} holds a damaged or unusual pickle: ${reason}.`);
  }

  /** The next `length` bytes, as a view. */
  take(length: number): Buffer {
    if (length > this.#bytes.length - this.#position) throw this.fail('it ends in the middle of a value');
    this.#position += length;
    return this.#bytes.subarray(this.#position - length, this.#position);
  }

  takeUint8(): number {
    return this.take(1).readUInt8();
  }

  /** Length fields of 8 bytes; anything beyond the input is refused by `take`. */
  takeLength8(): number {
    return Number(this.take(8).readBigUInt64LE());
  }

  /** Text up to the next newline, which is consumed. */
  takeLine(): string {
    const end = this.#bytes.indexOf(0x0a, this.#position);
    if (end < 0) throw this.fail('it ends in the middle of a name');
    const text = this.#bytes.toString('utf8', this.#position, end);
    this.#position = end + 1;
    return text;
  }

  push(value: PickleValue): void {
    if (++this.#values > MAX_VALUES) throw this.fail(`it holds more than ${MAX_VALUES} values`);
    this.#stack.push(value);
  }

  pushMark(): void {
    if (++this.#values > MAX_VALUES) throw this.fail(`it holds more than ${MAX_VALUES} values`);
    this.#stack.push(MARK);
  }

  pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined || value === MARK) throw this.fail('a value is missing from its stack');
    return value;
  }

  /** Removes what lies on top: a value or a mark. */
  drop(): void {
    if (this.#stack.pop() === undefined) throw this.fail('a value is missing from its stack');
  }

  top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined || value === MARK) throw this.fail('a value is missing from its stack');
    return value;
  }

  /** Everything above the topmost mark, in order; the mark goes too. */
  popToMark(): PickleValue[] {
    const at = this.#stack.lastIndexOf(MARK);
    if (at < 0) throw this.fail('a mark is missing from its stack');
    return this.#stack.splice(at).slice(1) as PickleValue[];
  }

  remember(slot: number | 'next'): void {
    this.#memo.set(slot === 'next' ? this.#memo.size : slot, this.top());
  }

  recall(slot: number): void {
    const value = this.#memo.get(slot);
    if (value === undefined) throw this.fail(`it refers to value ${slot}, which it never stored`);
    this.push(value);
  }

  popText(): string {
    const value = this.pop();
    if (typeof value !== 'string') throw this.fail('a name is not text');
    return value;
  }

  popTuple(): PickleTuple {
    const value = this.pop();
    if (!isTuple(value)) throw this.fail('arguments are not a tuple');
    return value;
  }

  /** Calls the global under the arguments on top of the stack. */
  reduce(): void {
    const args = this.popTuple();
    const callee = this.pop();
    if (!isGlobal(callee) || callee.call === null) {
      throw this.fail(`it calls ${isGlobal(callee) ? callee.name : 'something that is not a function'}`);
    }
    this.push(callee.call(args.items));
  }

  topList(): PickleValue[] {
    const list = this.top();
    if (!Array.isArray(list)) throw this.fail('it appends to something that is not a list');
    return list;
  }

  topMap(): Map<PickleValue, PickleValue> {
    const map = this.top();
    if (!(map instanceof Map)) throw this.fail('it sets a key of something that is not a dict');
    return map;
  }

  setItems(flat: readonly PickleValue[]): void {
    if (flat.length % 2 !== 0) throw this.fail('a dict has a key without a value');
    const map = this.topMap();
    for (let i = 0; i < flat.length; i += 2) map.set(flat[i]!, flat[i + 1]!);
  }
}

export function isTuple(value: PickleValue): value is PickleTuple {
  return isTagged(value) && value.kind === 'tuple';
}

export function isGlobal(value: PickleValue): value is PickleGlobal {
  return isTagged(value) && value.kind === 'global';
}

function isTagged(value: PickleValue): value is Extract<PickleValue, { kind: string }> {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
