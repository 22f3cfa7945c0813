import type { App } from '../../state/app.svelte.ts';

/** The pointer has to move this far before a press is a drag, in px. */
const DRAG_PX = 4;
const WHEEL_FACTOR = 1.2;

/** Wheel zooms at the cursor, drag pans, double-click fits. */
export function viewportPointer({ stage }: App): (element: HTMLElement) => () => void {
  return (element) => {
    const from = new AbortController();
    const { signal } = from;
    let last: { x: number; y: number; isDrag: boolean } | null = null;
    element.addEventListener(
      'wheel',
      (event) => {
        if (event.altKey) return;
        event.preventDefault();
        const box = element.getBoundingClientRect();
        const at = { x: event.clientX - box.left, y: event.clientY - box.top };
        stage.zoom(WHEEL_FACTOR ** (-event.deltaY / (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 3 : 100)), at);
      },
      { signal, passive: false },
    );
    element.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button > 1) return;
        last = { x: event.clientX, y: event.clientY, isDrag: false };
        element.setPointerCapture(event.pointerId);
      },
      { signal },
    );
    element.addEventListener(
      'pointermove',
      (event) => {
        if (!last) return;
        const [dx, dy] = [event.clientX - last.x, event.clientY - last.y];
        if (!last.isDrag && Math.hypot(dx, dy) < DRAG_PX) return;
        stage.pan(dx, dy);
        last = { x: event.clientX, y: event.clientY, isDrag: true };
      },
      { signal },
    );
    element.addEventListener('pointerup', () => (last = null), { signal });
    element.addEventListener('pointercancel', () => (last = null), { signal });
    element.addEventListener('dblclick', () => stage.fit(), { signal });
    return () => from.abort();
  };
}
