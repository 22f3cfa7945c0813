/** The three ways TimeSformer attends. @see Bertasius et al. 2021, arXiv:2102.05095 §3 */
export const ATTENTION_TYPES = ['divided_space_time', 'joint_space_time', 'space_only'] as const;
export type AttentionType = (typeof ATTENTION_TYPES)[number];

/** Far above any model, and low enough that a hostile file can't make us count for ever. */
export const MAX_LAYERS = 1000;

/** The fields of Hugging Face's TimesformerConfig that shape the arithmetic, in our spelling. */
export interface TimesformerArchitecture {
  readonly imageSize: number;
  readonly patchSize: number;
  readonly numChannels: number;
  readonly numFrames: number;
  readonly hiddenSize: number;
  readonly numHiddenLayers: number;
  readonly numAttentionHeads: number;
  readonly intermediateSize: number;
  readonly hiddenAct: string;
  readonly layerNormEps: number;
  readonly qkvBias: boolean;
  readonly attentionType: AttentionType;
  /** K; 0 for a bare TimesformerModel, which has no classifier. */
  readonly numLabels: number;
}
