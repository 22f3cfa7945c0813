import { AppError } from '../shared/errors.ts';
import { openCheckpoint } from '../core/models/checkpoints/open-checkpoint.ts';
import type { TensorSource } from '../core/models/weights.ts';
import { TimesformerConfig } from './config.ts';
import { randomWeights } from './random-weights.ts';

/** A configuration with the weights that belong to it. */
export interface ConfiguredWeights {
  readonly config: TimesformerConfig;
  readonly tensors: TensorSource;
  /** false for a checkpoint of a TimesformerModel alone. */
  readonly hasClassifier: boolean;
}

/** Reads a checkpoint. @throws AppError as openCheckpoint does. */
export async function pretrainedWeights(path: string): Promise<ConfiguredWeights> {
  const { config, architecture, labels, tensors } = await openCheckpoint(path);
  const names = architecture.numLabels > 0 && { id2label: Object.fromEntries(labels.entries()) };
  return {
    config: new TimesformerConfig({ ...config, ...names }),
    tensors,
    hasClassifier: tensors.find('classifier.weight') !== undefined,
  };
}

/** Makes weights as transformers makes them for a new model. @throws AppError 'request.invalid' for a seed that is none */
export function newWeights(config: TimesformerConfig, seed = 0): TensorSource {
  if (Number.isSafeInteger(seed)) return randomWeights(config.architecture, config.initializer_range, seed);
  throw new AppError('request.invalid', `The seed is ${seed}; it takes a whole number.`);
}
