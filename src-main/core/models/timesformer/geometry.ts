import { AppError } from '../../../shared/errors.ts';
import type { TimesformerArchitecture } from './config.ts';
import type { TimesformerGraphOptions } from './graph-options.ts';

/** Every length that the graph's shapes are made of, in the letters of the paper where it has one. */
export interface Geometry {
  /** T */
  readonly frames: number;
  readonly channels: number;
  readonly heightPx: number;
  readonly widthPx: number;
  readonly patchSize: number;
  /** H' and W': the grid of patches. Pixels right of and below the last whole patch are not seen. */
  readonly gridRows: number;
  readonly gridColumns: number;
  /** N = H' * W' */
  readonly patches: number;
  /** D */
  readonly hidden: number;
  /** A */
  readonly heads: number;
  /** d = D / A */
  readonly headSize: number;
  readonly intermediate: number;
  /** L */
  readonly layers: number;
  /** K */
  readonly labels: number;
}

/** Numbers of one window: of its pixels, and of one value a token. One GB as floats; a model computes with many times as much. */
const MOST_VALUES = 2 ** 28;

/**
 * @throws AppError config.invalid for sizes that make no grid or heads, model.unsupported for a divided model with
 *   another number of frames than its own under Hugging Face's semantics
 */
export function geometryOf(arch: TimesformerArchitecture, options: TimesformerGraphOptions): Geometry {
  const { frames = arch.numFrames, heightPx = arch.imageSize, widthPx = arch.imageSize } = options;
  const gridRows = Math.floor(heightPx / arch.patchSize);
  const gridColumns = Math.floor(widthPx / arch.patchSize);
  if (gridRows < 1 || gridColumns < 1) {
    throw new AppError(
      'config.invalid',
      `An input of ${widthPx}x${heightPx} pixels has no whole patch of ${arch.patchSize} pixels. Ask for a larger one.`,
    );
  }
  if (arch.hiddenSize % arch.numAttentionHeads !== 0) {
    throw new AppError(
      'config.invalid',
      `hidden_size ${arch.hiddenSize} can't be split into num_attention_heads ${arch.numAttentionHeads}. Correct the configuration.`,
    );
  }
  const values = frames * Math.max(arch.numChannels * heightPx * widthPx, gridRows * gridColumns * arch.hiddenSize);
  if (values > MOST_VALUES) {
    throw new AppError(
      'config.invalid',
      `A window of ${frames} frames of ${widthPx}x${heightPx} pixels would be ${values} numbers; at most ${MOST_VALUES} are computed with. Ask for a smaller input.`,
    );
  }
  const isRegrouped = arch.attentionType === 'divided_space_time' && frames !== arch.numFrames;
  if (isRegrouped && options.semantics !== 'original') {
    throw new AppError(
      'model.unsupported',
      `This model attends over num_frames ${arch.numFrames}; with ${frames} frames Hugging Face's layers would mix up places and times. Use ${arch.numFrames} frames, or ask for the original semantics.`,
    );
  }
  return {
    frames,
    channels: arch.numChannels,
    heightPx,
    widthPx,
    patchSize: arch.patchSize,
    gridRows,
    gridColumns,
    patches: gridRows * gridColumns,
    hidden: arch.hiddenSize,
    heads: arch.numAttentionHeads,
    headSize: arch.hiddenSize / arch.numAttentionHeads,
    intermediate: arch.intermediateSize,
    layers: arch.numHiddenLayers,
    labels: arch.numLabels,
  };
}
