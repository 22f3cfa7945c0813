import { existsSync } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { Preprocessing } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import type { ModelDescription, ModelSource, SourceOptions } from '../architecture.ts';
import { checkedLabels } from '../checkpoints/checkpoint.ts';
import { outputSize, perChannel, resized } from '../input-size.ts';
import { readJson } from '../json-file.ts';
import { type GraphSummary, summarise } from '../onnx/ports.ts';
import { parsePreprocessing } from '../preprocessing.ts';
import { type Hints, readHints } from './hints.ts';
import { classCount, videoInput } from './shape.ts';

export const GENERIC_ID = 'generic-video-classifier';

/** Protocol buffers hold no more; larger models keep their weights in files of their own. */
const MAX_BYTES = 2 ** 31;

/**
 * An ONNX file of a video classifier as a source: one float32 input of five axes, one output of logits. What the
 * graph doesn't say comes from the options, or from files beside it.
 *
 * @throws AppError 'model.unsupported' for other graphs, 'request.invalid' naming the option that has to say what
 *   is unknown, 'config.invalid' where two sources contradict each other.
 */
export async function readGeneric(path: string, options: SourceOptions): Promise<ModelSource> {
  refuseCheckpointOptions(path, options);
  const summary = summarise(await readModel(path));
  const hints = await readHints(path);
  const weights = await weightFiles(path, summary.locations);
  return {
    path,
    kind: 'onnx',
    description: await describe(path, summary, options, hints),
    files: [path, ...weights.values(), ...hints.files],
    weightFiles: () => weights,
    weightsFolder: () => folderOf(path, weights),
    // Never asked for: its weights always serve as they lie.
    withFloat32Weights: () => Promise.reject(new Error(`The weights of ${path} need no conversion.`)),
    flavours: ['predict'],
    notes: [],
    async buildGraph(flavour, precision) {
      if (flavour === 'predict' && precision === 'fp32') return readModel(path);
      throw new AppError(
        'request.invalid',
        `${path} is taken as it is: neither ${precision} nor ${flavour} is made of it.`,
      );
    },
  };
}

async function describe(
  path: string,
  summary: GraphSummary,
  options: SourceOptions,
  hints: Hints,
): Promise<ModelDescription> {
  const video = videoInput(summary, options.axes ?? hints.input?.axes, path);
  const classes = classCount(summary, path);
  const labels = options.labels ?? hints.labels;
  if (labels === undefined) {
    throw new AppError(
      'request.invalid',
      `${path} has no class names. Give --labels FILE with ${classes ?? 'its'} lines.`,
    );
  }
  const channels = video.channels ?? 3;
  const preprocessing = await preprocessingFor(path, options, hints, channels);
  const frames = settled('frames', '--num-frames', path, video.frames, options.numFrames, hints.input?.frames);
  const size = outputSize(preprocessing, path);
  const height = settled('height', '--image-size', path, video.height, size.height, hints.input?.height);
  const width = settled('width', '--image-size', path, video.width, size.width, hints.input?.width);
  const { mean, std } = preprocessing;
  return {
    architecture: GENERIC_ID,
    name: hints.name ?? basename(path, extname(path)),
    config: {},
    preprocessing: { ...preprocessing, mean: mean && [...mean], std: std && [...std] },
    labels: [...checkedLabels(labels, classes ?? labels.length, path)],
    problemType: hints.problemType ?? (labels.length === 1 ? 'regression' : 'single_label_classification'),
    input: { name: video.name, axes: video.axes, frames, channels, height, width },
    samplingRate: hints.samplingRate ?? null,
  };
}

async function readModel(path: string): Promise<Uint8Array> {
  const { size } = await stat(path).catch((cause: unknown) => {
    throw new AppError('model.not_found', `${path} does not exist.`, { cause });
  });
  if (size === 0 || size >= MAX_BYTES) {
    throw new AppError('checkpoint.unreadable', `${path} has ${size} bytes, so it is not an ONNX file.`);
  }
  const bytes = await readFile(path);
  try {
    summarise(bytes);
    return bytes;
  } catch (cause) {
    throw new AppError(
      'checkpoint.unreadable',
      `${path} is not an ONNX file, or it is truncated. Export or copy it again.`,
      {
        cause,
      },
    );
  }
}

async function preprocessingFor(
  path: string,
  { preprocessorFile, channelOrder, backend, imageSize }: SourceOptions,
  hints: Hints,
  channels: number,
): Promise<Preprocessing> {
  const read =
    preprocessorFile === undefined
      ? hints.preprocessing
      : parsePreprocessing(await readJson(preprocessorFile), preprocessorFile);
  if (read === undefined) {
    throw new AppError(
      'request.invalid',
      `How frames become the input of ${path} is unknown. Put its preprocessor_config.json beside it, or give --preprocessor FILE.`,
    );
  }
  const asked = {
    ...perChannel(read, channels, path),
    channelOrder: channelOrder ?? read.channelOrder,
    backend: backend ?? read.backend,
  };
  return imageSize === undefined ? asked : resized(asked, imageSize);
}

/** The length the graph, the options and the files beside it agree on. */
function settled(
  what: string,
  option: string,
  path: string,
  fixed: number | null,
  ...said: readonly (number | undefined)[]
): number {
  const given = said.filter((value) => value !== undefined);
  const value = fixed ?? given[0];
  if (value === undefined) {
    throw new AppError('request.invalid', `${path} leaves the number of ${what} open. Give ${option}.`);
  }
  const other = given.find((candidate) => candidate !== value);
  if (other === undefined) return value;
  throw new AppError(
    'config.invalid',
    `${path}: its ${what} would be ${value} by one account and ${other} by another.`,
  );
}

/** Files of external data by their location; refused where one would lie outside the model's folder. */
async function weightFiles(path: string, locations: readonly string[]): Promise<ReadonlyMap<string, string>> {
  for (const location of locations) {
    if (location === '' || location.startsWith('/') || /[\\:]|(^|\/)\.\.(\/|$)/.test(location)) {
      throw new AppError('checkpoint.unreadable', `${path} keeps weights in "${location}", outside its own folder.`);
    }
    if (!existsSync(join(dirname(path), location))) {
      throw new AppError('model.not_found', `${path} keeps weights in ${location}, which is not there.`);
    }
  }
  return Promise.resolve(new Map(locations.map((location) => [location, join(dirname(path), location)])));
}

/** The graph's folder, if every file of weights really lies in it. */
async function folderOf(path: string, weights: ReadonlyMap<string, string>): Promise<string | null> {
  const folder = await realpath(dirname(path));
  for (const [location, file] of weights) if ((await realpath(file)) !== join(folder, location)) return null;
  return folder;
}

function refuseCheckpointOptions(path: string, { attentionType, semantics }: SourceOptions): void {
  const given = attentionType === undefined ? (semantics === undefined ? null : '--semantics') : '--attention-type';
  if (given === null) return;
  throw new AppError('request.invalid', `${given} is for TimeSformer checkpoints; ${path} is an ONNX file.`);
}
