import type { Dims, Value } from '../onnx/builder.ts';
import { add, gemm, multiply, reshape, reduce, slice, transpose } from '../onnx/ops.ts';
import type { Attention } from './attention.ts';
import type { BuildContext } from './context.ts';
import { OUTPUTS } from './output-names.ts';

/** What the blocks leave for the outputs besides the tokens, one entry a layer. */
export interface Taps {
  /** (groups, A, n, n) */
  readonly attentions: Value[];
  /** (batch*N, A, T, T) */
  readonly temporalAttentions: Value[];
  /** (batch, 1, A, T, H', W') */
  readonly classRows: Value[];
  /** (batch, 1, H', W', T, T) */
  readonly temporalMeans: Value[];
  /** null where contributions are not asked for. */
  readonly gathered: GatheredParts | null;
}

/**
 * The parts that the class token has gathered so far, for contributions. Each is a running sum over the layers; null
 * before the first.
 */
export interface GatheredParts {
  /** (groups * n, D): what it took from each token through attention, output projection included. */
  perToken: Value | null;
  /** (class tokens, D): what the feed-forward layers and the projections' biases added to it. */
  rest: Value | null;
}

/**
 * The class token's row of one layer's spatial or joint attention, without itself.
 *
 * @param row (groups, A, 1, n)
 * @returns (batch, 1, A, T, H', W')
 */
function classRow({ graph, arch, size }: BuildContext, row: Value): Value {
  const { frames, heads, patches, gridRows, gridColumns } = size;
  const others = slice(graph, row, 3, 1, row.dims[3]!);
  const isJoint = arch.attentionType === 'joint_space_time';
  const dims = isJoint ? [-1, heads, patches, frames] : [-1, frames, heads, patches];
  const ordered = transpose(graph, reshape(graph, others, dims), isJoint ? [0, 1, 3, 2] : [0, 2, 1, 3]);
  return reshape(graph, ordered, [-1, 1, heads, frames, gridRows, gridColumns]);
}

/** Keeps one layer's row where the maps of the class token are wanted. @returns the branches that made */
export function tapClassRow(context: BuildContext, taps: Taps, row: Value): readonly Value[] {
  if (!context.outputs.has(OUTPUTS.classAttention)) return [];
  const map = classRow(context, row);
  taps.classRows.push(map);
  return [map];
}

/** Keeps one layer's temporal attention, averaged over the heads, where wanted. @returns the branches that made */
export function tapTemporalMean(context: BuildContext, taps: Taps, attention: Attention): readonly Value[] {
  if (!context.outputs.has(OUTPUTS.temporalAttentionMean)) return [];
  const { graph, size } = context;
  const { frames, gridRows, gridColumns } = size;
  const mean = reduce(graph, 'ReduceMean', attention.probabilities, 1);
  const map = reshape(graph, mean, [-1, 1, gridRows, gridColumns, frames, frames]);
  taps.temporalMeans.push(map);
  return [map];
}

/**
 * Adds what the class token took from each token in this layer (per head, attention weight times value, projected) and
 * from the projection's bias, where contributions are wanted.
 *
 * @param row (groups, A, 1, n)
 * @param name weights are `<name>.dense.{weight,bias}`
 * @returns the branches that made
 */
export async function tapContributions(
  context: BuildContext,
  { gathered: parts }: Taps,
  row: Value,
  attention: Attention,
  name: string,
): Promise<readonly Value[]> {
  if (!parts) return [];
  const { graph, size, parameters } = context;
  const [groups, , tokens] = attention.values.dims;
  const { hidden } = size;
  const weighted = multiply(graph, attention.values, transpose(graph, row, [0, 1, 3, 2]));
  const merged: Dims = [groups! * tokens!, hidden];
  const taken = reshape(graph, transpose(graph, weighted, [0, 2, 1, 3]), merged);
  const weight = await parameters.tensor(`${name}.dense.weight`, [hidden, hidden]);
  parts.perToken = addTo(graph, parts.perToken, gemm(graph, taken, weight, null, 1));
  addRest(context, parts, [await parameters.tensor(`${name}.dense.bias`, [hidden])]);
  return [slice(graph, parts.perToken, 1, 0, 1)];
}

/** Adds what came to the class token by other ways than from a token. @param values (class tokens, D) or (D) */
export function addRest({ graph }: BuildContext, parts: GatheredParts, values: readonly Value[]): void {
  for (const value of values) parts.rest = addTo(graph, parts.rest, value);
}

function addTo(graph: BuildContext['graph'], sum: Value | null, value: Value): Value {
  return sum ? add(graph, sum, value) : value;
}
