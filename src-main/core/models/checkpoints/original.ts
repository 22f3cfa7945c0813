import { AppError } from '../../../shared/errors.ts';
import type { StoredTensor } from '../../base/stored-tensor.ts';
import { originalPreprocessing } from '../preprocessing.ts';
import {
  type AttentionType,
  ATTENTION_TYPES,
  MAX_LAYERS,
  type TimesformerArchitecture,
} from '../timesformer/config.ts';
import { checkTensors } from '../timesformer/expected-tensors.ts';
import { type Checkpoint, type CheckpointOptions, checkedLabels, tensorSource } from './checkpoint.ts';
import { type OriginalConfig, parseOriginalConfig } from './original-config.ts';
import { huggingFaceName, withoutWrapper } from './original-names.ts';
import type { PickleValue } from './pickle-values.ts';
import { readTorchFile } from './read-torch-file.ts';
import { tensorOf } from './torch-pickle.ts';
import { tensorsIn } from './weight-files.ts';

/** Where training code puts the state dict, in the order they are looked for. */
const CONTAINERS = ['model_state', 'state_dict', 'model', 'module'] as const;
/** Every model of the original repository is built with heads of this width (12 of them for 768). */
const HEAD_WIDTH = 64;
const MEAN = [0.45, 0.45, 0.45];
const STD = [0.225, 0.225, 0.225];
const LAYER_NORM_EPS = 1e-6;
const SSV2_CLASSES = 174;

/**
 * Reads a checkpoint of the facebookresearch repository (.pyth, .pt). Sizes and the attention type follow from the
 * tensors; `cfg`, where the file has one, must agree with them and adds what tensors don't say.
 *
 * @throws AppError 'request.invalid' naming the option that has to say what the file doesn't, 'checkpoint.mismatch'
 *   for another kind of model, 'checkpoint.unreadable' or 'checkpoint.unsafe'.
 * @see TimeSformer, timesformer/models/vit.py and utils/checkpoint.py
 */
export async function readOriginal(path: string, options: CheckpointOptions = {}): Promise<Checkpoint> {
  const file = await readTorchFile(path);
  const state = stateDictOf(file.root, path);
  const tensors = new Map(
    [...tensorsIn(file, state)].map(([name, tensor]) => [huggingFaceName(withoutWrapper(name)), tensor]),
  );
  const cfgText = file.root instanceof Map ? file.root.get('cfg') : undefined;
  const cfg = typeof cfgText === 'string' ? parseOriginalConfig(cfgText, path) : {};
  const architecture = architectureFrom(tensors, cfg, options, path);
  const source = tensorSource(path, tensors);
  checkTensors(architecture, source, path);
  return {
    kind: 'original',
    path,
    files: [path],
    config: cfg.samplingRate === undefined ? {} : { frame_sampling_rate: cfg.samplingRate },
    architecture,
    preprocessing: originalPreprocessing(architecture.imageSize, cfg.mean ?? MEAN, cfg.std ?? STD),
    labels: labelsFor(architecture, options, path),
    problemType: 'single_label_classification',
    samplingRate: cfg.samplingRate ?? null,
    tensors: source,
    notes: notesFor(architecture, cfg, path),
  };
}

/** The state dict may be the whole file, or lie under one of a few names. */
function stateDictOf(root: PickleValue, path: string): PickleValue {
  if (!(root instanceof Map)) {
    throw new AppError('checkpoint.mismatch', `${path} holds no dict of tensors, so it is not a checkpoint.`);
  }
  const container = CONTAINERS.find((name) => root.get(name) instanceof Map);
  if (container !== undefined) return root.get(container)!;
  if ([...root.values()].some((value) => tensorOf(value) !== null)) return root;
  throw new AppError(
    'checkpoint.mismatch',
    `${path} holds no state dict: neither tensors nor any of ${CONTAINERS.join(', ')}.`,
  );
}

function architectureFrom(
  tensors: ReadonlyMap<string, StoredTensor>,
  cfg: OriginalConfig,
  options: CheckpointOptions,
  path: string,
): TimesformerArchitecture {
  const shapeOf = (name: string) => tensors.get(name)?.shape;
  const [hiddenSize, numChannels, patchSize] =
    shapeOf('timesformer.embeddings.patch_embeddings.projection.weight') ?? [];
  const [, tokens] = shapeOf('timesformer.embeddings.position_embeddings') ?? [];
  const [intermediateSize] = shapeOf('timesformer.encoder.layer.0.intermediate.dense.weight') ?? [];
  if (!hiddenSize || !numChannels || !patchSize || !tokens || !intermediateSize) throw notTimesformer(tensors, path);
  if (hiddenSize % HEAD_WIDTH !== 0) {
    throw new AppError(
      'checkpoint.mismatch',
      `${path} is ${hiddenSize} wide, and original checkpoints have heads of ${HEAD_WIDTH}, so its number of heads can't be ` +
        'told. Convert it to the Hugging Face format first, where config.json says.',
    );
  }
  const [numLabels = 0] = shapeOf('classifier.weight') ?? [];
  return {
    imageSize: imageSizeFrom(tokens - 1, patchSize, cfg, options, path),
    patchSize,
    numChannels,
    numFrames: numFramesFrom(shapeOf('timesformer.embeddings.time_embeddings')?.[1], cfg, options, path),
    hiddenSize,
    numHiddenLayers: layerCount(tensors, path),
    numAttentionHeads: hiddenSize / HEAD_WIDTH,
    intermediateSize,
    hiddenAct: 'gelu',
    layerNormEps: LAYER_NORM_EPS,
    qkvBias: tensors.has('timesformer.encoder.layer.0.attention.attention.qkv.bias'),
    attentionType: attentionTypeFrom(tensors, cfg, options, path),
    numLabels: agreed('number of classes', numLabels, cfg.numClasses, path),
  };
}

/** @throws AppError 'checkpoint.mismatch' for more layers than any model has. */
function layerCount(tensors: ReadonlyMap<string, StoredTensor>, path: string): number {
  const layers = [...tensors.keys()].map((name) => Number(/\.layer\.(\d+)\./.exec(name)?.[1] ?? -1));
  const count = layers.reduce((last, layer) => Math.max(last, layer), -1) + 1;
  if (count <= MAX_LAYERS) return count;
  throw new AppError('checkpoint.mismatch', `${path} numbers its layers up to ${count - 1}; no model has so many.`);
}

/** The size the position table was made for; sizes that leave the same whole patches are told apart by cfg or option. */
function imageSizeFrom(
  patches: number,
  patchSize: number,
  cfg: OriginalConfig,
  options: CheckpointOptions,
  path: string,
): number {
  const side = Math.round(Math.sqrt(patches));
  if (side * side !== patches) {
    throw new AppError('checkpoint.mismatch', `${path} has positions for ${patches} patches, which make no square.`);
  }
  const fits = (size: number | undefined) => size !== undefined && Math.floor(size / patchSize) === side;
  if (cfg.imageSize !== undefined && !fits(cfg.imageSize)) {
    throw new AppError(
      'checkpoint.mismatch',
      `${path}: cfg says DATA.TRAIN_CROP_SIZE ${cfg.imageSize}, but the positions are for ${side * patchSize} pixels.`,
    );
  }
  return cfg.imageSize ?? (fits(options.imageSize) ? options.imageSize! : side * patchSize);
}

function numFramesFrom(
  fromTable: number | undefined,
  cfg: OriginalConfig,
  options: CheckpointOptions,
  path: string,
): number {
  if (fromTable !== undefined) return agreed('number of frames', fromTable, cfg.numFrames, path);
  const numFrames = cfg.numFrames ?? options.numFrames;
  if (numFrames !== undefined) return numFrames;
  throw new AppError(
    'request.invalid',
    `${path} doesn't say how many frames its clips have: it holds neither a time embedding nor cfg. Give --num-frames.`,
  );
}

function attentionTypeFrom(
  tensors: ReadonlyMap<string, StoredTensor>,
  cfg: OriginalConfig,
  options: CheckpointOptions,
  path: string,
): AttentionType {
  const isDivided = tensors.has('timesformer.encoder.layer.0.temporal_attention.attention.qkv.weight');
  const hasTime = tensors.has('timesformer.embeddings.time_embeddings');
  const fromTensors = isDivided ? 'divided_space_time' : hasTime ? 'joint_space_time' : 'space_only';
  const said = cfg.attentionType ?? options.attentionType;
  if (said !== undefined && !ATTENTION_TYPES.some((type) => type === said)) {
    throw new AppError(
      'config.invalid',
      `${path}: ATTENTION_TYPE is "${said}"; it takes ${ATTENTION_TYPES.join(', ')}.`,
    );
  }
  agreed('attention type', fromTensors, options.attentionType, path);
  return agreed('attention type', fromTensors, cfg.attentionType, path) as AttentionType;
}

/** What the tensors say, if nobody says otherwise. */
function agreed<T extends string | number>(what: string, fromTensors: T, said: T | undefined, path: string): T {
  if (said === undefined || said === fromTensors) return fromTensors;
  throw new AppError(
    'checkpoint.mismatch',
    `${path}: the tensors are those of ${what} ${fromTensors}, but ${said} is what its cfg or the options say.`,
  );
}

function labelsFor(
  { numLabels }: TimesformerArchitecture,
  { labels }: CheckpointOptions,
  path: string,
): readonly string[] {
  if (numLabels === 0) return [];
  if (labels !== undefined) return checkedLabels(labels, numLabels, path);
  throw new AppError(
    'request.invalid',
    `${path} has ${numLabels} classes and, like every original checkpoint, no names for them. ` +
      `Give --labels FILE with ${numLabels} lines.`,
  );
}

function notesFor({ numLabels }: TimesformerArchitecture, { dataset }: OriginalConfig, path: string): string[] {
  if (numLabels === 0) return [`${path} has no classifier: it gives embeddings and no scores.`];
  if (numLabels !== SSV2_CLASSES && dataset?.toLowerCase() !== 'ssv2') return [];
  return [
    'The original code read Something-Something V2 as BGR; --channel-order bgr feeds the frames so. ' +
      'RGB, the default, is what Hugging Face does.',
  ];
}

function notTimesformer(tensors: ReadonlyMap<string, StoredTensor>, path: string): AppError {
  const names = [...tensors.keys()];
  if (names.some((name) => name.startsWith('backbone.transformer_layers'))) {
    return new AppError(
      'model.unsupported',
      `${path} is a checkpoint of MMAction2, whose tensor names are not read here.`,
    );
  }
  return new AppError(
    'checkpoint.mismatch',
    `${path} is not a TimeSformer: it lacks patch, position or layer weights. It has ${names.slice(0, 5).join(', ')} …`,
  );
}
