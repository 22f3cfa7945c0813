import type { VideoId } from '#shared/records';
import { evenAxis, timedAxis, type Axis } from '../lib/timeline/axis.ts';
import { HEIGHT_LIMITS, type LaneHeights } from '../lib/timeline/lanes.ts';
import { frameAt, levelOf, MAX_PX_PER_FRAME, SINGLE_PX, xOf, type Level, type View } from '../lib/timeline/view.ts';
import type { Library } from './library.svelte.ts';
import type { Player } from './player.svelte.ts';

/** Where the frontier of an analysis is kept, as a share of the width. */
const FRONTIER_SHARE = 0.75;

/** Which part of the video the timeline shows, and how it is worked on. */
export class TimelineView {
  /** Left edge and width in units of the axis; see lib/timeline/axis.ts. */
  #fromUnit = $state(0);
  #spanUnits = $state(1);
  /** Size of the lanes, set by Timeline.svelte. */
  widthPx = $state(1000);
  heightPx = $state(276);
  tool = $state<'select' | 'range' | 'label'>('select');
  /** Keeps the frontier of the analysis in view. */
  follows = $state(false);
  /** One lane a label, or one an annotator. */
  lanesBy = $state<'labels' | 'annotators'>('labels');
  heights = $state.raw<LaneHeights>({ frames: null, ribbon: null, labels: null });
  /** The label lane at the top of those in view; between two while it is scrolled. */
  firstLane = $state(0);
  /** Labels whose ribbons stay, whatever is in view; null: the highest in view. */
  pinned = $state.raw<readonly string[] | null>(null);
  readonly #timed: Axis | null = $derived.by(() => this.#timedAxis());
  readonly #even: Axis = $derived.by(() => evenAxis(this.#player.frameCount));
  readonly #pxPerUnit: number = $derived(this.widthPx / this.#spanUnits);
  readonly axis: Axis = $derived.by(() => this.#axisAt(this.#pxPerUnit));
  readonly view: View = $derived({
    axis: this.axis,
    fromUnit: this.#fromUnit,
    pxPerUnit: this.#pxPerUnit,
    widthPx: this.widthPx,
  });
  /** Fractional. */
  readonly fromFrame: number = $derived(frameAt(this.view, 0));
  readonly toFrame: number = $derived(frameAt(this.view, this.widthPx));
  readonly spanFrames: number = $derived(this.toFrame - this.fromFrame);
  /** Of a frame that lasts as long as most. */
  readonly pxPerFrame: number = $derived(this.#pxPerUnit);
  readonly level: Level = $derived(levelOf(this.#pxPerUnit));
  /** Time and frames differ: what the ruler says. */
  readonly isVariable: boolean = $derived(this.#timed !== null);
  readonly #player: Player;
  readonly #library: Library;
  readonly #left = new Map<VideoId, { readonly fromUnit: number; readonly spanUnits: number }>();

  constructor(player: Player, library: Library) {
    this.#player = player;
    this.#library = library;
    $effect.root(() => {
      $effect(() => this.#enter(library.currentId, player.frameCount));
    });
  }

  xOf(frame: number): number {
    return xOf(this.view, frame);
  }

  /** Fractional: 12.5 is the middle of frame 12. */
  frameAt(xPx: number): number {
    return frameAt(this.view, xPx);
  }

  /** Shows [fromFrame, toFrame), as far as the video and the greatest zoom allow. */
  show(fromFrame: number, toFrame: number): void {
    const axis = this.#axisAt(this.widthPx / Math.max(1, toFrame - fromFrame));
    const [from, to] = [axis.unitOf(fromFrame), axis.unitOf(toFrame)];
    this.#set(from, to - from);
  }

  /** @param factor above 1 zooms in. @param atFrame stays where it is. */
  zoom(factor: number, atFrame: number): void {
    const share = xOf(this.view, atFrame) / this.widthPx;
    const span = this.#clampedSpan(this.#spanUnits / factor);
    const unit = this.#axisAt(this.widthPx / span).unitOf(atFrame);
    this.#set(unit - share * span, span);
  }

  /** Moves by px of the screen; what follows the analysis stops. */
  panPx(px: number): void {
    this.follows = false;
    this.#set(this.#fromUnit + px / this.#pxPerUnit, this.#spanUnits);
  }

  pan(frames: number): void {
    this.panPx(frames * this.#pxPerUnit);
  }

  fitAll(): void {
    this.show(0, this.#player.frameCount);
  }

  /** Moves just so far that a frame is in view. */
  reveal(frame: number): void {
    const x = this.xOf(frame);
    if (x < 0 || x >= this.widthPx)
      this.#set(this.#fromUnit + (x - this.widthPx / 2) / this.#pxPerUnit, this.#spanUnits);
  }

  /** Keeps the place up to which is analyzed at three quarters of the width. */
  follow(frontier: number): void {
    const span = this.#spanUnits;
    this.#set(this.axis.unitOf(frontier) - FRONTIER_SHARE * span, span);
  }

  /** Shows a range with some room to both sides. */
  fit(startFrame: number, endFrame: number): void {
    const room = Math.max(4, (endFrame - startFrame) * 0.1);
    this.show(startFrame - room, endFrame + room);
  }

  /** Changes the height of a kind of lane, within its limits. */
  setHeight(kind: keyof LaneHeights, px: number): void {
    const [least, most] = HEIGHT_LIMITS[kind];
    this.heights = { ...this.heights, [kind]: Math.round(Math.max(least, Math.min(most, px))) };
  }

  #set(fromUnit: number, spanUnits: number): void {
    const count = Math.max(1, this.#player.frameCount);
    const span = this.#clampedSpan(spanUnits);
    this.#spanUnits = span;
    this.#fromUnit = Math.max(0, Math.min(count - span, fromUnit + (spanUnits - span) / 2));
    const id = this.#library.currentId;
    if (id !== null) this.#left.set(id, { fromUnit: this.#fromUnit, spanUnits: span });
  }

  #clampedSpan(spanUnits: number): number {
    const count = Math.max(1, this.#player.frameCount);
    return Math.max(Math.min(count, this.widthPx / MAX_PX_PER_FRAME), Math.min(count, spanUnits));
  }

  /** Where this video was left; at first the whole of it. */
  #enter(id: VideoId | null, frameCount: number): void {
    const left = id === null ? undefined : this.#left.get(id);
    this.#spanUnits = left?.spanUnits ?? Math.max(1, frameCount);
    this.#fromUnit = left?.fromUnit ?? 0;
    this.firstLane = 0;
  }

  #axisAt(pxPerUnit: number): Axis {
    return this.#timed && pxPerUnit < SINGLE_PX ? this.#timed : this.#even;
  }

  #timedAxis(): Axis | null {
    const { clock } = this.#player;
    return clock && clock.pts.length > 1 && this.#library.current?.facts.isVariableFrameRate ? timedAxis(clock) : null;
  }
}
