/** Names outside the blocks: facebookresearch's → Hugging Face's. */
const TOP: Readonly<Record<string, string>> = {
  cls_token: 'timesformer.embeddings.cls_token',
  pos_embed: 'timesformer.embeddings.position_embeddings',
  time_embed: 'timesformer.embeddings.time_embeddings',
  'patch_embed.proj.weight': 'timesformer.embeddings.patch_embeddings.projection.weight',
  'patch_embed.proj.bias': 'timesformer.embeddings.patch_embeddings.projection.bias',
  'norm.weight': 'timesformer.layernorm.weight',
  'norm.bias': 'timesformer.layernorm.bias',
  'head.weight': 'classifier.weight',
  'head.bias': 'classifier.bias',
};

/** Modules of one block. */
const BLOCK: Readonly<Record<string, string>> = {
  norm1: 'layernorm_before',
  norm2: 'layernorm_after',
  'attn.qkv': 'attention.attention.qkv',
  'attn.proj': 'attention.output.dense',
  temporal_norm1: 'temporal_layernorm',
  'temporal_attn.qkv': 'temporal_attention.attention.qkv',
  'temporal_attn.proj': 'temporal_attention.output.dense',
  temporal_fc: 'temporal_dense',
  'mlp.fc1': 'intermediate.dense',
  'mlp.fc2': 'output.dense',
};

/**
 * The name Hugging Face gives a tensor of the original repository, or the name itself where it has no counterpart.
 * Values need no transposing: both store linear layers as (out, in).
 *
 * @see transformers/models/timesformer/convert_timesformer_to_pytorch.py
 */
export function huggingFaceName(original: string): string {
  const top = Object.hasOwn(TOP, original) ? TOP[original] : undefined;
  if (top !== undefined) return top;
  const [, layer, module, kind] = /^blocks\.(\d+)\.(.+)\.(weight|bias)$/.exec(original) ?? [];
  const mapped = module !== undefined && Object.hasOwn(BLOCK, module) ? BLOCK[module] : undefined;
  return mapped === undefined ? original : `timesformer.encoder.layer.${layer}.${mapped}.${kind}`;
}

/** Without the prefixes that a wrapper attribute (`model.`) and distributed training (`module.`) leave. */
export function withoutWrapper(name: string): string {
  return name.replace(/^(?:(?:model|module)\.)+/, '');
}
