import type { Value } from '../onnx/builder.ts';
import { matMul, reshape, reshapeAfter, scale, slice, softmax, transpose } from '../onnx/ops.ts';
import { attend, gather, project, queryScale } from './attention.ts';
import type { BuildContext } from './context.ts';
import { linear } from './linear.ts';
import { OUTPUTS } from './output-names.ts';
import { tapClassRow, tapContributions, type Taps } from './taps.ts';

/**
 * Spatial or joint attention with its output projection, leaving what the outputs want of it in the taps.
 *
 * @param x (groups * n, D), normalised, each group's class token first
 * @param groups -k: k groups for each clip
 * @param layer name of the layer's weights
 * @returns (groups * n, D)
 */
export async function attendInSpace(
  context: BuildContext,
  x: Value,
  groups: number,
  tokens: number,
  layer: string,
  taps: Taps,
): Promise<Value> {
  const { hidden } = context.size;
  const name = `${layer}.attention`;
  const gathered = await (context.flavour === 'predict' ? gatherFused : gatherOpenly)(
    context,
    x,
    groups,
    tokens,
    name,
    taps,
  );
  return linear(context, gathered, { name: `${name}.output.dense`, inSize: hidden, outSize: hidden });
}

/** With every attention matrix in the open. */
async function gatherOpenly(
  context: BuildContext,
  x: Value,
  groups: number,
  tokens: number,
  name: string,
  taps: Taps,
): Promise<Value> {
  const attention = await attend(context, x, groups, tokens, `${name}.attention`);
  const row = slice(context.graph, attention.probabilities, 2, 0, 1);
  taps.attentions.push(attention.probabilities);
  return gather(context, attention, [
    ...tapClassRow(context, taps, row),
    ...(await tapContributions(context, taps, row, attention, `${name}.output`)),
  ]);
}

/**
 * In one operator of ONNX Runtime's, which never writes the attention matrices: 118 MB a layer for a joint model of 8
 * frames, 473 MB for a divided one of 16 frames at 448 pixels. The class token's row is computed once more beside it,
 * which makes the time even.
 */
async function gatherFused(
  context: BuildContext,
  x: Value,
  groups: number,
  tokens: number,
  name: string,
  taps: Taps,
): Promise<Value> {
  const { graph, size } = context;
  const { heads, headSize, hidden } = size;
  const { before, after } = queryScale(context);
  const part = async (which: 'q' | 'k' | 'v', factor: number): Promise<Value> =>
    reshape(graph, await project(context, x, `${name}.attention`, which, factor), [groups, tokens, hidden]);
  const queries = await part('q', before);
  const keys = await part('k', 1);
  const gathered = graph.node({
    op: 'MultiHeadAttention',
    domain: 'com.microsoft',
    inputs: [queries, keys, await part('v', 1)],
    attributes: { num_heads: { int: heads }, scale: { float: after } },
    outputs: [queries],
  });
  const branches: Value[] = [];
  if (context.outputs.has(OUTPUTS.classAttention)) {
    const first = reshape(graph, slice(graph, queries, 1, 0, 1), [groups, heads, 1, headSize]);
    const byHead = transpose(graph, reshape(graph, keys, [groups, tokens, heads, headSize]), [0, 2, 3, 1]);
    const row = softmax(graph, scale(graph, matMul(graph, first, byHead), after));
    branches.push(...tapClassRow(context, taps, row));
  }
  return reshapeAfter(graph, gathered, [groups * tokens, hidden], branches);
}
