import { type Clock, secondsFromStart } from '../../shared/time.ts';

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
