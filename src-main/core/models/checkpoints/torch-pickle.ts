import { AppError } from '../../../shared/errors.ts';
import { type StoredDtype, elementCount } from '../../base/stored-tensor.ts';
import { isGlobal, isTuple } from './pickle-machine.ts';
import type { PickleGlobal, PickleHost, PickleValue } from './pickle-values.ts';

/** Numbers of one type that tensors are views of. */
export interface TorchStorage {
  readonly dtype: StoredDtype;
  /** Names the storage within its file. */
  readonly key: string;
  readonly elements: number;
  /** First element of the part this one stands for: old files hold views of storages. */
  readonly firstElement: number;
}

/** A tensor as a pickle describes it: a strided view of a storage. */
export class TorchTensor {
  readonly storage: TorchStorage;
  /** In elements, from the storage's start. */
  readonly firstElement: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(storage: TorchStorage, firstElement: number, shape: readonly number[], strides: readonly number[]) {
    this.storage = storage;
    this.firstElement = firstElement;
    this.shape = shape;
    this.strides = strides;
  }
}

const STORAGE_DTYPES: ReadonlyMap<string, StoredDtype> = new Map([
  ['DoubleStorage', 'F64'],
  ['FloatStorage', 'F32'],
  ['HalfStorage', 'F16'],
  ['BFloat16Storage', 'BF16'],
  ['LongStorage', 'I64'],
  ['IntStorage', 'I32'],
  ['ShortStorage', 'I16'],
  ['CharStorage', 'I8'],
  ['ByteStorage', 'U8'],
  ['BoolStorage', 'BOOL'],
]);

/**
 * What a pickle written by torch.save may name, and what it means here: ordered dicts, tensors, parameters and
 * storages. Everything else is refused by name, and nothing is ever imported or executed.
 */
export class TorchPickleHost implements PickleHost {
  /** Every storage seen so far, by its key. */
  readonly storages = new Map<string, TorchStorage>();
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** @throws AppError 'checkpoint.unsafe' for any global that is not on the list. */
  global(module: string, name: string): PickleGlobal {
    const full = `${module}.${name}`;
    if (module === 'torch' && STORAGE_DTYPES.has(name)) return { kind: 'global', name: full, call: null };
    const call = this.#calls.get(full);
    if (call !== undefined) return { kind: 'global', name: full, call };
    throw new AppError(
      'checkpoint.unsafe',
      `${this.#file} asks Python to load ${printable(full)}, which is not part of a plain state dict, so it was not ` +
        'read; nothing was executed. If you trust the file, save its weights alone: ' +
        "torch.save(model.state_dict(), 'weights.pt').",
    );
  }

  /** `('storage', type, key, device, element count[, view])` → a storage. */
  persistent(id: PickleValue): PickleValue {
    if (!isTuple(id)) throw this.#fail('a storage is not named by a tuple');
    const [tag, type, key, , elements, view = null] = id.items;
    const dtype = isGlobal(type ?? null)
      ? STORAGE_DTYPES.get((type as PickleGlobal).name.slice('torch.'.length))
      : undefined;
    if (tag !== 'storage' || dtype === undefined || typeof key !== 'string' || !isCount(elements)) {
      throw this.#fail('a storage has no type, key or element count');
    }
    const known = this.storages.get(key);
    const whole = known ?? { dtype, key, elements, firstElement: 0 };
    if (whole.dtype !== dtype || whole.elements !== elements) throw this.#fail(`storage ${key} is described twice`);
    this.storages.set(key, whole);
    return { kind: 'object', value: this.#viewOf(whole, view) };
  }

  readonly #calls = new Map<string, (args: readonly PickleValue[]) => PickleValue>([
    ['collections.OrderedDict', (args) => this.#orderedDict(args)],
    ['torch._utils._rebuild_tensor_v2', (args) => this.#tensor(args)],
    ['torch._utils._rebuild_parameter', ([data = null]) => this.#parameter(data)],
  ]);

  #orderedDict([pairs = []]: readonly PickleValue[]): PickleValue {
    if (!Array.isArray(pairs)) throw this.#fail('an OrderedDict is made of something that is not a list');
    const entries = pairs.map((pair) => (isTuple(pair) ? pair.items : pair));
    const isSound = (entry: unknown): entry is [PickleValue, PickleValue] => Array.isArray(entry) && entry.length === 2;
    if (!entries.every(isSound)) throw this.#fail('an OrderedDict is made of something other than pairs');
    return new Map(entries);
  }

  #parameter(data: PickleValue): PickleValue {
    if (tensorOf(data) === null) throw this.#fail('a parameter is not a tensor');
    return data;
  }

  /** Arguments: storage, offset, size, stride, requires_grad, backward hooks[, metadata]. */
  #tensor([
    storageValue = null,
    firstElement,
    size = null,
    stride = null,
    ,
    ,
    metadata = null,
  ]: readonly PickleValue[]): PickleValue {
    const storage = storageOf(storageValue);
    const shape = countsOf(size);
    const strides = countsOf(stride);
    if (storage === null || !isCount(firstElement) || shape === null || strides?.length !== shape.length) {
      throw this.#fail('a tensor lacks a storage, an offset, a shape or strides');
    }
    if (metadata instanceof Map && metadata.size > 0)
      throw this.#fail('a tensor is a lazily negated or conjugated view');
    if (elementCount(shape) > storage.elements) {
      throw this.#fail(`a tensor of shape [${shape}] is larger than its storage of ${storage.elements} elements`);
    }
    const lastElement = shape.reduce((last, length, axis) => last + (length - 1) * strides[axis]!, firstElement);
    if (elementCount(shape) > 0 && lastElement >= storage.elements) {
      throw this.#fail(`a tensor of shape [${shape}] reaches beyond the ${storage.elements} elements of its storage`);
    }
    return { kind: 'object', value: new TorchTensor(storage, firstElement, shape, strides) };
  }

  #viewOf(whole: TorchStorage, view: PickleValue): TorchStorage {
    if (view === null) return whole;
    const [, firstElement, elements] = isTuple(view) ? view.items : [];
    if (!isCount(firstElement) || !isCount(elements) || firstElement + elements > whole.elements) {
      throw this.#fail(`a view of storage ${whole.key} reaches beyond its ${whole.elements} elements`);
    }
    return { ...whole, firstElement, elements };
  }

  #fail(reason: string): AppError {
    return new AppError(
      'checkpoint.unreadable',
      `${this.#file} is not a checkpoint as torch.save writes it: ${reason}.`,
    );
  }
}

/** The tensor a value of a torch pickle stands for, or null. */
export function tensorOf(value: PickleValue | undefined): TorchTensor | null {
  const object = objectOf(value ?? null);
  return object instanceof TorchTensor ? object : null;
}

function storageOf(value: PickleValue): TorchStorage | null {
  const object = objectOf(value);
  return object !== null && !(object instanceof TorchTensor) ? (object as TorchStorage) : null;
}

function objectOf(value: PickleValue): object | null {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return null;
  return value.kind === 'object' ? value.value : null;
}

function countsOf(value: PickleValue): number[] | null {
  return isTuple(value) && value.items.every(isCount) ? value.items.filter(isCount) : null;
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** A hostile name must not be able to write control characters to a terminal. */
function printable(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 200);
}
