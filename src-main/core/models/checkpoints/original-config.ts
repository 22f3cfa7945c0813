import { parseDocument } from 'yaml';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { schemaFault } from '../../base/schema-fault.ts';

const count = z.int().positive();
const channels = z.array(z.number()).min(1);

/** The fields of the original repository's CfgNode that say how the model was built and fed. */
const cfgSchema = z.object({
  DATA: z
    .object({
      NUM_FRAMES: count.optional(),
      TRAIN_CROP_SIZE: count.optional(),
      SAMPLING_RATE: count.optional(),
      MEAN: channels.optional(),
      STD: channels.optional(),
    })
    .default({}),
  TIMESFORMER: z.object({ ATTENTION_TYPE: z.string().optional() }).default({}),
  MODEL: z.object({ NUM_CLASSES: count.optional() }).default({}),
  TRAIN: z.object({ DATASET: z.string().optional() }).default({}),
});

/** What a training checkpoint's `cfg` says; each field may be missing. */
export interface OriginalConfig {
  readonly numFrames?: number;
  readonly imageSize?: number;
  readonly samplingRate?: number;
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly attentionType?: string;
  readonly numClasses?: number;
  readonly dataset?: string;
}

/**
 * Reads the YAML text that the original training code saves as `cfg`.
 *
 * @param source the checkpoint's name, for messages.
 * @throws AppError 'config.invalid' for text that is no such YAML, naming the field.
 */
export function parseOriginalConfig(text: string, source: string): OriginalConfig {
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) {
    throw new AppError(
      'config.invalid',
      `The cfg in ${source} is not valid YAML: ${document.errors[0]!.message.split('\n')[0]!.replace(/:$/, '')}.`,
    );
  }
  const parsed = cfgSchema.safeParse(plainFrom(document, source));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AppError(
      'config.invalid',
      `The cfg in ${source} has an unusable ${issue!.path.join('.')}: ${schemaFault(issue!.message)}.`,
    );
  }
  const { DATA, TIMESFORMER, MODEL, TRAIN } = parsed.data;
  return {
    numFrames: DATA.NUM_FRAMES,
    imageSize: DATA.TRAIN_CROP_SIZE,
    samplingRate: DATA.SAMPLING_RATE,
    mean: DATA.MEAN,
    std: DATA.STD,
    attentionType: TIMESFORMER.ATTENTION_TYPE,
    numClasses: MODEL.NUM_CLASSES,
    dataset: TRAIN.DATASET,
  };
}

function plainFrom(document: ReturnType<typeof parseDocument>, source: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    // Aliases that multiply without end.
    throw new AppError('config.invalid', `The cfg in ${source} refers to itself too often.`, { cause });
  }
}
