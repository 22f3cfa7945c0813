import type { Axis } from './axis.ts';

/** What is drawn changes with the zoom; see LEVELS. */
export type Level = 'whole' | 'overview' | 'minutes' | 'seconds' | 'frames' | 'single';

/** Px of a frame from which on a level holds, ascending. */
const LEVELS: readonly (readonly [Level, number])[] = [
  ['overview', 0.02],
  ['minutes', 0.1],
  ['seconds', 0.5],
  ['frames', 4],
  ['single', 24],
];
/** From here on frames are equally wide, whatever their times. */
export const SINGLE_PX = 24;
/** Nobody needs a frame wider than this. */
export const MAX_PX_PER_FRAME = 96;

export function levelOf(pxPerFrame: number): Level {
  return LEVELS.findLast(([, from]) => pxPerFrame >= from)?.[0] ?? 'whole';
}

/** The part of a video that the lanes show, and how it lies on them. */
export interface View {
  readonly axis: Axis;
  /** Unit at the left edge. */
  readonly fromUnit: number;
  readonly pxPerUnit: number;
  readonly widthPx: number;
}

/** Of the start of a frame, in px from the left edge of the lanes. */
export function xOf({ axis, fromUnit, pxPerUnit }: View, frame: number): number {
  return (axis.unitOf(frame) - fromUnit) * pxPerUnit;
}

/** Fractional: 12.5 is the middle of frame 12. */
export function frameAt({ axis, fromUnit, pxPerUnit }: View, xPx: number): number {
  return axis.frameAt(fromUnit + xPx / pxPerUnit);
}

/** The frame whose cell lies under a place, within the video. */
export function frameUnder(view: View, xPx: number): number {
  return Math.max(0, Math.min(view.axis.frameCount - 1, Math.floor(frameAt(view, xPx))));
}

/** First frame in view and the one after the last. */
export function visibleFrames(view: View): { readonly startFrame: number; readonly endFrame: number } {
  return {
    startFrame: Math.max(0, Math.floor(frameAt(view, 0))),
    endFrame: Math.min(view.axis.frameCount, Math.ceil(frameAt(view, view.widthPx))),
  };
}
