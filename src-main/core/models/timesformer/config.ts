/** The three ways TimeSformer attends. @see Bertasius et al. 2021, arXiv:2102.05095 §3 */
export const ATTENTION_TYPES = ['divided_space_time', 'joint_space_time', 'space_only'] as const;
export type AttentionType = (typeof ATTENTION_TYPES)[number];

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

/**
 * The activation names Hugging Face's table knows, and selu, which its documentation promises.
 * @see transformers/activations.py ACT2CLS
 */
export const HIDDEN_ACTS = [
  'gelu',
  'gelu_10',
  'gelu_fast',
  'gelu_new',
  'gelu_python',
  'gelu_pytorch_tanh',
  'gelu_python_tanh',
  'gelu_accurate',
  'hardswish',
  'laplace',
  'leaky_relu',
  'linear',
  'mish',
  'prelu',
  'quick_gelu',
  'relu',
  'relu2',
  'relu6',
  'selu',
  'sigmoid',
  'silu',
  'sqrtsoftplus',
  'swish',
  'tanh',
  'xielu',
] as const;
