/** How many frames are fetched before they are asked for. */
const AHEAD = 12;
const BEHIND = 6;

/**
 * Frames worth fetching around one, the likeliest first: most in the direction of travel, some on the other side, taken
 * in turns. The frame itself is not among them.
 *
 * @param direction 1 forwards, -1 backwards.
 */
export function neighbourFrames(frame: number, direction: 1 | -1, frameCount: number): number[] {
  const found: number[] = [];
  for (let i = 1; i <= AHEAD; i++) {
    found.push(frame + direction * i);
    if (i % 2 === 0 && i / 2 <= BEHIND) found.push(frame - (direction * i) / 2);
  }
  return found.filter((index) => index >= 0 && index < frameCount);
}

/** Widths that frames are fetched at, in px: few, so that a resized panel doesn't fetch all anew. */
const WIDTHS_PX = [320, 480, 640, 960, 1280, 1920, 2560, 3840, 5120, 7680];

/**
 * The width to fetch frames at: enough for the device pixels they cover, never more than the video has.
 *
 * @param shownPx width on the screen in device pixels. @param ownPx the video's, with square pixels.
 */
export function fetchWidth(shownPx: number, ownPx: number): number {
  const enough = WIDTHS_PX.find((width) => width >= shownPx) ?? ownPx;
  return Math.min(enough, ownPx);
}
