import { type Clock, secondsFromStart } from '../../shared/time.ts';
import type { ExportItem, ExportVideo } from './exporter.ts';

/** When a span begins and ends, in seconds from the video's first frame. */
export function itemSeconds({ video, startFrame, endFrame }: ExportItem): { startSec: number; endSec: number } {
  const clock = video.clock();
  return { startSec: secondsFromStart(clock, startFrame), endSec: secondsFromStart(clock, endFrame) };
}

/** The time stamp of a frame, in units of the video's time base; for the frame count, the end of the last frame. */
export function ptsAt({ pts, lastDuration }: Clock, frame: number): number {
  return frame < pts.length ? pts[frame]! : pts.at(-1)! + lastDuration;
}

/** Frames a second, over the whole video. */
export function meanFps({ frameCount, durationSec }: Pick<ExportVideo, 'frameCount' | 'durationSec'>): number {
  return durationSec > 0 ? frameCount / durationSec : 30;
}
