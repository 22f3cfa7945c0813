import type { Value } from '../onnx/builder.ts';
import {
  add,
  cast,
  gemm,
  multiply,
  reduce,
  reshape,
  scalar,
  scale,
  slice,
  subtract,
  transpose,
  unary,
} from '../onnx/ops.ts';
import { publish, type BuildContext } from './context.ts';
import { averageOverFrames } from './head.ts';
import { OUTPUTS } from './output-names.ts';
import type { GatheredParts } from './taps.ts';

/**
 * Splits each logit into what reached the class token directly: from every patch of every frame through the attention
 * of all blocks, from the class token itself, and from everything else (feed-forward layers, biases). The final
 * LayerNorm is taken as the linear map it is at its actual mean and deviation, so that the parts add up to the logit.
 * A part u gives w · gamma * (u - mean(u)) / sigma = (w * gamma, centred) · u / sigma.
 *
 * Declares contributions, contribution_cls and contribution_rest.
 *
 * @param start (1, D): the class token before the first block
 * @param end (batch, D) float32: the clip's class token after the last block
 */
export async function contribute(context: BuildContext, parts: GatheredParts, start: Value, end: Value): Promise<void> {
  const { graph } = context;
  if (!parts.perToken || !parts.rest) throw new Error('No block has left its parts.');
  const { directions, offset } = await readout(context);
  const inverse = inverseDeviation(context, end);
  const byToken = gemm(graph, cast(graph, parts.perToken, 'float32'), directions, null, 1);
  const { patches, own } = splitTokens(context, byToken);
  publish(context, OUTPUTS.contributions, multiply(graph, patches, reshape(graph, inverse, [-1, 1, 1, 1, 1])));

  const first = gemm(graph, cast(graph, start, 'float32'), directions, null, 1);
  publish(context, OUTPUTS.contributionClass, multiply(graph, add(graph, own, first), inverse));

  const rest = averageOverFrames(context, cast(graph, parts.rest, 'float32'));
  const others = gemm(graph, rest, directions, null, 1);
  publish(context, OUTPUTS.contributionRest, add(graph, multiply(graph, others, inverse), offset));
}

/** directions (K, D): classifier times gamma, each row centred; offset (K): what beta and the bias give. */
async function readout({
  parameters,
  size,
}: BuildContext): Promise<{ readonly directions: Value; readonly offset: Value }> {
  const { labels, hidden } = size;
  const weight = await parameters.read('classifier.weight', [labels, hidden]);
  const bias = await parameters.read('classifier.bias', [labels]);
  const gamma = await parameters.read('timesformer.layernorm.weight', [hidden]);
  const beta = await parameters.read('timesformer.layernorm.bias', [hidden]);
  const centred = new Float32Array(labels * hidden);
  const moved = new Float32Array(labels);
  for (let label = 0; label < labels; label++) {
    const row = weight.subarray(label * hidden, (label + 1) * hidden);
    const mean = row.reduce((sum, value, i) => sum + value * gamma[i]!, 0) / hidden;
    for (let i = 0; i < hidden; i++) centred[label * hidden + i] = row[i]! * gamma[i]! - mean;
    moved[label] = row.reduce((sum, value, i) => sum + value * beta[i]!, bias[label]!);
  }
  const make = (key: string, dims: readonly number[], values: Float32Array): Promise<Value> =>
    parameters.computed(key, dims, () => Promise.resolve(values), 'float32');
  return {
    directions: await make('contribution_directions', [labels, hidden], centred),
    offset: await make('contribution_offset', [labels], moved),
  };
}

/** 1 / sigma of the final LayerNorm. @returns (batch, 1) */
function inverseDeviation({ graph, arch }: BuildContext, x: Value): Value {
  const centred = subtract(graph, x, reduce(graph, 'ReduceMean', x, 1));
  const variance = reduce(graph, 'ReduceMean', multiply(graph, centred, centred), 1);
  const deviation = unary(graph, 'Sqrt', add(graph, variance, scalar(graph, 'float32', arch.layerNormEps)));
  return unary(graph, 'Reciprocal', deviation);
}

/**
 * @param byToken (groups * n, K): joint tokens, or each frame's; the class token averages over the frames
 * @returns patches (batch, K, T, H', W') and own (batch, K), the class token's part
 */
function splitTokens(
  { graph, arch, size }: BuildContext,
  byToken: Value,
): { readonly patches: Value; readonly own: Value } {
  const { frames, patches, labels, gridRows, gridColumns } = size;
  const isJoint = arch.attentionType === 'joint_space_time';
  const groups = isJoint ? 1 : frames;
  const count = isJoint ? 1 + patches * frames : 1 + patches;
  const grouped = scale(graph, reshape(graph, byToken, [-1, groups, count, labels]), 1 / groups);
  const own = reduce(graph, 'ReduceSum', slice(graph, grouped, 2, 0, 1), 1);
  const others = slice(graph, grouped, 2, 1, count);
  const byFrame = isJoint
    ? transpose(graph, reshape(graph, others, [-1, patches, frames, labels]), [0, 3, 2, 1])
    : transpose(graph, others, [0, 3, 1, 2]);
  return {
    patches: reshape(graph, byFrame, [-1, labels, frames, gridRows, gridColumns]),
    own: reshape(graph, own, [-1, labels]),
  };
}
