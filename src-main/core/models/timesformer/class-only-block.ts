import type { Value } from '../onnx/builder.ts';
import { add, matMul, reduce, reshape, softmax, transpose } from '../onnx/ops.ts';
import { project } from './attention.ts';
import { normalise, type BuildContext } from './context.ts';
import { linear } from './linear.ts';
import { feedForward } from './mlp.ts';
import { tapClassRow, type Taps } from './taps.ts';

export interface ClassOnlyInputs {
  /** (batch*C, D): the class tokens' own stream; C is 1, or T where each frame has its class token. */
  readonly classToken: Value;
  /** (batch*C, D): the same, normalised. */
  readonly classInput: Value;
  /** (batch, F, n, D): all tokens, normalised, in F groups that the class token looks at one by one. */
  readonly inputs: Value;
}

/**
 * Spatial or joint attention and the feed-forward layer, for the class token alone: what the head reads of the last
 * block. With one query a group, keys and values need not be computed for every token. Per head,
 *   q · (W_k x_j + b_k) = (W_kᵀ q) · x_j + a constant, which softmax ignores, and
 *   sum_j a_j (W_v x_j + b_v) = W_v (sum_j a_j x_j) + b_v, as the weights sum to 1;
 * so the two D x D products per token become two D-vectors per head.
 *
 * @returns (batch*C, D)
 */
export async function classOnlyBlock(
  context: BuildContext,
  { classToken, classInput, inputs }: ClassOnlyInputs,
  layer: string,
  taps: Taps,
): Promise<Value> {
  const { graph, size } = context;
  const { heads, hidden } = size;
  const [, frames, count] = inputs.dims;
  const queriesPerClip = -classToken.dims[0]!;
  const name = `${layer}.attention`;
  const queries = await project(context, classInput, `${name}.attention`, 'q', size.headSize ** -0.5);
  const [keyWeight, valueWeight] = await headWeights(context, `${name}.attention`);

  // (batch*C, A, 1, d) @ (A, d, D) -> (batch, C, A, D) -> (batch, C, D, A), against (batch, F, n, D)
  const perHead = matMul(graph, reshape(graph, queries, [-queriesPerClip, heads, 1, size.headSize]), keyWeight);
  const directions = transpose(graph, reshape(graph, perHead, [-1, queriesPerClip, heads, hidden]), [0, 1, 3, 2]);
  const scores = transpose(graph, matMul(graph, inputs, directions), [0, 1, 3, 2]);
  const row = softmax(graph, scores);
  tapClassRow(context, taps, reshape(graph, row, [-frames!, heads, 1, count!]));

  const pooled = matMul(graph, row, inputs);
  const averaged = queriesPerClip === frames ? pooled : reduce(graph, 'ReduceMean', pooled, 1);
  const gathered = matMul(graph, valueWeight, reshape(graph, averaged, [-queriesPerClip, heads, hidden, 1]));
  const biased = await addValueBias(context, reshape(graph, gathered, [-queriesPerClip, hidden]), `${name}.attention`);
  const projected = await linear(context, biased, { name: `${name}.output.dense`, inSize: hidden, outSize: hidden });
  const attended = add(graph, classToken, projected);
  const wide = await normalise(context, attended, `${layer}.layernorm_after`);
  return add(graph, attended, await feedForward(context, wide, layer));
}

/** Key and value projections, each (A, d, D): the checkpoint's own bytes. */
async function headWeights({ parameters, size }: BuildContext, name: string): Promise<readonly [Value, Value]> {
  const { hidden, heads, headSize } = size;
  const part = (index: number): Promise<Value> =>
    parameters.tensor(`${name}.qkv.weight`, [3 * hidden, hidden], {
      skip: index * hidden * hidden,
      as: [heads, headSize, hidden],
    });
  return [await part(1), await part(2)];
}

async function addValueBias(context: BuildContext, x: Value, name: string): Promise<Value> {
  const { arch, graph, parameters, size } = context;
  if (!arch.qkvBias) return x;
  const { hidden } = size;
  const view = { skip: 2 * hidden, as: [hidden] };
  return add(graph, x, await parameters.tensor(`${name}.qkv.bias`, [3 * hidden], view));
}
