import type { Value } from '../onnx/builder.ts';
import { add, concat, expand, reduce, reshape, slice, transpose } from '../onnx/ops.ts';
import { attend, gather } from './attention.ts';
import { classOnlyBlock } from './class-only-block.ts';
import { normalise, type BuildContext } from './context.ts';
import { foldedLinear, linear } from './linear.ts';
import { feedForward } from './mlp.ts';
import { attendInSpace } from './spatial-attention.ts';
import { addRest, tapTemporalMean, type Taps } from './taps.ts';

/** Tokens of a divided model. The class token has no time, so it is kept apart. */
export interface DividedTokens {
  /** (batch, D) */
  readonly classToken: Value;
  /** (batch*N*T, D), time fastest */
  readonly patches: Value;
}

/**
 * One divided space-time block: each patch attends over its own place's T frames, then each frame's N patches and
 * the class token attend among themselves, the class token's T results are averaged, then the feed-forward layer.
 *
 * @param layer name of the layer's weights
 * @see Bertasius et al. 2021, arXiv:2102.05095 §3; unlike eq. 13 the class token takes no part in time attention
 */
export async function dividedBlock(
  context: BuildContext,
  tokens: DividedTokens,
  layer: string,
  taps: Taps,
): Promise<DividedTokens> {
  const timed = await attendOverTime(context, tokens.patches, layer, taps);
  const spaced = await attendOverSpace(context, { ...tokens, patches: timed }, layer, taps);
  const { graph, size } = context;
  const { hidden } = size;
  const perClip = size.patches * size.frames;
  const classInput = await normalise(context, spaced.classToken, `${layer}.layernorm_after`);
  const patchInput = await normalise(context, spaced.patches, `${layer}.layernorm_after`);
  const all = concat(
    graph,
    [reshape(graph, classInput, [-1, 1, hidden]), reshape(graph, patchInput, [-1, perClip, hidden])],
    1,
  );
  const flat = reshape(graph, all, [-(1 + perClip), hidden]);
  const result = reshape(graph, await feedForward(context, flat, layer), [-1, 1 + perClip, hidden]);
  const classResult = reshape(graph, slice(graph, result, 1, 0, 1), [-1, hidden]);
  const patchResult = reshape(graph, slice(graph, result, 1, 1, 1 + perClip), [-perClip, hidden]);
  if (taps.gathered) addRest(context, taps.gathered, [classResult]);
  return {
    classToken: add(graph, spaced.classToken, classResult),
    patches: add(graph, spaced.patches, patchResult),
  };
}

/** The last block where only the class token is wanted. @returns (batch, D) */
export async function lastDividedBlock(
  context: BuildContext,
  tokens: DividedTokens,
  layer: string,
  taps: Taps,
): Promise<Value> {
  const timed = await attendOverTime(context, tokens.patches, layer, taps);
  const spatial = await frameInputs(context, { ...tokens, patches: timed }, layer);
  return classOnlyBlock(context, { classToken: tokens.classToken, ...spatial }, layer, taps);
}

/** @returns patches (batch*N*T, D) with the temporal residual */
async function attendOverTime(context: BuildContext, patches: Value, layer: string, taps: Taps): Promise<Value> {
  const { graph, size } = context;
  const input = await normalise(context, patches, `${layer}.temporal_layernorm`);
  const name = `${layer}.temporal_attention`;
  const attention = await attend(context, input, -size.patches, size.frames, `${name}.attention`);
  taps.temporalAttentions.push(attention.probabilities);
  const gathered = gather(context, attention, tapTemporalMean(context, taps, attention));
  if (context.flavour === 'predict') {
    return add(
      graph,
      patches,
      await foldedLinear(context, gathered, `${name}.output.dense`, `${layer}.temporal_dense`),
    );
  }
  const square = { inSize: size.hidden, outSize: size.hidden };
  const projected = await linear(context, gathered, { ...square, name: `${name}.output.dense` });
  return add(graph, patches, await linear(context, projected, { ...square, name: `${layer}.temporal_dense` }));
}

interface FrameInputs {
  /** (batch, D): the class token, normalised. */
  readonly classInput: Value;
  /** (batch, T, 1 + N, D): each frame's tokens, normalised. */
  readonly inputs: Value;
}

async function frameInputs(context: BuildContext, tokens: DividedTokens, layer: string): Promise<FrameInputs> {
  const { graph, size } = context;
  const { frames, patches, hidden } = size;
  const classInput = await normalise(context, tokens.classToken, `${layer}.layernorm_before`);
  const patchInput = await normalise(context, tokens.patches, `${layer}.layernorm_before`);
  const byFrame = transpose(graph, reshape(graph, patchInput, [-1, patches, frames, hidden]), [0, 2, 1, 3]);
  const repeated = expand(graph, reshape(graph, classInput, [-1, 1, 1, hidden]), [-1, frames, 1, hidden]);
  return { classInput, inputs: concat(graph, [repeated, byFrame], 2) };
}

async function attendOverSpace(
  context: BuildContext,
  tokens: DividedTokens,
  layer: string,
  taps: Taps,
): Promise<DividedTokens> {
  const { graph, size } = context;
  const { frames, patches, hidden } = size;
  const { inputs } = await frameInputs(context, tokens, layer);
  const flat = reshape(graph, inputs, [-frames * (1 + patches), hidden]);
  const projected = await attendInSpace(context, flat, -frames, 1 + patches, layer, taps);
  const residual = reshape(graph, projected, [-1, frames, 1 + patches, hidden]);
  const classResidual = reduce(graph, 'ReduceMean', slice(graph, residual, 2, 0, 1), 1);
  const patchResidual = transpose(graph, slice(graph, residual, 2, 1, 1 + patches), [0, 2, 1, 3]);
  return {
    classToken: add(graph, tokens.classToken, reshape(graph, classResidual, [-1, hidden])),
    patches: add(graph, tokens.patches, reshape(graph, patchResidual, [-patches * frames, hidden])),
  };
}
