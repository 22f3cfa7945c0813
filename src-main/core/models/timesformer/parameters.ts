import { AppError } from '../../../shared/errors.ts';
import { toFloat16 } from '../../base/float16.ts';
import type { StoredDtype, StoredTensor } from '../../base/stored-tensor.ts';
import type { Dims, GraphBuilder, Value } from '../onnx/builder.ts';
import type { Placement } from '../onnx/placement.ts';
import type { TensorSource } from '../weights.ts';

type FloatType = 'float32' | 'float16';

/** How the bytes of a weight are to be taken from its tensor. */
interface View {
  /** Elements to leave out at the start. */
  readonly skip?: number;
  /** Shape of what is taken; the tensor's own unless given. */
  readonly as?: Dims;
  /** Another element type than the graph's. */
  readonly type?: FloatType;
}

/** A checkpoint's tensors as initializers of a graph: by reference where their bytes serve as they are. */
export class Parameters {
  readonly #graph: GraphBuilder;
  readonly #source: TensorSource;
  readonly #place: Placement;
  readonly #made = new Map<string, Value>();
  /** The element type the graph computes in. */
  readonly type: FloatType;

  constructor(graph: GraphBuilder, source: TensorSource, place: Placement, type: FloatType) {
    this.#graph = graph;
    this.#source = source;
    this.#place = place;
    this.type = type;
  }

  /** Whether the checkpoint has a tensor of that name. */
  has(name: string): boolean {
    return this.#source.find(name) !== undefined;
  }

  /**
   * A tensor of the checkpoint.
   * @param dims the shape it must have there
   * @throws AppError checkpoint.mismatch if it is missing or has another shape
   */
  async tensor(name: string, dims: Dims, view: View = {}): Promise<Value> {
    const { skip = 0, as = dims, type = this.type } = view;
    const stored = this.#find(name, dims);
    const count = elements(as);
    const key = `${name}[${skip}+${count}]`;
    return this.#once(key, type, as, async () => {
      const serves = stored.dtype === STORED_AS[type] && isContiguous(stored);
      const bytes = BYTES[type];
      const referred = serves ? await this.#place.refer(stored, skip * bytes, count * bytes) : null;
      const produce = async (): Promise<Uint8Array> => {
        const values = await this.#source.read(name);
        return toBytes(values.subarray(skip, skip + count), type);
      };
      return referred ?? (await this.#place.store(`${key}:${type}`, produce));
    });
  }

  /** A tensor's shape in the checkpoint. @throws AppError checkpoint.mismatch if it is missing */
  shape(name: string): Dims {
    return this.#present(name).shape;
  }

  /** A tensor's values, to compute with. @throws AppError like `tensor` */
  async read(name: string, dims: Dims): Promise<Float32Array> {
    this.#find(name, dims);
    return this.#source.read(name);
  }

  /** Computed values. @param key the same key means the same values, in every graph of the model */
  async computed(
    key: string,
    dims: Dims,
    produce: () => Promise<Float32Array>,
    type: FloatType = this.type,
  ): Promise<Value> {
    return this.#once(key, type, dims, () =>
      this.#place.store(`${key}:${type}`, async () => toBytes(await produce(), type)),
    );
  }

  /** Computed 8-bit values. @param key as in `computed` */
  async computedBytes(key: string, dims: Dims, produce: () => Promise<Int8Array>): Promise<Value> {
    return this.#once(key, 'int8', dims, () =>
      this.#place.store(`${key}:int8`, async () => new Uint8Array((await produce()).buffer)),
    );
  }

  async #once(
    key: string,
    type: FloatType | 'int8',
    dims: Dims,
    place: () => ReturnType<Placement['store']>,
  ): Promise<Value> {
    const name = `${key}:${type}(${dims.join()})`;
    const known = this.#made.get(name);
    if (known) return known;
    const value = this.#graph.initializer(name, type, dims, await place());
    this.#made.set(name, value);
    return value;
  }

  #present(name: string): StoredTensor {
    const stored = this.#source.find(name);
    if (stored) return stored;
    throw new AppError(
      'checkpoint.mismatch',
      `The checkpoint has no tensor ${name}, which its configuration calls for. Check that config.json belongs to these weights.`,
    );
  }

  #find(name: string, dims: Dims): StoredTensor {
    const stored = this.#present(name);
    if (stored.shape.join() !== dims.join()) {
      throw new AppError(
        'checkpoint.mismatch',
        `Tensor ${name} has the shape ${stored.shape.join('x')}, but the configuration calls for ${dims.join('x')}. Check that config.json belongs to these weights.`,
      );
    }
    return stored;
  }
}

const STORED_AS: Record<FloatType, StoredDtype> = { float32: 'F32', float16: 'F16' };
const BYTES: Record<FloatType, number> = { float32: 4, float16: 2 };

function toBytes(values: Float32Array, type: FloatType): Uint8Array {
  const bits = type === 'float16' ? toFloat16(values) : values;
  return new Uint8Array(bits.buffer, bits.byteOffset, bits.byteLength);
}

function elements(dims: Dims): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

function isContiguous(tensor: StoredTensor): boolean {
  return tensor.shape.every(
    (length, axis) => length === 1 || tensor.strides[axis] === elements(tensor.shape.slice(axis + 1)),
  );
}
