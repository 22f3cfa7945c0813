import type { ModelChoice } from '#shared/protocol/app-methods';

/**
 * How long a model takes for a video, in seconds; null where it was not measured on this machine.
 *
 * @param strideShare frames between windows, as a share of a window's span.
 */
export function analysisSec(model: ModelChoice | null, frameCount: number, strideShare: number): number | null {
  if (!model?.windowsPerSec || model.frames === null || model.samplingRate === null) return null;
  const spanFrames = model.frames * model.samplingRate;
  const strideFrames = Math.max(1, Math.round(spanFrames * strideShare));
  const windows = 1 + Math.max(0, Math.ceil((frameCount - spanFrames) / strideFrames));
  return windows / model.windowsPerSec;
}
