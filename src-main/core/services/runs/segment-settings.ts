import { AppError } from '../../../shared/errors.ts';
import type { RunSegmentSettings, SegmentWishes } from '../../../shared/protocol/run-methods.ts';
import { thresholdsOf } from '../../timeline/thresholds.ts';
import type { ScoredVideo } from './stored-scores.ts';

/**
 * How a video is cut: as it was last proposed, or as its run was begun, with what is wished otherwise. A new threshold
 * takes the leave threshold with it, unless that is wished too.
 *
 * @throws AppError 'request.invalid' for a threshold out of the scores' range, a leave threshold above it, and a label
 *   that the model doesn't have.
 */
export function segmentSettingsFor({ runVideo, manifest }: ScoredVideo, wishes: SegmentWishes): RunSegmentSettings {
  const base = runVideo.segmentSettings ?? { ...runVideo.sampling.segments, classThresholds: {} };
  const { threshold } = wishes;
  const leaveThreshold =
    threshold === undefined
      ? base.leaveThreshold
      : thresholdsOf({ ...base, classThresholds: { wished: threshold } }, 'wished').leave;
  const settings = {
    threshold: threshold ?? base.threshold,
    leaveThreshold: wishes.leaveThreshold ?? leaveThreshold,
    smoothingFrames: wishes.smoothingFrames ?? base.smoothingFrames,
    mergeGapFrames: wishes.mergeGapFrames ?? base.mergeGapFrames,
    minLengthFrames: wishes.minLengthFrames ?? base.minLengthFrames,
    classThresholds: wishes.classThresholds ?? base.classThresholds,
  };
  checkThresholds(settings, manifest.labels, manifest.problemType !== 'regression');
  return settings;
}

function checkThresholds(
  { threshold, leaveThreshold, classThresholds }: RunSegmentSettings,
  labels: readonly string[],
  isShare: boolean,
): void {
  for (const value of [threshold, leaveThreshold, ...Object.values(classThresholds)]) {
    if (!isShare || (value >= 0 && value <= 1)) continue;
    throw new AppError('request.invalid', `A threshold is ${value}; scores of this model lie between 0 and 1.`);
  }
  if (leaveThreshold > threshold) {
    throw new AppError(
      'request.invalid',
      `The leave threshold, ${leaveThreshold}, is above the threshold, ${threshold}; give at most that.`,
    );
  }
  const unknown = Object.keys(classThresholds).find((label) => !labels.includes(label));
  if (unknown === undefined) return;
  throw new AppError('request.invalid', `The model has no label "${unknown}" that could have a threshold.`);
}
