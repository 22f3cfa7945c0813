import { type Clock, secondsFromStart } from '../../shared/time.ts';
import type { Span } from '../../shared/records.ts';
import { nearestFrame } from '../base/nearest-frame.ts';
import type { Place } from './document.ts';

/** A video's frames and their times. */
export interface FrameTimes {
  readonly clock: Clock;
  readonly frameCount: number;
}

/** Where a span came to lie, and what that took. */
export type Placed =
  | (Span & {
      /** How far the farther edge moved to lie between frames. */
      readonly movedSec: number;
      /** It was a moment, or shorter than half a frame, and is one frame now. */
      readonly isWidened: boolean;
      /** It ended behind the video and ends with it now. */
      readonly isClipped: boolean;
      /** Its frames counted at another rate than the video has, and were taken as times. */
      readonly isRerated: boolean;
    })
  | { readonly beyond: true };

/** Counting at a rate as near as this to the video's own, frames are the video's. */
const RATE_TOLERANCE = 0.001;

/**
 * Puts a span on the frames of a video. What begins in the video and ends behind it ends with it; what begins behind it
 * has no place.
 */
export function placeIn(place: Place, { clock, frameCount }: FrameTimes): Placed {
  const durationSec = secondsFromStart(clock, frameCount);
  const seconds = secondsOf(place, frameCount / durationSec);
  if (!seconds) {
    const { startFrame, endFrame } = place as Extract<Place, { unit: 'frames' }>;
    if (startFrame >= frameCount) return { beyond: true };
    return settled(startFrame, endFrame, {
      frameCount,
      movedSec: 0,
      isRerated: false,
      isClipped: endFrame > frameCount,
    });
  }
  const { startSec, endSec } = seconds;
  if (startSec >= durationSec) return { beyond: true };
  const startFrame = nearestFrame(clock, frameCount, startSec);
  const endFrame = nearestFrame(clock, frameCount, endSec);
  const edges = [Math.abs(secondsFromStart(clock, startFrame) - startSec)];
  if (endSec <= durationSec) edges.push(Math.abs(secondsFromStart(clock, endFrame) - endSec));
  // Programs round the end of the video up: half a frame behind it is still its end.
  const isClipped = endSec > durationSec + durationSec / frameCount / 2;
  return settled(startFrame, endFrame, {
    frameCount,
    movedSec: Math.max(...edges),
    isRerated: place.unit === 'frames',
    isClipped,
  });
}

/** null where frames are the video's own. */
function secondsOf(place: Place, meanFps: number): { readonly startSec: number; readonly endSec: number } | null {
  if (place.unit === 'seconds') return place;
  const { startFrame, endFrame, fps } = place;
  if (fps === null || Math.abs(fps - meanFps) <= RATE_TOLERANCE * meanFps) return null;
  return { startSec: startFrame / fps, endSec: endFrame / fps };
}

interface Settling {
  readonly frameCount: number;
  readonly movedSec: number;
  readonly isClipped: boolean;
  readonly isRerated: boolean;
}

/** At least one frame, and none behind the last. */
function settled(startFrame: number, endFrame: number, { frameCount, ...said }: Settling): Placed {
  const start = Math.min(startFrame, frameCount - 1);
  const end = Math.min(Math.max(endFrame, start + 1), frameCount);
  return { startFrame: start, endFrame: end, isWidened: endFrame <= startFrame, ...said };
}
