import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProblemType } from '../shared/domain.ts';
import { AppError } from '../shared/errors.ts';
import { readJson } from '../core/models/json-file.ts';
import type { AttentionType } from '../core/models/timesformer/config.ts';
import { type TimesformerSettings, parseTimesformerConfig } from '../core/models/timesformer/parse-config.ts';

/** Every field of Hugging Face's TimesformerConfig, by its name there. */
export interface TimesformerConfigFields {
  /** Height and width of the frames in pixels: 224. */
  readonly image_size: number;
  /** Height and width of a patch in pixels: 16. */
  readonly patch_size: number;
  /** Channels of a frame: 3. */
  readonly num_channels: number;
  /** Frames of a clip: 8. */
  readonly num_frames: number;
  /** Width D of the tokens: 768. */
  readonly hidden_size: number;
  /** Number of blocks: 12. */
  readonly num_hidden_layers: number;
  /** Heads A of each attention; divides hidden_size: 12. */
  readonly num_attention_heads: number;
  /** Width of the hidden layer of each MLP: 3072. */
  readonly intermediate_size: number;
  /** Activation of the MLPs, by its name in transformers: "gelu". */
  readonly hidden_act: string;
  /** Of training; accepted, without effect here: 0. */
  readonly hidden_dropout_prob: number;
  /** Of training; accepted, without effect here: 0. */
  readonly attention_probs_dropout_prob: number;
  /** Standard deviation of random weights: 0.02. */
  readonly initializer_range: number;
  /** Added to the variance in every layer norm: 1e-6. */
  readonly layer_norm_eps: number;
  /** Whether queries, keys and values have a bias: true. */
  readonly qkv_bias: boolean;
  /** "divided_space_time", "joint_space_time" or "space_only": the first. */
  readonly attention_type: AttentionType;
  /** Of training; accepted, without effect here: 0. */
  readonly drop_path_rate: number;
  /** Class names by number; LABEL_0 and LABEL_1. Empty for a model without classes. */
  readonly id2label: Readonly<Record<number, string>>;
  /** The inverse of id2label unless given. */
  readonly label2id: Readonly<Record<string, number>>;
  /** Which loss `labels` call for; null leaves it to the first labels given. */
  readonly problem_type: ProblemType | null;
  /** Default of `forward`: false. */
  readonly output_attentions: boolean;
  /** Default of `forward`: false. */
  readonly output_hidden_states: boolean;
  /** Class names of the models saved with this configuration, as transformers writes them. */
  readonly architectures: readonly string[] | null;
}

/** Fields to set; the others take their defaults. num_labels stands for an id2label of LABEL_0, LABEL_1, … */
export type TimesformerConfigOptions = Partial<TimesformerConfigFields> & { readonly num_labels?: number };

const DEFAULTS: TimesformerConfigFields = {
  image_size: 224,
  patch_size: 16,
  num_channels: 3,
  num_frames: 8,
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
  hidden_act: 'gelu',
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0,
  initializer_range: 0.02,
  layer_norm_eps: 1e-6,
  qkv_bias: true,
  attention_type: 'divided_space_time',
  drop_path_rate: 0,
  id2label: {},
  label2id: {},
  problem_type: null,
  output_attentions: false,
  output_hidden_states: false,
  architectures: null,
};

/** transformers 5 reads these as floats only, and JSON.stringify writes 1 for 1.0. */
const FLOAT_FIELDS = ['hidden_dropout_prob', 'attention_probs_dropout_prob', 'initializer_range', 'layer_norm_eps'];

/**
 * What a TimeSformer is made of, field by field as in Hugging Face's config.json. Fields it does not know are kept
 * and written again.
 */
export class TimesformerConfig implements TimesformerConfigFields {
  readonly model_type = 'timesformer';
  readonly image_size: number;
  readonly patch_size: number;
  readonly num_channels: number;
  readonly num_frames: number;
  readonly hidden_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly intermediate_size: number;
  readonly hidden_act: string;
  readonly hidden_dropout_prob: number;
  readonly attention_probs_dropout_prob: number;
  readonly initializer_range: number;
  readonly layer_norm_eps: number;
  readonly qkv_bias: boolean;
  readonly attention_type: AttentionType;
  readonly drop_path_rate: number;
  readonly id2label: Readonly<Record<number, string>>;
  readonly label2id: Readonly<Record<string, number>>;
  /** Set by the first `forward` with labels where it is null, as in transformers. */
  problem_type: ProblemType | null;
  readonly output_attentions: boolean;
  readonly output_hidden_states: boolean;
  readonly architectures: readonly string[] | null;
  readonly #others: Readonly<Record<string, unknown>>;
  readonly #settings: TimesformerSettings;

  /** @throws AppError 'config.invalid' or 'model.unsupported', naming the field that is wrong. */
  constructor(options: TimesformerConfigOptions = {}) {
    this.#settings = parseTimesformerConfig(options, 'TimesformerConfig');
    const given = definedOf(options);
    const all: TimesformerConfigFields = { ...DEFAULTS, ...(given as Partial<TimesformerConfigFields>) };
    this.image_size = all.image_size;
    this.patch_size = all.patch_size;
    this.num_channels = all.num_channels;
    this.num_frames = all.num_frames;
    this.hidden_size = all.hidden_size;
    this.num_hidden_layers = all.num_hidden_layers;
    this.num_attention_heads = all.num_attention_heads;
    this.intermediate_size = all.intermediate_size;
    this.hidden_act = all.hidden_act;
    this.hidden_dropout_prob = all.hidden_dropout_prob;
    this.attention_probs_dropout_prob = all.attention_probs_dropout_prob;
    this.initializer_range = all.initializer_range;
    this.layer_norm_eps = all.layer_norm_eps;
    this.qkv_bias = all.qkv_bias;
    this.attention_type = all.attention_type;
    this.drop_path_rate = all.drop_path_rate;
    this.id2label = Object.fromEntries(this.#settings.labels.entries());
    this.label2id = given['label2id'] ? all.label2id : inverse(this.#settings.labels);
    this.problem_type = all.problem_type;
    this.output_attentions = all.output_attentions;
    this.output_hidden_states = all.output_hidden_states;
    this.architectures = all.architectures;
    this.#others = Object.fromEntries(Object.entries(given).filter(([name]) => !KNOWN.has(name)));
    if (all.problem_type === 'single_label_classification' && this.num_labels === 1) {
      throw new AppError(
        'config.invalid',
        'TimesformerConfig: problem_type "single_label_classification" takes 2 classes or more; use "regression" for one output.',
      );
    }
  }

  /**
   * Reads `config.json`.
   *
   * @param dir a checkpoint's folder.
   * @throws AppError 'model.not_found' without the file, 'config.invalid' or 'model.unsupported' for what it says.
   */
  static async fromPretrained(dir: string): Promise<TimesformerConfig> {
    const path = join(dir, 'config.json');
    const json = await readJson(path);
    // Checked by the file's name first, so that a message names it.
    parseTimesformerConfig(json, path);
    return new TimesformerConfig(json as TimesformerConfigOptions);
  }

  /** Number of classes K: the length of id2label. */
  get num_labels(): number {
    return this.#settings.labels.length;
  }

  /** What shapes the arithmetic, in this package's own spelling. @internal */
  get architecture(): TimesformerSettings['architecture'] {
    return this.#settings.architecture;
  }

  /**
   * The fields as in config.json. drop_path_rate, which transformers 5 reads as a whole number only and nothing at
   * inference uses, is rounded down.
   */
  toJSON(): Record<string, unknown> {
    const { architectures, output_attentions, output_hidden_states, ...fields } = this.#fields();
    return {
      ...this.#others,
      ...(architectures && { architectures }),
      model_type: this.model_type,
      ...fields,
      drop_path_rate: Math.floor(this.drop_path_rate),
      // Written where they differ from the defaults, as transformers does.
      ...(output_attentions && { output_attentions }),
      ...(output_hidden_states && { output_hidden_states }),
    };
  }

  /** The text of config.json, with floats written so that Python reads them as floats. */
  toJsonString(): string {
    const text = JSON.stringify(this, null, 2);
    const lines = text.split('\n').map((line) => {
      const [, head, name, rest] = /^( {2}"(\w+)": -?\d+)(,?)$/.exec(line) ?? [];
      return name !== undefined && FLOAT_FIELDS.includes(name) ? `${head!}.0${rest!}` : line;
    });
    return `${lines.join('\n')}\n`;
  }

  /** Writes `config.json` into a folder, which is made if need be. */
  async savePretrained(dir: string): Promise<void> {
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, 'config.json'), this.toJsonString());
  }

  #fields(): TimesformerConfigFields {
    const entries = Object.keys(DEFAULTS).map((name) => [name, this[name as keyof TimesformerConfigFields]]);
    return Object.fromEntries(entries) as TimesformerConfigFields;
  }
}

function definedOf(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** model_type and num_labels follow from the rest. */
const KNOWN = new Set([...Object.keys(DEFAULTS), 'model_type', 'num_labels']);

function inverse(labels: readonly string[]): Record<string, number> {
  return Object.fromEntries(labels.map((label, index) => [label, index]));
}
