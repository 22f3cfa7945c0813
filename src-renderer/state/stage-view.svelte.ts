import { displaySize } from '../lib/display-size.ts';
import {
  FITTED,
  panned,
  placementOf,
  scaleOf,
  zoomedAt,
  zoomText,
  type Placement,
  type Size,
  type View,
} from '../lib/viewport.ts';
import type { Library } from './library.svelte.ts';

/** How the picture is looked at: fitted, or at a scale around a point. */
export class StageView {
  view = $state.raw<View>(FITTED);
  /** Of the viewport, in CSS px; set by Viewport.svelte. */
  size = $state.raw<Size>({ width: 1, height: 1 });
  /** Device pixels to a CSS px. */
  pixelRatio = $state(1);
  /** Of the current video, with square pixels; null without one. */
  readonly picture: Size | null = $derived.by(() => this.#picture());
  /** Where the picture lies; null without one. */
  readonly placement: Placement | null = $derived(this.picture && placementOf(this.view, this.size, this.picture));
  /** CSS px to one pixel of the video. */
  readonly scale: number = $derived(this.picture ? scaleOf(this.view, this.size, this.picture) : 1);
  readonly words: string = $derived(this.picture ? zoomText(this.view, this.size, this.picture) : 'Fit');
  readonly #library: Library;
  /** The picture's size as one value: it stays the same over videos of one size. */
  readonly #shape: string | null = $derived(this.picture && `${this.picture.width} × ${this.picture.height}`);

  constructor(library: Library) {
    this.#library = library;
    $effect.root(() => {
      // A scale and a place say nothing about a picture of another size.
      $effect(() => {
        if (this.#shape !== null) this.fit();
      });
    });
  }

  fit(): void {
    this.view = FITTED;
  }

  /** @param scale CSS px to one pixel of the video, around the middle. */
  setScale(scale: number): void {
    const at = { x: this.size.width / 2, y: this.size.height / 2 };
    this.zoom(scale / this.scale, at);
  }

  /** @param at stays where it is, in px of the viewport. */
  zoom(factor: number, at: { readonly x: number; readonly y: number }): void {
    if (this.picture) this.view = zoomedAt(this.view, this.size, this.picture, factor, at);
  }

  pan(dx: number, dy: number): void {
    if (this.picture) this.view = panned(this.view, this.size, this.picture, dx, dy);
  }

  #picture(): Size | null {
    const { current } = this.#library;
    return current && displaySize(current);
  }
}
