import { viewportOnWhole } from '../../lib/timeline/whole.ts';
import type { App } from '../../state/app.svelte.ts';
import { snapAt } from './snap-targets.ts';

/** A place on the lanes, and the modifier keys. */
export interface Point {
  readonly xPx: number;
  readonly yPx: number;
  readonly isAlt: boolean;
  readonly isShift: boolean;
  readonly isCtrl: boolean;
}

/** Something that lasts while a button is held. */
export interface Gesture {
  move(at: Point): void;
  end(at: Point): void;
  cancel(): void;
}

/** Within this distance of a side of the viewport frame, the side is taken. */
const SIDE_PX = 5;

/** The playhead follows the pointer. */
export function scrubGesture({ player, playback, timeline, window }: App): Gesture {
  const before = player.frame;
  playback.pause();
  return {
    move: ({ xPx }) => player.goTo(Math.floor(timeline.frameAt(Math.max(0, Math.min(timeline.widthPx, xPx))))),
    end: () => void window.pickAt(player.frame),
    cancel: () => player.goTo(before),
  };
}

/** The video follows the pointer. */
export function panGesture({ timeline }: App, from: Point): Gesture {
  const before = timeline.fromFrame;
  let last = from.xPx;
  return {
    move({ xPx }) {
      timeline.panPx(last - xPx);
      last = xPx;
    },
    end: () => undefined,
    cancel: () => timeline.pan(before - timeline.fromFrame),
  };
}

/** A range of frames between two places; its ends snap. */
export function rangeGesture(app: App, from: Point): Gesture {
  const { selection, player, lanes } = app;
  const before = selection.range;
  const first = snapAt(app, from.xPx, null, from.isCtrl).frame;
  const done = () => (lanes.editing.snapFrame = null);
  return {
    move(at) {
      const target = snapAt(app, at.xPx, null, at.isCtrl);
      const edge = (frame: number) => Math.max(0, Math.min(player.frameCount, frame));
      const [start, end] = [edge(Math.min(first, target.frame)), edge(Math.max(first, target.frame))];
      lanes.editing.snapFrame = target.kind === 'frame' ? null : target.frame;
      selection.range = end > start ? { startFrame: start, endFrame: end } : null;
    },
    end: done,
    cancel() {
      done();
      selection.range = before;
    },
  };
}

/** On the whole video: the frame around what is in view is moved, or one of its sides; elsewhere it comes to the pointer. */
export function wholeGesture({ timeline, player }: App, from: Point): Gesture {
  const perPx = player.frameCount / Math.max(1, timeline.widthPx);
  const { leftPx, widthPx } = viewportOnWhole(timeline.view);
  const before = { from: timeline.fromFrame, to: timeline.toFrame };
  const cancel = () => timeline.show(before.from, before.to);
  const [toLeft, toRight] = [Math.abs(from.xPx - leftPx), Math.abs(from.xPx - leftPx - widthPx)];
  const isSide = Math.min(toLeft, toRight) <= SIDE_PX && widthPx > 3 * SIDE_PX;
  if (isSide) {
    return {
      move({ xPx }) {
        const frame = xPx * perPx;
        if (toLeft < toRight) timeline.show(Math.min(frame, before.to - 1), before.to);
        else timeline.show(before.from, Math.max(frame, before.from + 1));
      },
      end: () => undefined,
      cancel,
    };
  }
  const isInside = from.xPx > leftPx && from.xPx < leftPx + widthPx;
  const offset = isInside ? from.xPx * perPx - before.from : timeline.spanFrames / 2;
  return {
    move: ({ xPx }) => timeline.pan(xPx * perPx - offset - timeline.fromFrame),
    end: () => undefined,
    cancel,
  };
}
