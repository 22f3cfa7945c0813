import { grouped, timecode } from '../numbers.ts';
import { xOf, visibleFrames, type Level, type View } from './view.ts';

/** Seconds between labels, and into how many parts each is cut. */
const STEPS: readonly (readonly [number, number])[] = [
  [0.2, 5],
  [0.4, 4],
  [1, 5],
  [2, 4],
  [5, 5],
  [10, 5],
  [15, 3],
  [30, 6],
  [60, 6],
  [120, 4],
  [300, 5],
  [600, 5],
  [900, 3],
  [1800, 6],
  [3600, 6],
  [7200, 4],
  [14_400, 4],
];
/** Labels are never closer. */
const LABEL_PX = 84;
const DIGIT_PX = 7;

export interface Tick {
  readonly xPx: number;
  /** null for a tick between labels. */
  readonly label: string | null;
}

/** What the ruler needs of a video. */
export interface RulerVideo {
  readonly durationSec: number;
  readonly frameCount: number;
  /** Of a frame in the stream's own units; null before the times were read. */
  readonly ptsOf: (frame: number) => number | null;
  /** Seconds from the first frame at which a frame begins. */
  readonly secondsAt: (frame: number) => number;
}

/** How far apart labels and ticks are: in seconds, or at the highest zoom in frames. */
export interface RulerStep {
  readonly unit: 'seconds' | 'frames';
  /** Between labels. */
  readonly step: number;
  /** Between ticks. */
  readonly part: number;
}

/** @returns null before the video is known. */
export function rulerStep(view: View, level: Level, { durationSec, frameCount }: RulerVideo): RulerStep | null {
  if (frameCount === 0 || durationSec <= 0) return null;
  if (level === 'single') {
    const longest = grouped(visibleFrames(view).endFrame).length * DIGIT_PX + 10;
    return { unit: 'frames', step: Math.ceil(longest / view.pxPerUnit), part: 1 };
  }
  const unitsPerSecond = frameCount / durationSec;
  const { step, part } = stepFor(unitsPerSecond * view.pxPerUnit);
  // Where single frames can be told apart, each has its tick.
  return { unit: 'seconds', step, part: level === 'frames' ? Math.min(part, 1 / unitsPerSecond) : part };
}

/** Ticks in view, left to right: true to time, and at the highest zoom one a frame. */
export function ticksOf(view: View, step: RulerStep | null, video: RulerVideo): Tick[] {
  if (step === null) return [];
  return step.unit === 'frames' ? frameTicks(view, step.step, video) : timeTicks(view, step, video);
}

/** Seconds between labels at a zoom. @returns and the seconds between ticks. */
export function stepFor(pxPerSecond: number): { readonly step: number; readonly part: number } {
  const [step, parts] = STEPS.find(([seconds]) => seconds * pxPerSecond >= LABEL_PX) ?? STEPS.at(-1)!;
  return { step, part: step / parts };
}

function timeTicks(view: View, { step, part }: RulerStep, { durationSec, frameCount }: RulerVideo): Tick[] {
  const unitsPerSecond = frameCount / durationSec;
  const pxPerSecond = unitsPerSecond * view.pxPerUnit;
  const from = view.fromUnit / unitsPerSecond;
  const to = Math.min(durationSec, from + view.widthPx / pxPerSecond);
  const ticks: Tick[] = [];
  // A label may reach into view from the left.
  for (let i = Math.max(0, Math.floor((from - step) / part)); i * part <= to + 1e-9; i++) {
    const seconds = i * part;
    const nearest = Math.round(seconds / step) * step;
    const hasLabel = Math.abs(seconds - nearest) < part / 2;
    const exact = hasLabel ? nearest : seconds;
    const label = hasLabel ? timecode(exact, step < 1 ? 1 : 0) : null;
    ticks.push({ xPx: (exact - from) * pxPerSecond, label });
  }
  return ticks;
}

function frameTicks(view: View, every: number, { ptsOf }: RulerVideo): Tick[] {
  const { startFrame, endFrame } = visibleFrames(view);
  const ticks: Tick[] = [];
  for (let frame = startFrame; frame < endFrame; frame++) {
    ticks.push({ xPx: xOf(view, frame), label: frame % every === 0 ? frameLabel(frame, ptsOf(frame), view) : null });
  }
  return ticks;
}

/** "31,616", and with its pts where there is room. */
function frameLabel(frame: number, pts: number | null, { pxPerUnit }: View): string {
  const number = grouped(frame);
  if (pts === null) return number;
  const both = `${number} · ${grouped(pts)}`;
  return both.length * DIGIT_PX + 6 <= pxPerUnit ? both : number;
}
