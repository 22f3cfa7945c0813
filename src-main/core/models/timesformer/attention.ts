import type { Value } from '../onnx/builder.ts';
import { matMul, reshape, reshapeAfter, scale, softmax, transpose } from '../onnx/ops.ts';
import type { BuildContext } from './context.ts';
import { linear } from './linear.ts';

/** What self-attention knows before its heads are merged. */
export interface Attention {
  /** (groups, A, n, n): rows are queries, each sums to 1. */
  readonly probabilities: Value;
  /** (groups, A, n, d) */
  readonly values: Value;
}

/**
 * Multi-head attention of the n tokens of each group among themselves.
 *
 * @param x (groups * n, D), group by group
 * @param groups -k: k groups for each clip
 * @param name weights are `<name>.qkv.{weight,bias}`, rows [Q | K | V], head by head inside each
 */
export async function attend(
  context: BuildContext,
  x: Value,
  groups: number,
  tokens: number,
  name: string,
): Promise<Attention> {
  const { graph, size } = context;
  const heads = [groups, tokens, size.heads, size.headSize];
  const { before, after } = queryScale(context);
  const queries = reshape(graph, await project(context, x, name, 'q', before), heads);
  const keys = reshape(graph, await project(context, x, name, 'k', 1), heads);
  const values = reshape(graph, await project(context, x, name, 'v', 1), heads);
  const scores = matMul(graph, transpose(graph, queries, [0, 2, 1, 3]), transpose(graph, keys, [0, 2, 3, 1]));
  return {
    probabilities: softmax(graph, scale(graph, scores, after)),
    values: transpose(graph, values, [0, 2, 1, 3]),
  };
}

/** One of the three projections. @param x (rows, D) @returns (rows, D), times `factor` */
export async function project(
  context: BuildContext,
  x: Value,
  name: string,
  part: 'q' | 'k' | 'v',
  factor: number,
): Promise<Value> {
  const { hidden } = context.size;
  const start = { q: 0, k: hidden, v: 2 * hidden }[part];
  return linear(context, x, {
    name: `${name}.qkv`,
    inSize: hidden,
    outSize: 3 * hidden,
    hasBias: context.arch.qkvBias,
    rows: [start, start + hidden],
    factor,
  });
}

/**
 * Where the factor d^-1/2 goes. The reference scales the scores. Scaling the queries instead is cheaper and the same to
 * the last bit where the factor is a power of two; in 16 bits it also keeps the scores from overflowing.
 */
export function queryScale(context: BuildContext): { readonly before: number; readonly after: number } {
  const factor = context.size.headSize ** -0.5;
  const isExact = Number.isInteger(Math.log2(factor));
  return isExact || context.precision !== 'fp32' ? { before: factor, after: 1 } : { before: 1, after: factor };
}

/**
 * What each token gathers from the others, heads side by side.
 * @param branches side outputs made from the attention, to be done first: see reshapeAfter
 * @returns (groups * n, D)
 */
export function gather(context: BuildContext, attention: Attention, branches: readonly Value[]): Value {
  const { graph, size } = context;
  const [groups, , tokens] = attention.probabilities.dims;
  const perHead = matMul(graph, attention.probabilities, attention.values);
  return reshapeAfter(graph, transpose(graph, perHead, [0, 2, 1, 3]), [groups! * tokens!, size.hidden], branches);
}
