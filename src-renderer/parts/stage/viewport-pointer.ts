import type { StageView } from '../../state/stage-view.svelte.ts';

/** The pointer has to move this far before a press is a drag, in px. */
const DRAG_PX = 4;
const WHEEL_FACTOR = 1.2;
/** What one notch of the wheel tells, in its unit: pixels, lines or pages. */
const NOTCH = [100, 3, 1] as const;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** What the pointer does on the stage; points are in px of the viewport. */
interface Handlers {
  readonly stage: StageView;
  /** null when it left. */
  readonly onPoint: (at: Point | null) => void;
  readonly onClick: (at: Point) => void;
  /** Wheel with Alt, in notches, up being positive. */
  readonly onAltWheel: (notches: number) => void;
}

/** Wheel zooms at the cursor, drag pans, double-click fits, click asks. */
export function viewportPointer({
  stage,
  onPoint,
  onClick,
  onAltWheel,
}: Handlers): (element: HTMLElement) => () => void {
  return (element) => {
    const ending = new AbortController();
    const { signal } = ending;
    let press: { last: Point; isDrag: boolean } | null = null;
    const pointOf = (event: MouseEvent): Point => {
      const box = element.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };

    function onWheel(event: WheelEvent): void {
      event.preventDefault();
      const notches = -event.deltaY / NOTCH[event.deltaMode]!;
      if (event.altKey) onAltWheel(notches);
      else stage.zoom(WHEEL_FACTOR ** notches, pointOf(event));
    }

    function onMove(event: PointerEvent): void {
      const at = pointOf(event);
      if (!press) {
        onPoint(at);
        return;
      }
      const [dx, dy] = [at.x - press.last.x, at.y - press.last.y];
      if (!press.isDrag && Math.hypot(dx, dy) < DRAG_PX) return;
      onPoint(null);
      stage.pan(dx, dy);
      press = { last: at, isDrag: true };
    }

    function onUp(event: PointerEvent): void {
      if (press?.isDrag === false && event.button === 0) onClick(press.last);
      press = null;
    }

    element.addEventListener('wheel', onWheel, { signal, passive: false });
    element.addEventListener('pointermove', onMove, { signal });
    element.addEventListener('pointerup', onUp, { signal });
    element.addEventListener('pointercancel', () => (press = null), { signal });
    element.addEventListener('pointerleave', () => onPoint(null), { signal });
    element.addEventListener('dblclick', () => stage.fit(), { signal });
    element.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button > 1) return;
        press = { last: pointOf(event), isDrag: false };
        element.setPointerCapture(event.pointerId);
      },
      { signal },
    );
    return () => ending.abort();
  };
}
