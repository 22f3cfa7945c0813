import { AppError } from '../../../shared/errors.ts';
import { wireFields, wireNested, wireText } from './wire.ts';

const MODEL_GRAPH = 7;
const GRAPH = { node: 1, initializer: 5, output: 12 } as const;
const NODE = { input: 1, output: 2 } as const;
const TENSOR_NAME = 8;
const PORT_NAME = 1;

/**
 * An ONNX model that computes only some of its outputs: what serves no other is left out, weights included. ONNX
 * Runtime would compute and hold every output, asked for or not.
 *
 * @param model a model without nested graphs, nodes in order.
 * @throws AppError 'request.invalid' for an output that the model doesn't have.
 */
export function keepOutputs(model: Uint8Array, outputs: readonly string[]): Uint8Array {
  const parts = [...wireFields(model)].map((field) =>
    field.number === MODEL_GRAPH ? wireNested(MODEL_GRAPH, keptParts(field.bytes, new Set(outputs))) : field.raw,
  );
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function keptParts(graph: Uint8Array, outputs: ReadonlySet<string>): Uint8Array[] {
  const fields = [...wireFields(graph)];
  const known = fields.filter(({ number }) => number === GRAPH.output).map(({ bytes }) => wireText(bytes, PORT_NAME));
  const unknown = [...outputs].find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new AppError('request.invalid', `The model has no output "${unknown}". It has ${known.join(', ')}.`);
  }
  const needed = new Set(outputs);
  const isKept = new Array<boolean>(fields.length).fill(true);
  for (let i = fields.length - 1; i >= 0; i--) {
    const { number, bytes } = fields[i]!;
    if (number !== GRAPH.node) continue;
    const { inputs, results } = portsOf(bytes);
    isKept[i] = results.some((name) => needed.has(name));
    if (isKept[i]) for (const name of inputs) needed.add(name);
  }
  return fields
    .filter(({ number, bytes }, i) => {
      if (number === GRAPH.output) return outputs.has(wireText(bytes, PORT_NAME));
      if (number === GRAPH.initializer) return needed.has(wireText(bytes, TENSOR_NAME));
      return isKept[i];
    })
    .map(({ raw }) => raw);
}

function portsOf(node: Uint8Array): { inputs: string[]; results: string[] } {
  const decoder = new TextDecoder();
  const inputs: string[] = [];
  const results: string[] = [];
  for (const { number, bytes } of wireFields(node)) {
    if (number === NODE.input) inputs.push(decoder.decode(bytes));
    if (number === NODE.output) results.push(decoder.decode(bytes));
  }
  return { inputs, results };
}
