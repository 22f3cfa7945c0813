import type { Player } from './player.svelte.ts';

/** Nobody needs a frame wider than this, in px. */
const MAX_PX_PER_FRAME = 96;

/** Which part of the video the timeline shows, and how it is worked on. */
export class TimelineView {
  /** First frame in view; fractional while panning. */
  fromFrame = $state(0);
  /** Frames in view; fractional. */
  spanFrames = $state(1);
  /** Width of the lanes, set by Timeline.svelte. */
  widthPx = $state(1000);
  tool = $state<'select' | 'range' | 'label'>('select');
  /** Keeps the frontier of the analysis in view. */
  follows = $state(false);
  readonly pxPerFrame: number = $derived(this.widthPx / this.spanFrames);
  readonly toFrame: number = $derived(this.fromFrame + this.spanFrames);
  readonly #player: Player;

  constructor(player: Player) {
    this.#player = player;
  }

  xOf(frame: number): number {
    return (frame - this.fromFrame) * this.pxPerFrame;
  }

  /** Fractional: 12.5 is the middle of frame 12. */
  frameAt(xPx: number): number {
    return this.fromFrame + xPx / this.pxPerFrame;
  }

  /** Shows [fromFrame, toFrame), as far as the video and the greatest zoom allow. */
  show(fromFrame: number, toFrame: number): void {
    const count = Math.max(1, this.#player.frameCount);
    const least = Math.min(count, this.widthPx / MAX_PX_PER_FRAME);
    const span = Math.max(least, Math.min(count, toFrame - fromFrame));
    this.spanFrames = span;
    this.fromFrame = Math.max(0, Math.min(count - span, fromFrame));
  }

  /** @param factor above 1 zooms in. @param atFrame stays where it is. */
  zoom(factor: number, atFrame: number): void {
    const span = this.spanFrames / factor;
    const share = (atFrame - this.fromFrame) / this.spanFrames;
    this.show(atFrame - share * span, atFrame - share * span + span);
  }

  pan(frames: number): void {
    this.show(this.fromFrame + frames, this.toFrame + frames);
  }

  fitAll(): void {
    this.show(0, this.#player.frameCount);
  }

  /** Moves just so far that a frame is in view. */
  reveal(frame: number): void {
    if (frame < this.fromFrame || frame >= this.toFrame) this.pan(frame - this.fromFrame - this.spanFrames / 2);
  }
}
