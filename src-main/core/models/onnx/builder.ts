import { toFloat16 } from '../../base/float16.ts';
import {
  encodeModel,
  type AttributeValue,
  type AxisLength,
  type ElementType,
  type OnnxNode,
  type OnnxPort,
  type OnnxTensor,
} from './encode.ts';
import type { TensorPlace } from './placement.ts';

/**
 * The lengths of a value's axes. A negative length -k is k for each clip of the batch, which is known only at run
 * time; at most one axis of a value may be so.
 */
export type Dims = readonly number[];

/** Something a graph computes or holds. Made by a GraphBuilder and only good in that graph. */
export interface Value {
  readonly id: number;
  readonly type: ElementType;
  readonly dims: Dims;
}

interface NodeSpec {
  readonly op: string;
  /** 'com.microsoft' for ONNX Runtime's own operators. */
  readonly domain?: string;
  /** null leaves an optional input out. */
  readonly inputs: readonly (Value | null)[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly outputs: readonly { readonly type: ElementType; readonly dims: Dims }[];
}

/** Collects the nodes, weights and ports of one graph. The operators themselves are in ops.ts. */
export class GraphBuilder {
  readonly #names = new Map<number, string>();
  readonly #inputs: OnnxPort[] = [];
  readonly #outputs: { readonly name: string; readonly value: Value }[] = [];
  readonly #initializers: { readonly value: Value; readonly place: TensorPlace }[] = [];
  readonly #nodes: { readonly value: NodeSpec; readonly results: readonly Value[] }[] = [];
  readonly #constants = new Map<string, Value>();
  #count = 0;

  /** Declares what the caller of the graph hands in. */
  input(name: string, type: ElementType, dims: Dims): Value {
    const value = this.#value(type, dims);
    this.#names.set(value.id, name);
    this.#inputs.push({ name, type, dims: dims.map(axisName) });
    return value;
  }

  /** Declares a value as the graph's result of that name. */
  output(name: string, value: Value): void {
    const taken = this.#names.has(value.id);
    const result = taken ? this.node({ op: 'Identity', inputs: [value], outputs: [value] }) : value;
    this.#names.set(result.id, name);
    this.#outputs.push({ name, value: result });
  }

  /** A weight that lives at a place. @param name unique in the graph */
  initializer(name: string, type: ElementType, dims: Dims, place: TensorPlace): Value {
    const value = this.#value(type, dims);
    this.#names.set(value.id, name);
    this.#initializers.push({ value, place });
    return value;
  }

  /** A small constant, embedded; equal ones are kept once. */
  constant(type: ElementType, dims: Dims, values: readonly number[]): Value {
    const key = `${type}[${dims.join()}]${values.join()}`;
    const known = this.#constants.get(key);
    if (known) return known;
    const place = { kind: 'embedded', bytes: toBytes(type, values) } as const;
    const value = this.initializer(`constant_${this.#constants.size}`, type, dims, place);
    this.#constants.set(key, value);
    return value;
  }

  /** Adds a node with one result. */
  node(spec: NodeSpec): Value {
    return this.nodes(spec)[0]!;
  }

  /** Adds a node with as many results as the spec lists. */
  nodes(spec: NodeSpec): readonly Value[] {
    const results = spec.outputs.map(({ type, dims }) => this.#value(type, dims));
    this.#nodes.push({ value: spec, results });
    return results;
  }

  /** @returns the finished graph as the bytes of an ONNX file, without what no output needs */
  encode(name: string, producer: string): Uint8Array {
    const needed = this.#needed();
    return encodeModel({
      name,
      producer,
      opsets: { '': 20, 'com.microsoft': 1 },
      nodes: this.#nodes
        .filter(({ results }) => results.some(({ id }) => needed.has(id)))
        .map(({ value, results }, index) => this.#toNode(value, results, index)),
      initializers: this.#initializers
        .filter(({ value }) => needed.has(value.id))
        .map(({ value, place }) => this.#toTensor(value, place)),
      inputs: this.#inputs,
      outputs: this.#outputs.map((port) => ({ ...port.value, name: port.name, dims: port.value.dims.map(axisName) })),
    });
  }

  /** Ids of the values that the outputs depend on. Nodes are in the order they were made, so one pass back is enough. */
  #needed(): ReadonlySet<number> {
    const needed = new Set(this.#outputs.map(({ value }) => value.id));
    for (const { value, results } of this.#nodes.toReversed()) {
      if (!results.some(({ id }) => needed.has(id))) continue;
      for (const input of value.inputs) if (input) needed.add(input.id);
    }
    return needed;
  }

  #toNode(spec: NodeSpec, results: readonly Value[], index: number): OnnxNode {
    return {
      op: spec.op,
      domain: spec.domain ?? '',
      name: `${spec.op}_${index}`,
      inputs: spec.inputs.map((value) => (value ? this.#nameOf(value) : '')),
      outputs: results.map((value) => this.#nameOf(value)),
      attributes: spec.attributes ?? {},
    };
  }

  #toTensor(value: Value, place: TensorPlace): OnnxTensor {
    return { name: this.#nameOf(value), type: value.type, dims: value.dims, place };
  }

  #nameOf(value: Value): string {
    return this.#names.get(value.id) ?? `value_${value.id}`;
  }

  #value(type: ElementType, dims: Dims): Value {
    if (dims.filter((dim) => dim < 0).length > 1 || dims.some((dim) => !Number.isInteger(dim) || dim === 0)) {
      throw new Error(`A graph value can't have the dimensions ${dims.join(' x ')}.`);
    }
    this.#count += 1;
    return { id: this.#count, type, dims };
  }
}

function axisName(dim: number): AxisLength {
  if (dim > 0) return dim;
  return dim === -1 ? 'batch' : `batch*${-dim}`;
}

function toBytes(type: ElementType, values: readonly number[]): Uint8Array {
  switch (type) {
    case 'int64':
      return new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    case 'float32':
      return new Uint8Array(Float32Array.from(values).buffer);
    case 'float16':
      return new Uint8Array(toFloat16(Float32Array.from(values)).buffer);
    case 'int8':
    case 'uint8':
    case 'bool':
      return Uint8Array.from(values, (value) => value & 0xff);
  }
}
