import { readFileSync } from 'node:fs';
import type { StoredDtype, StoredTensor } from '../../src-main/core/base/stored-tensor.ts';
import type { TensorSource } from '../../src-main/core/models/weights.ts';

interface Entry {
  readonly dtype: StoredDtype;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** A .safetensors file of any header and data. */
export function safetensorsBytes(header: string, data: Buffer): Buffer {
  const json = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

/** A trusted .safetensors file of a fixture, read whole: enough to test what stands on a TensorSource. */
export class SafetensorsFile implements TensorSource {
  readonly names: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly #path: string;
  readonly #bytes: Buffer;
  readonly #entries: Readonly<Record<string, Entry>>;
  readonly #dataStart: number;

  constructor(path: string) {
    this.#path = path;
    this.#bytes = readFileSync(path);
    this.#dataStart = 8 + Number(this.#bytes.readBigUInt64LE(0));
    const header = JSON.parse(this.#bytes.toString('utf8', 8, this.#dataStart)) as Record<string, unknown>;
    const { __metadata__: metadata, ...entries } = header;
    this.metadata = (metadata ?? {}) as Record<string, string>;
    this.#entries = entries as Record<string, Entry>;
    this.names = Object.keys(entries);
  }

  find(name: string): StoredTensor | undefined {
    const entry = this.#entries[name];
    if (!entry) return undefined;
    const { dtype, shape } = entry;
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
    return { dtype, shape, strides, file: this.#path, offsetBytes: this.#dataStart + entry.data_offsets[0] };
  }

  read(name: string): Promise<Float32Array> {
    return Promise.resolve(this.values(name));
  }

  shape(name: string): readonly number[] {
    return this.#entries[name]!.shape;
  }

  values(name: string): Float32Array {
    const { dtype, data_offsets } = this.#entries[name]!;
    const [start, end] = data_offsets.map((offset) => this.#dataStart + offset);
    const bytes = new Uint8Array(this.#bytes.subarray(start, end)).buffer;
    if (dtype === 'F32') return new Float32Array(bytes);
    const halves = new Uint16Array(bytes);
    if (dtype === 'F16') return Float32Array.from(halves, fromHalf);
    if (dtype === 'BF16') return new Float32Array(Uint32Array.from(halves, (bits) => bits << 16).buffer);
    throw new Error(`${this.#path}: ${name} is ${dtype}.`);
  }
}

/** The value of a half by its definition. */
function fromHalf(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const magnitude = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return bits & 0x8000 ? -magnitude : magnitude;
}
