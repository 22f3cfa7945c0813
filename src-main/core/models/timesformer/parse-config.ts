import { z } from 'zod';
import type { ProblemType } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import { ACTIVATION_NAMES } from './activations.ts';
import { ATTENTION_TYPES, MAX_LAYERS, type TimesformerArchitecture } from './config.ts';

/** What a TimesformerConfig says, checked. */
export interface TimesformerSettings {
  /** numLabels is the length of `labels`. */
  readonly architecture: TimesformerArchitecture;
  readonly labels: readonly string[];
  readonly problemType: ProblemType;
  /** Frames between sampled frames, if the file says. */
  readonly samplingRate: number | null;
}

/** Far above any model, and low enough that a hostile file can't make us count for ever. */
const MAX_COUNT = 1_000_000;

const countUpTo = (max: number) => {
  const range = `a whole number from 1 to ${max}`;
  return z.int(range).min(1, range).max(max, range);
};
const count = countUpTo(MAX_COUNT);
const probability = z.number('a number from 0 to 1').min(0, 'a number from 0 to 1').max(1, 'a number from 0 to 1');
const finite = z.number('a number');

/** Fields and defaults of Hugging Face's TimesformerConfig 5.x; each message says what the field takes. */
const configSchema = z.object({
  model_type: z.literal('timesformer', '"timesformer"').default('timesformer'),
  image_size: count.default(224),
  patch_size: count.default(16),
  num_channels: count.default(3),
  num_frames: count.default(8),
  hidden_size: count.default(768),
  num_hidden_layers: countUpTo(MAX_LAYERS).default(12),
  num_attention_heads: count.default(12),
  intermediate_size: count.default(3072),
  hidden_act: z.enum(ACTIVATION_NAMES, `one of ${ACTIVATION_NAMES.join(', ')}`).default('gelu'),
  layer_norm_eps: z.number('a number above 0').positive('a number above 0').default(1e-6),
  qkv_bias: z.boolean('true or false').default(true),
  attention_type: z.enum(ATTENTION_TYPES, `one of ${ATTENTION_TYPES.join(', ')}`).default('divided_space_time'),
  // Of training only: checked, and without effect here. Any rate is allowed, as transformers 4 wrote any.
  hidden_dropout_prob: probability.default(0),
  attention_probs_dropout_prob: probability.default(0),
  drop_path_rate: finite.default(0),
  initializer_range: finite.default(0.02),
  id2label: z.record(z.string(), z.coerce.string(), 'a map from class numbers to names').nullish(),
  num_labels: z.int('a whole number').min(0, 'a whole number, 0 or more').max(MAX_COUNT, 'a smaller number').nullish(),
  problem_type: z
    .enum(
      ['single_label_classification', 'multi_label_classification', 'regression'],
      'single_label_classification, multi_label_classification, regression or null',
    )
    .nullish(),
  frame_sampling_rate: count.nullish(),
});

/**
 * Reads the JSON of a TimesformerConfig. Every field that shapes the arithmetic is honoured or refused by name;
 * dropout, drop path and initializer range are checked and ignored, because nothing is trained here.
 *
 * @param source the file's name, for messages.
 * @throws AppError 'model.unsupported' for another model_type, 'config.invalid' naming the field otherwise.
 */
export function parseTimesformerConfig(json: unknown, source: string): TimesformerSettings {
  const parsed = configSchema.safeParse(json);
  if (!parsed.success) throw refusal(json, parsed.error.issues[0]!, source);
  const config = parsed.data;
  const invalid = (reason: string) => new AppError('config.invalid', `${source}: ${reason}.`);
  if (config.hidden_size % config.num_attention_heads !== 0) {
    throw invalid(
      `hidden_size ${config.hidden_size} can't be divided among num_attention_heads ${config.num_attention_heads}`,
    );
  }
  if (config.patch_size > config.image_size) {
    throw invalid(`patch_size ${config.patch_size} is larger than image_size ${config.image_size}`);
  }
  const labels = labelsFrom(config.id2label ?? null, config.num_labels ?? null, invalid);
  return {
    architecture: {
      imageSize: config.image_size,
      patchSize: config.patch_size,
      numChannels: config.num_channels,
      numFrames: config.num_frames,
      hiddenSize: config.hidden_size,
      numHiddenLayers: config.num_hidden_layers,
      numAttentionHeads: config.num_attention_heads,
      intermediateSize: config.intermediate_size,
      hiddenAct: config.hidden_act,
      layerNormEps: config.layer_norm_eps,
      qkvBias: config.qkv_bias,
      attentionType: config.attention_type,
      numLabels: labels.length,
    },
    labels,
    // Hugging Face decides at the first loss; with one output it is a regression, and with several a person who
    // meant multi-label had to say so.
    problemType: config.problem_type ?? (labels.length === 1 ? 'regression' : 'single_label_classification'),
    samplingRate: config.frame_sampling_rate ?? null,
  };
}

/** Names by class number; without id2label, LABEL_0 … as Hugging Face names them, 2 of them unless num_labels says. */
function labelsFrom(
  id2label: Readonly<Record<string, string>> | null,
  numLabels: number | null,
  invalid: (reason: string) => AppError,
): string[] {
  if (id2label === null) return Array.from({ length: numLabels ?? 2 }, (_, i) => `LABEL_${i}`);
  const total = Object.keys(id2label).length;
  if (numLabels !== null && numLabels !== total) {
    throw invalid(`num_labels is ${numLabels}, but id2label names ${total} classes`);
  }
  return Array.from({ length: total }, (_, i) => {
    const label = id2label[String(i)];
    if (label === undefined) throw invalid(`id2label has ${total} entries but none for class ${i}`);
    return label;
  });
}

function refusal(json: unknown, { path, message }: z.core.$ZodIssue, source: string): AppError {
  const [field] = path;
  if (field === undefined) return new AppError('config.invalid', `${source} is not a JSON object.`);
  const value = JSON.stringify((json as Record<string, unknown>)[String(field)]).slice(0, 80);
  if (field === 'model_type') {
    return new AppError(
      'model.unsupported',
      `${source} describes a model of type ${value}; checkpoints are read of type "timesformer". ` +
        'Export other video classifiers to ONNX and convert that file.',
    );
  }
  if ((field === 'image_size' || field === 'patch_size') && value.startsWith('[')) {
    return new AppError(
      'config.invalid',
      `${source}: ${field} is ${value}; a list is not supported, as transformers can't run one either. Give one number.`,
    );
  }
  return new AppError('config.invalid', `${source}: ${String(field)} is ${value}; it takes ${message}.`);
}
