import type { TimesformerArchitecture } from './config.ts';
import type { GraphFlavour } from './graph-options.ts';

/** The graph's only input: (batch, num_frames, num_channels, height, width) float32. */
export const PIXEL_VALUES = 'pixel_values';

/**
 * The outputs by name. T frames, N = H'W' patches, A heads, D hidden size, L layers, K labels; a model without a
 * classifier has K = D logits, the embedding itself.
 *
 * | name | shape |
 * |---|---|
 * | logits | (batch, K); (batch*T, K) for space_only, one row a frame, as Hugging Face has it |
 * | clip_logits | (batch, K), space_only: of the class token averaged over the frames, as the original has it |
 * | embedding | (batch, D): the class token after the final LayerNorm; for space_only averaged before it |
 * | cls_attention | (batch, L, A, T, H', W'): the class token's row of spatial or joint attention |
 * | temporal_attention_mean | (batch, L, H', W', T, T), divided: averaged over the heads |
 * | last_hidden_state | (batch, 1 + N*T, D), token 1 + n*T + t; (batch*T, 1 + N, D) for space_only |
 * | hidden_states.{i} | as last_hidden_state, i = 0..L, before the final LayerNorm |
 * | attentions.{i} | (batch*T, A, 1 + N, 1 + N); (batch, A, 1 + N*T, 1 + N*T) for joint_space_time |
 * | temporal_attentions.{i} | (batch*N, A, T, T), divided |
 * | contributions | (batch, K, T, H', W'): what each patch gave to each logit through the class token's attention |
 * | contribution_cls, contribution_rest | (batch, K): what came from the class token itself, and from all else |
 */
export const OUTPUTS = {
  logits: 'logits',
  clipLogits: 'clip_logits',
  embedding: 'embedding',
  classAttention: 'cls_attention',
  temporalAttentionMean: 'temporal_attention_mean',
  lastHiddenState: 'last_hidden_state',
  hiddenState: (index: number) => `hidden_states.${index}`,
  attention: (index: number) => `attentions.${index}`,
  temporalAttention: (index: number) => `temporal_attentions.${index}`,
  contributions: 'contributions',
  contributionClass: 'contribution_cls',
  contributionRest: 'contribution_rest',
} as const;

/** Every output of a graph, in its order. */
export function outputNames(arch: TimesformerArchitecture, flavour: GraphFlavour): readonly string[] {
  const isDivided = arch.attentionType === 'divided_space_time';
  const layers = Array.from({ length: arch.numHiddenLayers }, (_, i) => i);
  const common: readonly string[] = [
    OUTPUTS.logits,
    ...(arch.attentionType === 'space_only' ? [OUTPUTS.clipLogits] : []),
    OUTPUTS.embedding,
    OUTPUTS.classAttention,
    ...(isDivided ? [OUTPUTS.temporalAttentionMean] : []),
  ];
  if (flavour === 'predict') return common;
  return [
    ...common,
    OUTPUTS.lastHiddenState,
    ...[...layers, layers.length].map(OUTPUTS.hiddenState),
    ...layers.map(OUTPUTS.attention),
    ...(isDivided ? layers.map(OUTPUTS.temporalAttention) : []),
    ...(arch.numLabels > 0 ? [OUTPUTS.contributions, OUTPUTS.contributionClass, OUTPUTS.contributionRest] : []),
  ];
}
