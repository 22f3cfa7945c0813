import { wireFields, wireText } from './wire.ts';

/** An input or output of a graph. */
export interface GraphPort {
  readonly name: string;
  /** TensorProto.DataType: 1 is float32; 0 for what is no tensor. */
  readonly elementType: number;
  /** Lengths, or names of those that are free; null where the file says nothing of the shape. */
  readonly dims: readonly (number | string)[] | null;
}

/** What an ONNX file says of itself, as far as it is to be run on videos. */
export interface GraphSummary {
  readonly inputs: readonly GraphPort[];
  readonly outputs: readonly GraphPort[];
  /** Files that hold its weights, relative to its own folder. */
  readonly locations: readonly string[];
}

export const FLOAT32 = 1;

/**
 * Reads the ports of an ONNX model, and where its weights lie.
 *
 * @throws AppError 'checkpoint.unreadable' for bytes that are no ONNX model.
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function summarise(model: Uint8Array): GraphSummary {
  const graph = [...wireFields(model)].find(({ number }) => number === 7)?.bytes ?? new Uint8Array();
  const inputs: GraphPort[] = [];
  const outputs: GraphPort[] = [];
  const initializers = new Set<string>();
  const locations = new Set<string>();
  for (const { number, bytes } of wireFields(graph)) {
    if (number === 5) {
      initializers.add(wireText(bytes, 8));
      for (const location of locationsOf(bytes)) locations.add(location);
    }
    if (number === 11) inputs.push(portFrom(bytes));
    if (number === 12) outputs.push(portFrom(bytes));
  }
  // Files of old versions list their weights among the inputs too.
  return { inputs: inputs.filter(({ name }) => !initializers.has(name)), outputs, locations: [...locations] };
}

function locationsOf(tensor: Uint8Array): string[] {
  const entries = [...wireFields(tensor)].filter(({ number }) => number === 13).map(({ bytes }) => bytes);
  return entries.filter((entry) => wireText(entry, 1) === 'location').map((entry) => wireText(entry, 2));
}

function portFrom(bytes: Uint8Array): GraphPort {
  const tensor = nested(nested(bytes, 2), 1);
  const shape = [...wireFields(tensor)].find(({ number }) => number === 2)?.bytes;
  const dims = shape === undefined ? null : [...wireFields(shape)].map((dim) => lengthOf(dim.bytes));
  return { name: wireText(bytes, 1), elementType: numberIn(tensor, 1) ?? 0, dims };
}

function lengthOf(dim: Uint8Array): number | string {
  const length = numberIn(dim, 1);
  // 0 and below stand for "free" in the files of some exporters.
  return length !== undefined && length > 0 && length < 2 ** 31 ? length : wireText(dim, 2);
}

function nested(message: Uint8Array, number: number): Uint8Array {
  return [...wireFields(message)].find((field) => field.number === number)?.bytes ?? new Uint8Array();
}

function numberIn(message: Uint8Array, number: number): number | undefined {
  return [...wireFields(message)].find((field) => field.number === number)?.value;
}
