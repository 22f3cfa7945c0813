import { type Clock, secondsFromStart } from '../../shared/time.ts';
import type { ExportItem, ExportVideo } from './exporter.ts';

/**
 * The frame whose time lies nearest, the frame count standing for the end of the last one.
 *
 * @param sec from the first frame.
 */
export function nearestFrame(clock: Clock, frameCount: number, sec: number): number {
  let low = 0;
  let high = frameCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (secondsFromStart(clock, middle) < sec) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return 0;
  return sec - secondsFromStart(clock, low - 1) <= secondsFromStart(clock, low) - sec ? low - 1 : low;
}

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
