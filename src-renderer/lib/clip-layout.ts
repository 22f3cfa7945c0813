const LEAST_PX = 40;
/** The heaviest frame's bar takes this share of its square. */
const FULLEST_BAR = 0.9;

/** Side of each square: as asked, or smaller so that all fit, down to 40 px, from where on the strip scrolls. */
export function clipSquarePx(count: number, widthPx: number, askedPx: number, gapPx: number): number {
  const fitting = Math.floor((widthPx - gapPx * (count - 1)) / Math.max(1, count));
  return Math.max(LEAST_PX, Math.min(askedPx, fitting));
}

/** Squares side by side where the clip stands beside the picture, and so many rows of them as asked. */
export const BESIDE_COLUMNS = 4;
const BESIDE_ROWS = 2;

/** Side of each square there: of more frames they are as small as they get, and are scrolled. */
export function besideSquarePx(count: number, askedPx: number): number {
  return count <= BESIDE_COLUMNS * BESIDE_ROWS ? askedPx : LEAST_PX;
}

/** How full each frame's bar is, 0..1 of its square. */
export function weightBars(weights: readonly number[]): number[] {
  const greatest = Math.max(0, ...weights);
  return weights.map((weight) => (greatest > 0 ? (FULLEST_BAR * Math.max(0, weight)) / greatest : 0));
}

/** Places of a clip where the frame before is repeated, because the video ends. */
export function repeatedPlaces(frames: readonly number[]): boolean[] {
  return frames.map((frame, i) => i > 0 && frame === frames[i - 1]);
}

/** "every 4th", "every frame"; where the distances differ, as sampling by time makes them: "every 3rd to 4th". */
export function samplingText(frames: readonly number[]): string {
  const steps = frames.slice(1).flatMap((frame, i) => (frame === frames[i] ? [] : [frame - frames[i]!]));
  if (steps.length === 0) return 'one frame';
  const [least, most] = [Math.min(...steps), Math.max(...steps)];
  if (least === most) return most === 1 ? 'every frame' : `every ${ordinal(most)}`;
  return `every ${ordinal(least)} to ${ordinal(most)}`;
}

function ordinal(count: number): string {
  const tail = count % 100;
  const ending = tail >= 11 && tail <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${ending}`;
}
