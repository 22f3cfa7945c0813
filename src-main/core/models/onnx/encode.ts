import type { TensorPlace } from './placement.ts';

/** ONNX element types we use, with their numbers in TensorProto.DataType. */
export const ELEMENT_TYPES = { float32: 1, uint8: 2, int8: 3, int64: 7, bool: 9, float16: 10 } as const;
export type ElementType = keyof typeof ELEMENT_TYPES;

/** An axis length, or the name of one that is known only when the graph runs. */
export type AxisLength = number | string;

export type AttributeValue =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly ints: readonly number[] };

export interface OnnxNode {
  readonly op: string;
  /** Empty for the standard operators. */
  readonly domain: string;
  readonly name: string;
  /** An empty name leaves an optional input out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly place: TensorPlace;
}

export interface OnnxPort {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly AxisLength[];
}

export interface OnnxModel {
  readonly name: string;
  readonly producer: string;
  /** Version of each operator set by domain. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
}

/** Version of the ONNX file format, not of the operators; 9 is what operator set 20 came with. */
const IR_VERSION = 9;

/**
 * Writes a model as protocol buffer bytes, field numbers as in onnx.proto.
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function encodeModel(model: OnnxModel): Uint8Array {
  const message = new Message().int(1, IR_VERSION).text(2, model.producer).nested(7, graph(model));
  for (const [domain, version] of Object.entries(model.opsets)) {
    message.nested(8, new Message().text(1, domain).int(2, version));
  }
  return message.toBytes();
}

function graph(model: OnnxModel): Message {
  const message = new Message();
  for (const item of model.nodes) message.nested(1, node(item));
  message.text(2, model.name);
  for (const item of model.initializers) message.nested(5, tensor(item));
  for (const item of model.inputs) message.nested(11, port(item));
  for (const item of model.outputs) message.nested(12, port(item));
  return message;
}

function node(item: OnnxNode): Message {
  const message = new Message();
  for (const name of item.inputs) message.text(1, name);
  for (const name of item.outputs) message.text(2, name);
  message.text(3, item.name).text(4, item.op);
  for (const [name, value] of Object.entries(item.attributes)) message.nested(5, attribute(name, value));
  return message.text(7, item.domain);
}

function attribute(name: string, value: AttributeValue): Message {
  const message = new Message().text(1, name);
  if ('float' in value) return message.float(2, value.float).int(20, 1);
  if ('int' in value) return message.int(3, value.int).int(20, 2);
  if ('text' in value) return message.text(4, value.text).int(20, 3);
  for (const item of value.ints) message.int(8, item);
  return message.int(20, 7);
}

function tensor(item: OnnxTensor): Message {
  const message = new Message();
  for (const dim of item.dims) message.int(1, dim);
  message.int(2, ELEMENT_TYPES[item.type]).text(8, item.name);
  if (item.place.kind === 'embedded') return message.bytes(9, item.place.bytes);
  const { location, offsetBytes, lengthBytes } = item.place;
  const entries = { location, offset: String(offsetBytes), length: String(lengthBytes) };
  for (const [key, value] of Object.entries(entries)) message.nested(13, new Message().text(1, key).text(2, value));
  return message.int(14, 1);
}

function port(item: OnnxPort): Message {
  const shape = new Message();
  for (const dim of item.dims) {
    shape.nested(1, typeof dim === 'number' ? new Message().int(1, dim) : new Message().text(2, dim));
  }
  const type = new Message().nested(1, new Message().int(1, ELEMENT_TYPES[item.type]).nested(2, shape));
  return new Message().text(1, item.name).nested(2, type);
}

/** A protocol buffer message under construction. Chunks are kept apart so that weights are copied only once. */
class Message {
  readonly #chunks: Uint8Array[] = [];
  #sizeBytes = 0;

  int(field: number, value: number): this {
    return this.#push(varint(field * 8)).#push(varint(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#push(varint(field * 8 + 5)).#push(bytes);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#push(varint(field * 8 + 2))
      .#push(varint(value.length))
      .#push(value);
  }

  nested(field: number, value: Message): this {
    this.#push(varint(field * 8 + 2)).#push(varint(value.#sizeBytes));
    for (const chunk of value.#chunks) this.#push(chunk);
    return this;
  }

  toBytes(): Uint8Array {
    const bytes = new Uint8Array(this.#sizeBytes);
    let offset = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    return bytes;
  }

  #push(chunk: Uint8Array): this {
    this.#chunks.push(chunk);
    this.#sizeBytes += chunk.length;
    return this;
  }
}

/** Base-128 little-endian; a negative number as its 64-bit two's complement, ten bytes long. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}
