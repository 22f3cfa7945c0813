import { hitAt, type Hit } from '../../lib/timeline/hit.ts';
import type { App } from '../../state/app.svelte.ts';
import { dragGesture, drawGesture } from './drag-gestures.ts';
import { panGesture, rangeGesture, scrubGesture, wholeGesture, type Gesture, type Point } from './move-gestures.ts';
import { fitSegment, newSegmentAt } from './segment-actions.ts';

/** Before the pointer has gone so far, a press is a click. */
const DRAG_PX = 4;
/** One notch of a wheel. */
const NOTCH_PX = 100;
const ZOOM_PER_NOTCH = 1.2;

interface Press {
  readonly at: Point;
  readonly hit: Hit;
  readonly begin: (() => Gesture) | null;
  gesture: Gesture | null;
}

/** What the pointer does on the lanes. */
export class Gestures {
  cursor = $state('default');
  /** A button is held. */
  isActive = $state(false);
  readonly #app: App;
  #press: Press | null = null;

  constructor(app: App) {
    this.#app = app;
  }

  down(event: PointerEvent): void {
    if (event.button > 1 || this.#press) return;
    const at = pointOf(event);
    const hit = this.#hit(at);
    if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
    const isMiddle = event.button === 1;
    if (isMiddle) event.preventDefault();
    const now = isMiddle ? null : this.#atOnce(hit, at);
    this.isActive = true;
    this.#press = { at, hit, gesture: now, begin: now ? null : this.#afterMove(hit, at, isMiddle) };
    now?.move(at);
    if (!isMiddle && (hit.kind === 'segment' || hit.kind === 'edge')) this.#select(hit, at.isShift);
  }

  move(event: PointerEvent): void {
    const at = pointOf(event);
    const press = this.#press;
    this.#app.lanes.editing.hoverPx = at.xPx;
    if (!press) {
      const hit = this.#hit(at);
      this.cursor = this.#cursorOver(hit);
      return;
    }
    if (!press.gesture && press.begin && Math.hypot(at.xPx - press.at.xPx, at.yPx - press.at.yPx) >= DRAG_PX) {
      press.gesture = press.begin();
    }
    press.gesture?.move(at);
  }

  up(event: PointerEvent): void {
    const press = this.#press;
    if (!press) return;
    const at = pointOf(event);
    this.#end();
    if (press.gesture) press.gesture.end(at);
    else if (event.button === 0) this.#click(press.hit, at);
  }

  cancel(): void {
    const gesture = this.#press?.gesture;
    this.#end();
    gesture?.cancel();
  }

  leave(): void {
    if (!this.#press) this.#app.lanes.editing.hoverPx = null;
  }

  doubleClick(event: MouseEvent): void {
    const at = pointOf(event);
    const hit = this.#hit(at);
    if (hit.kind === 'segment' || hit.kind === 'edge') fitSegment(this.#app, hit.segment);
    else if (hit.kind === 'row') void newSegmentAt(this.#app, hit.row, this.#app.timeline.frameAt(at.xPx));
  }

  /** A right click selects what it is about. */
  contextMenu(event: MouseEvent): void {
    const at = pointOf(event);
    const hit = this.#hit(at);
    if (hit.kind === 'segment' || hit.kind === 'edge') this.#select(hit, false);
    else if (hit.kind === 'row') {
      this.#app.selection.segmentIds = [];
      if (hit.row.classId !== null) this.#app.selection.laneClassId = hit.row.classId;
    }
  }

  wheel(event: WheelEvent): void {
    const { timeline } = this.#app;
    const at = pointOf(event);
    event.preventDefault();
    const delta = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 33 : event.deltaY;
    if (event.altKey) this.#resizeLane(at, delta);
    else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) timeline.panPx(event.deltaX || delta);
    // A pinch arrives as Ctrl with small steps.
    else timeline.zoom(ZOOM_PER_NOTCH ** ((event.ctrlKey ? -8 : -1) * (delta / NOTCH_PX)), timeline.frameAt(at.xPx));
  }

  wheelOnHeads(event: WheelEvent): void {
    event.preventDefault();
    if (event.altKey) this.#resizeLane(pointOf(event), event.deltaY);
    else this.#app.lanes.lanes.scroll(event.deltaY / 2);
  }

  /** Esc: what is dragged goes back. @returns false where nothing is. */
  giveUp(): boolean {
    if (!this.#press) return false;
    this.cancel();
    return true;
  }

  #end(): void {
    this.#press = null;
    this.isActive = false;
  }

  /** What begins with the press itself. */
  #atOnce(hit: Hit, at: Point): Gesture | null {
    if (hit.kind !== 'lane') return null;
    if (hit.lane.kind === 'whole') return wholeGesture(this.#app, at);
    if (hit.lane.kind === 'ruler' && !at.isAlt && this.#app.timeline.tool !== 'range') return scrubGesture(this.#app);
    return null;
  }

  #afterMove(hit: Hit, at: Point, isMiddle: boolean): () => Gesture {
    const app = this.#app;
    const { tool } = app.timeline;
    if (isMiddle) return () => panGesture(app, at);
    if (hit.kind === 'edge') return () => dragGesture(app, hit, hit.edge, at);
    if (tool === 'range' || (hit.kind === 'lane' && hit.lane.kind === 'ruler')) return () => rangeGesture(app, at);
    if (hit.kind === 'segment') return () => dragGesture(app, hit, 'whole', at);
    if (hit.kind === 'row' && tool === 'label' && hit.row.classId !== null) return () => drawGesture(app, hit, at);
    return () => panGesture(app, at);
  }

  #click(hit: Hit, at: Point): void {
    const { player, timeline, selection, window } = this.#app;
    if (hit.kind === 'segment' || hit.kind === 'edge' || hit.kind === 'nothing') return;
    if (hit.kind === 'row' && hit.row.classId !== null) selection.laneClassId = hit.row.classId;
    if (!at.isShift) selection.segmentIds = [];
    const frame = Math.floor(timeline.frameAt(at.xPx));
    player.goTo(frame);
    void window.pickAt(player.frame);
  }

  #select(hit: Extract<Hit, { kind: 'segment' | 'edge' }>, extend: boolean): void {
    const { selection } = this.#app;
    // One of several that are selected is dragged without losing the others.
    if (extend || !selection.segmentIds.includes(hit.segment.id)) selection.select(hit.segment.id, extend);
    if (hit.kind === 'edge') selection.edge = hit.edge;
  }

  #resizeLane({ yPx }: Point, delta: number): void {
    const { timeline, lanes } = this.#app;
    const layout = lanes.lanes.layout;
    const lane = [...layout.fixed, ...layout.labelLanes].find((one) => yPx >= one.yPx && yPx < one.yPx + one.heightPx);
    if (lane?.kind !== 'ribbon' && lane?.kind !== 'labels' && lane?.kind !== 'frames') return;
    timeline.setHeight(lane.kind, lane.heightPx - Math.sign(delta) * 2);
  }

  #hit({ xPx, yPx }: Point): Hit {
    const { timeline, lanes, selection } = this.#app;
    const { layout, rows } = lanes.lanes;
    const selectedIds = new Set<string>(selection.segmentIds);
    return hitAt({ view: timeline.view, layout, rows, selectedIds }, xPx, yPx);
  }

  #cursorOver(hit: Hit): string {
    if (hit.kind === 'edge') return 'ew-resize';
    if (hit.kind === 'segment') return 'default';
    const { tool } = this.#app.timeline;
    return tool === 'select' ? 'default' : 'crosshair';
  }
}

/** Where a pointer is on the lanes, and what is held with it. */
function pointOf(event: MouseEvent): Point {
  const box =
    event.currentTarget instanceof Element ? event.currentTarget.getBoundingClientRect() : { left: 0, top: 0 };
  return {
    xPx: event.clientX - box.left,
    yPx: event.clientY - box.top,
    isAlt: event.altKey,
    isShift: event.shiftKey,
    isCtrl: event.ctrlKey || event.metaKey,
  };
}
