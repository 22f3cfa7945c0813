import type { Value } from '../onnx/builder.ts';
import { cast, gemm, reduce, reshape } from '../onnx/ops.ts';
import { normalise, publish, type BuildContext } from './context.ts';
import { OUTPUTS } from './output-names.ts';

/**
 * The final LayerNorm and the classifier, always in float32: they cost nothing, and what follows reads their values.
 * Declares logits, embedding and, for space_only, clip_logits.
 *
 * @param classTokens (batch, D); (batch*T, D) for space_only
 * @returns (batch, D) float32: the class token of the clip, before LayerNorm
 */
export async function classify(context: BuildContext, classTokens: Value): Promise<Value> {
  const { graph, arch } = context;
  const tokens = cast(graph, classTokens, 'float32');
  const clip = averageOverFrames(context, tokens);
  const embedding = await normalise(context, clip, 'timesformer.layernorm');
  if (arch.attentionType === 'space_only') {
    const perFrame = await normalise(context, tokens, 'timesformer.layernorm');
    publish(context, OUTPUTS.logits, await classifier(context, perFrame));
    publish(context, OUTPUTS.clipLogits, await classifier(context, embedding));
  } else {
    publish(context, OUTPUTS.logits, await classifier(context, embedding));
  }
  publish(context, OUTPUTS.embedding, embedding);
  return clip;
}

/** One row a clip from what may be one row a frame. @param x (batch, …) or, for space_only, (batch*T, D) */
export function averageOverFrames({ graph, arch, size }: BuildContext, x: Value): Value {
  if (arch.attentionType !== 'space_only') return x;
  const byFrame = reshape(graph, x, [-1, size.frames, size.hidden]);
  return reshape(graph, reduce(graph, 'ReduceMean', byFrame, 1), [-1, size.hidden]);
}

/** @returns (rows, K), or x where the model has no classifier, as the reference does */
async function classifier({ graph, parameters, size }: BuildContext, x: Value): Promise<Value> {
  if (size.labels === 0) return x;
  const weight = await parameters.tensor('classifier.weight', [size.labels, size.hidden], { type: 'float32' });
  const bias = await parameters.tensor('classifier.bias', [size.labels], { type: 'float32' });
  return gemm(graph, x, weight, bias, 1);
}
