import type { Dims, GraphBuilder, Value } from './builder.ts';
import { ELEMENT_TYPES, type ElementType } from './encode.ts';

/**
 * The ONNX operators we use, each checking its operands' shapes and giving the result's. Negative axes count from
 * the end as in ONNX; lengths follow `Dims`: -k is k per clip.
 */

export function reshape(graph: GraphBuilder, x: Value, dims: Dims): Value {
  return reshapeBy(graph, x, dims, shapeConstant(graph, dims));
}

/**
 * A reshape that can't run before `branches` have. ONNX Runtime leaves side branches to the end, which keeps
 * whatever they read alive, layer after layer: here the shape is multiplied by the length 1 of one of each branch's
 * axes, so that the main path waits until the branch is done and its sources are freed.
 *
 * @param branches values with at least one axis of length 1 and the batch among the others
 */
export function reshapeAfter(graph: GraphBuilder, x: Value, dims: Dims, branches: readonly Value[]): Value {
  let shape = shapeConstant(graph, dims);
  for (const branch of branches) {
    const axis = branch.dims.indexOf(1);
    if (axis < 0) throw new Error(`No axis of ${branch.dims.join(' x ')} has length 1.`);
    const lengths = graph.node({
      op: 'Shape',
      inputs: [branch],
      outputs: [{ type: 'int64', dims: [branch.dims.length] }],
    });
    shape = multiply(graph, shape, slice(graph, lengths, 0, axis, axis + 1));
  }
  return reshapeBy(graph, x, dims, shape);
}

function shapeConstant(graph: GraphBuilder, dims: Dims): Value {
  return graph.constant(
    'int64',
    [dims.length],
    dims.map((dim) => Math.max(dim, -1)),
  );
}

function reshapeBy(graph: GraphBuilder, x: Value, dims: Dims, shape: Value): Value {
  if (size(x.dims) !== size(dims)) throw misfit('Reshape', x.dims, dims);
  return graph.node({ op: 'Reshape', inputs: [x, shape], outputs: [{ type: x.type, dims }] });
}

export function transpose(graph: GraphBuilder, x: Value, perm: readonly number[]): Value {
  const dims = perm.map((axis) => x.dims[axis]!);
  return graph.node({
    op: 'Transpose',
    inputs: [x],
    attributes: { perm: { ints: perm } },
    outputs: [{ type: x.type, dims }],
  });
}

/** Elements [start, end) of one axis of fixed length. */
export function slice(graph: GraphBuilder, x: Value, axis: number, start: number, end: number): Value {
  const at = axisOf(x, axis);
  const length = x.dims[at]!;
  if (start < 0 || start >= end || end > length) throw new Error(`No ${start}..${end} in an axis of length ${length}.`);
  if (start === 0 && end === length) return x;
  const dims = x.dims.with(at, end - start);
  const bounds = [start, end, at].map((number) => graph.constant('int64', [1], [number]));
  return graph.node({ op: 'Slice', inputs: [x, ...bounds], outputs: [{ type: x.type, dims }] });
}

export function concat(graph: GraphBuilder, parts: readonly Value[], axis: number): Value {
  const first = parts[0]!;
  if (parts.length === 1) return first;
  const at = axisOf(first, axis);
  for (const part of parts) {
    const fits = part.dims.every((dim, i) => i === at || dim === first.dims[i]);
    if (!fits || part.dims.length !== first.dims.length) throw misfit('Concat', first.dims, part.dims);
  }
  const dims = first.dims.with(
    at,
    parts.reduce((sum, part) => sum + part.dims[at]!, 0),
  );
  return graph.node({
    op: 'Concat',
    inputs: parts,
    attributes: { axis: { int: at } },
    outputs: [{ type: first.type, dims }],
  });
}

/** Repeats axes of length 1 up to `dims`; at most the first axis may depend on the batch, and x must have it. */
export function expand(graph: GraphBuilder, x: Value, dims: Dims): Value {
  // 1 keeps an axis as it is, so the batch axis needs no length here.
  const shape = graph.constant(
    'int64',
    [dims.length],
    dims.map((dim) => Math.max(dim, 1)),
  );
  if (broadcast(x.dims, dims).some((dim, i) => dim !== dims[i])) throw misfit('Expand', x.dims, dims);
  return graph.node({ op: 'Expand', inputs: [x, shape], outputs: [{ type: x.type, dims }] });
}

/** Repeats x, whose first axis has length 1, as often as `like`'s first axis is long. */
export function repeatLike(graph: GraphBuilder, x: Value, like: Value): Value {
  const count = graph.node({
    op: 'Shape',
    inputs: [like],
    attributes: { start: { int: 0 }, end: { int: 1 } },
    outputs: [{ type: 'int64', dims: [1] }],
  });
  const ones = graph.constant(
    'int64',
    [x.dims.length - 1],
    x.dims.slice(1).map(() => 1),
  );
  const shape = concat(graph, [count, ones], 0);
  return graph.node({
    op: 'Expand',
    inputs: [x, shape],
    outputs: [{ type: x.type, dims: x.dims.with(0, like.dims[0]!) }],
  });
}

export function add(graph: GraphBuilder, a: Value, b: Value): Value {
  return binary(graph, 'Add', a, b);
}

export function subtract(graph: GraphBuilder, a: Value, b: Value): Value {
  return binary(graph, 'Sub', a, b);
}

export function multiply(graph: GraphBuilder, a: Value, b: Value): Value {
  return binary(graph, 'Mul', a, b);
}

export function minimum(graph: GraphBuilder, a: Value, b: Value): Value {
  return binary(graph, 'Min', a, b);
}

/** x * factor; x itself where the factor is 1. */
export function scale(graph: GraphBuilder, x: Value, factor: number): Value {
  return factor === 1 ? x : multiply(graph, x, scalar(graph, x.type, factor));
}

export function scalar(graph: GraphBuilder, type: ElementType, value: number): Value {
  return graph.constant(type, [], [value]);
}

function binary(graph: GraphBuilder, op: string, a: Value, b: Value): Value {
  if (a.type !== b.type) throw new Error(`${op} of ${a.type} and ${b.type}.`);
  return graph.node({ op, inputs: [a, b], outputs: [{ type: a.type, dims: broadcast(a.dims, b.dims) }] });
}

/** An element-wise operator of one operand. */
export function unary(
  graph: GraphBuilder,
  op: 'Erf' | 'Exp' | 'HardSwish' | 'Relu' | 'Selu' | 'Sigmoid' | 'Softplus' | 'Sqrt' | 'Reciprocal' | 'Tanh',
  x: Value,
): Value {
  return graph.node({ op, inputs: [x], outputs: [x] });
}

export function cast(graph: GraphBuilder, x: Value, type: ElementType): Value {
  if (x.type === type) return x;
  return graph.node({
    op: 'Cast',
    inputs: [x],
    attributes: { to: { int: ELEMENT_TYPES[type] } },
    outputs: [{ type, dims: x.dims }],
  });
}

/** Matrix product of the last two axes, the axes before them broadcast. */
export function matMul(graph: GraphBuilder, a: Value, b: Value): Value {
  const [rows, inner] = a.dims.slice(-2);
  const [innerB, columns] = b.dims.slice(-2);
  if (inner !== innerB || a.type !== b.type) throw misfit('MatMul', a.dims, b.dims);
  const dims = [...broadcast(a.dims.slice(0, -2), b.dims.slice(0, -2)), rows!, columns!];
  return graph.node({ op: 'MatMul', inputs: [a, b], outputs: [{ type: a.type, dims }] });
}

export function softmax(graph: GraphBuilder, x: Value): Value {
  return graph.node({ op: 'Softmax', inputs: [x], attributes: { axis: { int: -1 } }, outputs: [x] });
}

/** Normalises the last axis, then scales and shifts it. Statistics are float32 whatever the type of x. */
export function layerNorm(graph: GraphBuilder, x: Value, weight: Value, bias: Value, epsilon: number): Value {
  return graph.node({
    op: 'LayerNormalization',
    inputs: [x, weight, bias],
    attributes: { axis: { int: -1 }, epsilon: { float: epsilon } },
    outputs: [x],
  });
}

/**
 * factor * (x @ weightᵀ + bias): x (rows, in), weight (out, in) as PyTorch stores it, bias (out) or null -> (rows, out).
 */
export function gemm(graph: GraphBuilder, x: Value, weight: Value, bias: Value | null, factor: number): Value {
  if (x.dims[1] !== weight.dims[1] || x.type !== weight.type) throw misfit('Gemm', x.dims, weight.dims);
  return graph.node({
    op: 'Gemm',
    inputs: bias ? [x, weight, bias] : [x, weight],
    attributes: { transB: { int: 1 }, alpha: { float: factor }, beta: { float: factor } },
    outputs: [{ type: x.type, dims: [x.dims[0]!, weight.dims[0]!] }],
  });
}

/** Mean or sum over one axis, which stays with length 1. */
export function reduce(graph: GraphBuilder, op: 'ReduceMean' | 'ReduceSum', x: Value, axis: number): Value {
  const at = axisOf(x, axis);
  const axes = graph.constant('int64', [1], [at]);
  const dims = x.dims.with(at, 1);
  return graph.node({
    op,
    inputs: [x, axes],
    attributes: { keepdims: { int: 1 } },
    outputs: [{ type: x.type, dims }],
  });
}

function axisOf(x: Value, axis: number): number {
  const at = axis < 0 ? axis + x.dims.length : axis;
  if (x.dims[at] === undefined) throw new Error(`No axis ${axis} in ${x.dims.join(' x ')}.`);
  return at;
}

/** Number of elements; negative where it depends on the batch. */
function size(dims: Dims): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

function broadcast(a: Dims, b: Dims): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i + a.length - rank] ?? 1;
    const y = b[i + b.length - rank] ?? 1;
    if (x !== y && x !== 1 && y !== 1) throw misfit('Broadcast', a, b);
    return x === 1 ? y : x;
  });
}

function misfit(op: string, a: Dims, b: Dims): Error {
  return new Error(`${op}: ${a.join(' x ')} does not fit ${b.join(' x ')}.`);
}
