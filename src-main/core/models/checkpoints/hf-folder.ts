import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { StoredTensor } from '../../base/stored-tensor.ts';
import { readJson } from '../json-file.ts';
import { checkTensors } from '../timesformer/expected-tensors.ts';
import { parseTimesformerConfig } from '../timesformer/parse-config.ts';
import { type Checkpoint, type CheckpointOptions, checkedLabels, tensorSource } from './checkpoint.ts';
import { readProcessor } from './processor-files.ts';
import { type WeightFiles, readFolderWeights, readWeights } from './weight-files.ts';

const PREFIX = 'timesformer.';

/**
 * Reads a folder as transformers' save_pretrained writes it: config.json, a processor file, and weights.
 *
 * @param weightsFile the weights, where they are not under one of transformers' names.
 * @throws AppError 'config.invalid', 'checkpoint.unreadable', 'checkpoint.unsafe', 'checkpoint.mismatch',
 *   'model.unsupported' or 'model.not_found', naming the file and the field or tensor.
 */
export async function readHuggingFaceFolder(
  folder: string,
  options: CheckpointOptions = {},
  weightsFile?: string,
): Promise<Checkpoint> {
  refuseOriginalsOptions(folder, options);
  const configPath = join(folder, 'config.json');
  const config = await readJson(configPath);
  const settings = parseTimesformerConfig(config, configPath);
  const weights = weightsFile === undefined ? await readFolderWeights(folder) : await readWeights(weightsFile);
  if (weights === null) throw noWeights(folder);
  const processor = await readProcessor(folder);

  const weightsPath = weights.files[0]!;
  const isBare = isBareModel(weights);
  const tensors = tensorSource(weightsPath, isBare ? prefixed(weights.tensors) : weights.tensors);
  const architecture = isBare ? { ...settings.architecture, numLabels: 0 } : settings.architecture;
  checkTensors(architecture, tensors, weightsPath);
  return {
    kind: 'huggingface',
    path: folder,
    files: [configPath, ...(processor === null ? [] : [processor.path]), ...weights.files],
    config: config as Record<string, unknown>,
    architecture,
    preprocessing: processor?.preprocessing ?? null,
    labels: isBare ? [] : checkedLabels(options.labels ?? settings.labels, architecture.numLabels, weightsPath),
    problemType: settings.problemType,
    samplingRate: settings.samplingRate,
    tensors,
    notes: isBare
      ? [`${folder} holds a bare TimesformerModel: without a classifier it gives embeddings and no scores.`]
      : [],
  };
}

/** A bare TimesformerModel saves neither the prefix nor a classifier. */
function isBareModel({ tensors }: WeightFiles): boolean {
  const names = [...tensors.keys()];
  return !names.some((name) => name.startsWith(PREFIX) || name.startsWith('classifier.'));
}

function prefixed(tensors: ReadonlyMap<string, StoredTensor>): Map<string, StoredTensor> {
  return new Map([...tensors].map(([name, tensor]) => [PREFIX + name, tensor]));
}

function refuseOriginalsOptions(folder: string, { attentionType }: CheckpointOptions): void {
  if (attentionType === undefined) return;
  throw new AppError(
    'request.invalid',
    `The attention type of ${folder} stands in its config.json; --attention-type is for original .pyth files.`,
  );
}

function noWeights(folder: string): AppError {
  return new AppError(
    'model.not_found',
    `${folder} has no weights: neither model.safetensors nor pytorch_model.bin, nor an index of parts of them.`,
  );
}
