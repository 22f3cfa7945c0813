/** A Python tuple; lists are arrays. */
export interface PickleTuple {
  readonly kind: 'tuple';
  readonly items: readonly PickleValue[];
}

/** A global a pickle may name: what it makes of its arguments is ours, nothing of Python's runs. */
export interface PickleGlobal {
  readonly kind: 'global';
  /** E.g. "torch._utils._rebuild_tensor_v2". */
  readonly name: string;
  /** What calling it gives; null for a global that is only ever mentioned. */
  readonly call: ((args: readonly PickleValue[]) => PickleValue) | null;
}

/** Something a global or a persistent id stands for, e.g. a torch storage. */
export interface PickleObject {
  readonly kind: 'object';
  readonly value: object;
}

/** Whatever a pickle of plain data, dicts, lists and tensors can hold. Python's dict is a Map; int is bigint beyond 2^53. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleTuple
  | PickleGlobal
  | PickleObject
  | PickleValue[]
  | Map<PickleValue, PickleValue>;

/** What a pickle may refer to outside itself. Both throw for what is not allowed. */
export interface PickleHost {
  global(module: string, name: string): PickleGlobal;
  persistent(id: PickleValue): PickleValue;
}
