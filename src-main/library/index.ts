/** The model as a library, named as Hugging Face names it. */
export { TimesformerConfig, type TimesformerConfigFields, type TimesformerConfigOptions } from './config.ts';
export { type ImageFrame, type ImageProcessorOptions, TimesformerImageProcessor } from './image-processor.ts';
export type { Labels } from './labels.ts';
export { TimesformerModel, type TimesformerModelOutput, type TimesformerModelTuple } from './model.ts';
export type { RandomOptions, RunOptions } from './options.ts';
export type { ForwardInputs, HiddenOutputs } from './outputs.ts';
export { type ClipOptions, readClip } from './video.ts';
export {
  type ClassificationInputs,
  type TimesformerClassificationOutput,
  type TimesformerClassificationTuple,
  TimesformerForVideoClassification,
} from './video-classification.ts';
export { AppError, type ErrorCode } from '../shared/errors.ts';
export type { Frame, ProblemType, Provider, Tensor } from '../shared/domain.ts';
