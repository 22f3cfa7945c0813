import type { ModelChoice } from '#shared/protocol/app-methods';

/** Of a window's span, from one window to the next, where nothing is asked for. */
const USUAL = 0.5;

/** Frames that a model's window spans; null where the model doesn't say how it samples. */
export function windowSpan({ frames, samplingRate }: Pick<ModelChoice, 'frames' | 'samplingRate'>): number | null {
  return frames === null || samplingRate === null ? null : frames * samplingRate;
}

/**
 * Frames from one window to the next.
 *
 * @param share of the window's span.
 * @returns null where the core's own choice, half a window, is what is asked for, or the span is not known.
 */
export function strideFrames(model: Pick<ModelChoice, 'frames' | 'samplingRate'>, share: number): number | null {
  const span = windowSpan(model);
  return span === null || share === USUAL ? null : Math.max(1, Math.round(share * span));
}
