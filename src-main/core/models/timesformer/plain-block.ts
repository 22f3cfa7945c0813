import type { Value } from '../onnx/builder.ts';
import { add, reshape, slice } from '../onnx/ops.ts';
import { classOnlyBlock } from './class-only-block.ts';
import { normalise, type BuildContext } from './context.ts';
import { feedForward } from './mlp.ts';
import { attendInSpace } from './spatial-attention.ts';
import { addRest, type Taps } from './taps.ts';

/**
 * One block of a joint_space_time or space_only model: a vision transformer's.
 *
 * @param tokens (groups, n, D); a group is a clip or a frame
 * @param layer name of the layer's weights
 * @returns (groups, n, D)
 */
export async function plainBlock(context: BuildContext, tokens: Value, layer: string, taps: Taps): Promise<Value> {
  const { graph, size } = context;
  const [groups, count] = tokens.dims;
  const { hidden } = size;
  const flat = [groups! * count!, hidden];
  const input = await normalise(context, tokens, `${layer}.layernorm_before`);
  const projected = await attendInSpace(context, reshape(graph, input, flat), groups!, count!, layer, taps);
  const attended = add(graph, tokens, reshape(graph, projected, tokens.dims));
  const wide = reshape(graph, await normalise(context, attended, `${layer}.layernorm_after`), flat);
  const result = reshape(graph, await feedForward(context, wide, layer), tokens.dims);
  if (taps.gathered) {
    addRest(context, taps.gathered, [reshape(graph, slice(graph, result, 1, 0, 1), [groups!, hidden])]);
  }
  return add(graph, attended, result);
}

/** The last block where only the class tokens are wanted. @returns (groups, D) */
export async function lastPlainBlock(context: BuildContext, tokens: Value, layer: string, taps: Taps): Promise<Value> {
  const { graph, size, arch } = context;
  const [groups, count] = tokens.dims;
  const frames = arch.attentionType === 'space_only' ? size.frames : 1;
  const input = await normalise(context, tokens, `${layer}.layernorm_before`);
  const first = (value: Value): Value => reshape(graph, slice(graph, value, 1, 0, 1), [groups!, size.hidden]);
  return classOnlyBlock(
    context,
    {
      classToken: first(tokens),
      classInput: first(input),
      inputs: reshape(graph, input, [-1, frames, count!, size.hidden]),
    },
    layer,
    taps,
  );
}
