import { frameAt, type View } from './view.ts';

/** Least width of the viewport frame. */
const FRAME_PX = 14;

/** Where the view lies on the whole video, in px of the lane. */
export function viewportOnWhole(view: View): { readonly leftPx: number; readonly widthPx: number } {
  const perFrame = view.widthPx / Math.max(1, view.axis.frameCount);
  const from = Math.max(0, frameAt(view, 0)) * perFrame;
  const to = Math.min(view.axis.frameCount, frameAt(view, view.widthPx)) * perFrame;
  const widthPx = Math.min(view.widthPx, Math.max(FRAME_PX, to - from));
  return { widthPx, leftPx: Math.max(0, Math.min(view.widthPx - widthPx, (from + to) / 2 - widthPx / 2)) };
}
