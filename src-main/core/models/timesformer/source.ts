import { realpath } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import type { Preprocessing } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import { type StoredTensor, isContiguous } from '../../base/stored-tensor.ts';
import type { ModelDescription, ModelSource, SourceOptions } from '../architecture.ts';
import { type Checkpoint, tensorSource } from '../checkpoints/checkpoint.ts';
import { openCheckpoint } from '../checkpoints/open-checkpoint.ts';
import { writeSafetensors } from '../checkpoints/write-safetensors.ts';
import { outputSize, perChannel, resized } from '../input-size.ts';
import { readJson } from '../json-file.ts';
import { parsePreprocessing } from '../preprocessing.ts';
import type { TimesformerArchitecture } from './config.ts';
import { buildTimesformerGraph } from './graph.ts';
import { PIXEL_VALUES } from './output-names.ts';

export const TIMESFORMER_ID = 'timesformer';

/** ONNX Runtime reads float32 where it lies only at multiples of its size. */
const ALIGNMENT_BYTES = 4;

/**
 * A TimeSformer checkpoint as a source of models.
 *
 * @throws AppError as openCheckpoint does, and 'request.invalid' for an option that is for other sources.
 */
export async function readTimesformer(path: string, options: SourceOptions): Promise<ModelSource> {
  if (options.axes !== undefined) {
    throw new AppError('request.invalid', `--axes is for ONNX files; the input of ${path} is always btchw.`);
  }
  const checkpoint = await openCheckpoint(path, options);
  const preprocessing = await preprocessingFor(checkpoint, options);
  return sourceFrom(checkpoint, preprocessing, options);
}

function sourceFrom(checkpoint: Checkpoint, preprocessing: Preprocessing, options: SourceOptions): ModelSource {
  const { architecture, path } = checkpoint;
  const { height, width } = outputSize(preprocessing, path);
  const frames = options.numFrames ?? architecture.numFrames;
  const { semantics } = options;
  return {
    path,
    kind: checkpoint.kind,
    description: {
      architecture: TIMESFORMER_ID,
      name: nameFrom(path),
      config: configOf(checkpoint, semantics),
      preprocessing: { ...preprocessing, mean: mutable(preprocessing.mean), std: mutable(preprocessing.std) },
      ...labelsOf(checkpoint),
      input: { name: PIXEL_VALUES, axes: 'btchw', frames, channels: architecture.numChannels, height, width },
      samplingRate: checkpoint.samplingRate,
    },
    files: checkpoint.files,
    weightFiles: (precision) => (precision === 'fp32' ? servingFiles(checkpoint) : null),
    weightsFolder: () => commonFolder(servingFiles(checkpoint)),
    async withFloat32Weights(weightsPath, signal) {
      const tensors = tensorSource(weightsPath, await writeSafetensors(weightsPath, checkpoint.tensors, signal));
      return sourceFrom({ ...checkpoint, tensors }, preprocessing, options);
    },
    flavours: ['predict', 'inspect'],
    notes: [...checkpoint.notes, ...sizeNotes(architecture, height, width, path)],
    buildGraph: (flavour, precision, place) =>
      buildTimesformerGraph(architecture, checkpoint.tensors, {
        flavour,
        precision,
        place,
        frames,
        heightPx: height,
        widthPx: width,
        semantics,
      }),
  };
}

async function preprocessingFor(checkpoint: Checkpoint, options: SourceOptions): Promise<Preprocessing> {
  const { preprocessorFile } = options;
  const read =
    preprocessorFile === undefined
      ? checkpoint.preprocessing
      : parsePreprocessing(await readJson(preprocessorFile), preprocessorFile);
  if (read === null) {
    throw new AppError(
      'config.invalid',
      `${checkpoint.path} has no preprocessor_config.json, so how frames become pixel values is unknown. ` +
        'Copy that file from the model this one was trained from, or name it with --preprocessor.',
    );
  }
  const { channelOrder = read.channelOrder, backend = read.backend, imageSize } = options;
  const asked = { ...perChannel(read, checkpoint.architecture.numChannels, checkpoint.path), channelOrder, backend };
  return imageSize === undefined ? asked : resized(asked, imageSize);
}

/**
 * The files of the weights by their names, if every tensor can be used as it lies: float32, in order, aligned.
 * Shards in several folders, or of the same name, can't be told apart in one.
 */
function servingFiles({ tensors }: Checkpoint): ReadonlyMap<string, string> | null {
  const all = tensors.names.map((name) => tensors.find(name)!);
  if (!all.every(serves)) return null;
  const byName = new Map(all.map(({ file }) => [basename(file), file]));
  return all.every(({ file }) => byName.get(basename(file)) === file) ? byName : null;
}

/** Links are followed, as the hub's cache is made of them and ONNX Runtime refuses to. */
async function commonFolder(serving: ReadonlyMap<string, string> | null): Promise<string | null> {
  if (serving === null) return null;
  const folders = await Promise.all([...serving.values()].map(async (file) => dirname(await realpath(file))));
  return folders.every((folder) => folder === folders[0]) ? (folders[0] ?? null) : null;
}

function serves(tensor: StoredTensor): boolean {
  return tensor.dtype === 'F32' && isContiguous(tensor) && tensor.offsetBytes % ALIGNMENT_BYTES === 0;
}

/** A model without a classifier gives its class token's embedding as D values, each named by its number. */
function labelsOf({ labels, problemType, architecture }: Checkpoint): Pick<ModelDescription, 'labels' | 'problemType'> {
  if (architecture.numLabels > 0) return { labels: [...labels], problemType };
  return {
    labels: Array.from({ length: architecture.hiddenSize }, (_, i) => `embedding ${i}`),
    problemType: 'regression',
  };
}

/** The file's own fields, with every field that shapes the arithmetic spelt out; labels stand in the manifest. */
function configOf(
  { config, architecture }: Checkpoint,
  semantics: SourceOptions['semantics'] = 'huggingface',
): Record<string, unknown> {
  const own = Object.entries(config).filter(([field]) => field !== 'id2label' && field !== 'label2id');
  return { ...Object.fromEntries(own), ...configFields(architecture), semantics };
}

/** An architecture in the spelling of Hugging Face's config.json. */
export function configFields(architecture: TimesformerArchitecture): Record<string, unknown> {
  return {
    model_type: 'timesformer',
    image_size: architecture.imageSize,
    patch_size: architecture.patchSize,
    num_channels: architecture.numChannels,
    num_frames: architecture.numFrames,
    hidden_size: architecture.hiddenSize,
    num_hidden_layers: architecture.numHiddenLayers,
    num_attention_heads: architecture.numAttentionHeads,
    intermediate_size: architecture.intermediateSize,
    hidden_act: architecture.hiddenAct,
    layer_norm_eps: architecture.layerNormEps,
    qkv_bias: architecture.qkvBias,
    attention_type: architecture.attentionType,
    num_labels: architecture.numLabels,
  };
}

function sizeNotes({ imageSize }: TimesformerArchitecture, height: number, width: number, path: string): string[] {
  if (height === imageSize && width === imageSize) return [];
  return [
    `${path} was trained on ${imageSize} px and is fed ${width} x ${height} px: its position table is resized by nearest ` +
      'neighbour, as the reference does.',
  ];
}

function nameFrom(path: string): string {
  const name = basename(resolve(path));
  return name.slice(
    0,
    name.length - (/^\.(pyth|pt|pth|bin|safetensors)$/i.test(extname(name)) ? extname(name).length : 0),
  );
}

function mutable(values: readonly number[] | null): number[] | null {
  return values === null ? null : [...values];
}
