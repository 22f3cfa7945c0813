import { secondsFromStart, type Clock } from '#shared/time';

/** The frame whose time is nearest to one, by bisection: the rounding of a player's clock never moves it to a neighbour. */
export function frameOfMediaTime(clock: Clock, seconds: number): number {
  let [low, high] = [0, clock.pts.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    const border = (secondsFromStart(clock, middle) + secondsFromStart(clock, middle + 1)) / 2;
    if (seconds < border) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Where to send a player so that it shows a frame, whichever way it rounds: the middle of the frame's time. */
export function mediaTimeOf(clock: Clock, frame: number): number {
  return (secondsFromStart(clock, frame) + secondsFromStart(clock, frame + 1)) / 2;
}
