import type { Preprocessing, ProblemType } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import type { StoredTensor } from '../../base/stored-tensor.ts';
import type { TimesformerArchitecture } from '../timesformer/config.ts';
import type { TensorSource } from '../weights.ts';
import { readFloat32 } from './read-float32.ts';

/** A TimeSformer checkpoint, read as far as a model needs: settings in memory, weights where they lie. */
export interface Checkpoint {
  /** huggingface: a folder with config.json; original: a file of the facebookresearch repository. */
  readonly kind: 'huggingface' | 'original';
  /** The folder or file that was opened. */
  readonly path: string;
  /** Every file that was read, weights included; absolute or relative as `path` is. */
  readonly files: readonly string[];
  /** Hugging Face's config.json as read; of an original file, only what `architecture` doesn't say. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly architecture: TimesformerArchitecture;
  /** null: a Hugging Face folder without a processor file. It can be run on pixel values, not on videos. */
  readonly preprocessing: Preprocessing | null;
  /** One a class; empty for a bare TimesformerModel. */
  readonly labels: readonly string[];
  readonly problemType: ProblemType;
  /** Frames between sampled frames at training, where the checkpoint says. */
  readonly samplingRate: number | null;
  /** By Hugging Face's names, prefix included. */
  readonly tensors: TensorSource;
  /** What a person should know about this checkpoint, one sentence each. */
  readonly notes: readonly string[];
}

/** What the person says beside the checkpoint. */
export interface CheckpointOptions {
  /** Class names, in place of those in the checkpoint. */
  readonly labels?: readonly string[];
  /** For original files whose `cfg` is missing. */
  readonly numFrames?: number;
  readonly imageSize?: number;
  readonly attentionType?: TimesformerArchitecture['attentionType'];
}

/** A TensorSource over tensors that lie in files. @param path the checkpoint, for messages. */
export function tensorSource(path: string, tensors: ReadonlyMap<string, StoredTensor>): TensorSource {
  return {
    names: [...tensors.keys()],
    find: (name) => tensors.get(name),
    async read(name) {
      const tensor = tensors.get(name);
      if (tensor !== undefined) return readFloat32(tensor);
      throw new AppError('checkpoint.mismatch', `${path} has no tensor ${name}.`);
    },
  };
}

/**
 * Class names given by the person, if they are as many as the classifier's rows.
 *
 * @throws AppError 'config.invalid' when they are not.
 */
export function checkedLabels(labels: readonly string[], numLabels: number, path: string): readonly string[] {
  if (labels.length === numLabels) return labels;
  throw new AppError(
    'config.invalid',
    `${labels.length} class names are given, but the classifier of ${path} has ${numLabels} outputs.`,
  );
}
