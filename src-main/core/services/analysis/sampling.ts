import type { AnalysisSettings } from '../../../shared/analysis-document.ts';
import type { Video, VideoWindow } from '../../../shared/domain.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import { planTimedWindow, planTimedWindows, type TimedPlan } from '../../clips/timed-windows.ts';
import { planWindow, planWindows, type WindowPlan } from '../../clips/windows.ts';
import type { SegmentSettings } from '../../timeline/segments.ts';

/** How windows are laid over one video, every default filled in. */
export interface Sampling {
  /** Frames from one window's start to the next's; rounded with fps, where time is what counts. */
  readonly stride: number;
  /** Frames from one sampled frame to the next; null with fps. */
  readonly rate: number | null;
  /** Sampled frames a second; null with rate. */
  readonly fps: number | null;
  readonly segments: SegmentSettings;
}

/** What may be asked for; null leaves it to the default. */
export type SamplingWishes = Pick<
  AnalysisSettings,
  'stride' | 'rate' | 'fps' | 'threshold' | 'leaveThreshold' | 'smoothingFrames' | 'mergeGapFrames' | 'minLengthFrames'
>;

type Timed = Pick<Video, 'pts' | 'timeBase' | 'lastDuration'>;
type Sampled = Pick<Manifest, 'input' | 'samplingRate'>;

/** Published TimeSformer models span 256 frames, whatever their number: 8 every 32, 16 every 16. */
const USUAL_SPAN_FRAMES = 256;
const THRESHOLD = 0.5;
/** A segment goes on while the score is at least this share of the threshold. */
const LEAVE_SHARE = 0.8;

/**
 * Wishes → what is done. Left open, the sampling rate is the model's own, or one that spans 256 frames where the
 * model doesn't say; the stride half of a window's span; smoothing, the gap that is bridged and the least length
 * of a segment one stride, which is what windows can tell apart, or the video where that is shorter.
 */
export function samplingFrom(wishes: SamplingWishes, model: Sampled, video: Timed): Sampling {
  const { frames } = model.input;
  const { fps } = wishes;
  const rate = fps === null ? (wishes.rate ?? model.samplingRate ?? defaultRate(frames)) : null;
  const spanFrames = fps === null ? frames * (rate ?? 1) : frames / (fps * meanFrameSec(video));
  const stride = wishes.stride ?? Math.max(1, Math.round(spanFrames / 2));
  const threshold = wishes.threshold ?? THRESHOLD;
  return {
    stride,
    rate,
    fps,
    segments: {
      threshold,
      leaveThreshold: wishes.leaveThreshold ?? Math.min(threshold, threshold * LEAVE_SHARE),
      smoothingFrames: wishes.smoothingFrames ?? stride,
      mergeGapFrames: wishes.mergeGapFrames ?? stride,
      minLengthFrames: wishes.minLengthFrames ?? Math.min(stride, video.pts.length),
    },
  };
}

/** The windows of a video, by ascending start. */
export function windowsOf(video: Timed, frames: number, sampling: Sampling): VideoWindow[] {
  return sampling.fps === null
    ? planWindows(framePlan(video.pts.length, frames, sampling))
    : planTimedWindows(timedPlan(video, frames, sampling, sampling.fps));
}

/** One of `windowsOf`, without the others; the times of the frames are read only where they matter. */
export function windowAt(
  video: { readonly frameCount: number; readonly times: () => Timed },
  frames: number,
  sampling: Sampling,
  index: number,
): VideoWindow | undefined {
  return sampling.fps === null
    ? planWindow(framePlan(video.frameCount, frames, sampling), index)
    : planTimedWindow(timedPlan(video.times(), frames, sampling, sampling.fps), index);
}

function framePlan(frameCount: number, numFrames: number, { stride, rate }: Sampling): WindowPlan {
  return { frameCount, numFrames, samplingRate: rate ?? 1, stride };
}

function timedPlan(video: Timed, numFrames: number, { stride }: Sampling, fps: number): TimedPlan {
  const { pts, timeBase, lastDuration } = video;
  const strideSamples = Math.max(1, Math.round(stride * meanFrameSec(video) * fps));
  return { pts, timeBase, lastDuration, numFrames, fps, strideSamples };
}

/** @param frames T. */
export function defaultRate(frames: number): number {
  return Math.max(1, Math.round(USUAL_SPAN_FRAMES / frames));
}

function meanFrameSec({ pts, lastDuration, timeBase }: Timed): number {
  const ticks = pts.at(-1)! + lastDuration - pts[0]!;
  return (ticks * timeBase.num) / timeBase.den / pts.length;
}
