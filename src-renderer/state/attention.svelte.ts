import { AppError } from '#shared/errors';
import type { Host } from '#shared/protocol';
import type { AttentionFacts, AttentionViewId, MapRequest, WindowRef } from '#shared/protocol/attention-methods';
import { untrack } from 'svelte';
import { headOfView, nearestPlace, peakOf, stepHead } from '../lib/attention-heads.ts';
import { mapPath, type MapWish, weightsPath } from '../lib/attention-path.ts';
import { asksPatch, isOfLayer, mapWords, refusalWords, type ShownMap } from '../lib/attention-words.ts';
import { fetchNumbers } from '../lib/fetch-numbers.ts';
import { AttentionDetails } from './attention-details.svelte.ts';
import { AttentionExports } from './attention-exports.svelte.ts';
import { Honesty } from './honesty.svelte.ts';
import type { Player } from './player.svelte.ts';
import type { Runs } from './runs.svelte.ts';
import type { WindowState } from './window.svelte.ts';

/** One map of the window in hand, for all of its frames. */
export interface AttentionMap {
  /** Row-major: frames × rows × columns. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** The clip's frames, in the order of `values`. */
  readonly frames: readonly number[];
  readonly least: number;
  readonly greatest: number;
  /** Signed maps are drawn with the diverging colours, symmetric about 0. */
  readonly isSigned: boolean;
  /** For the colour bar: "rollout". */
  readonly words: string;
}

/** The scrubbing hand rests at a window for this long before its attention is computed, in ms. */
const REST_MS = 120;
/** While a video plays only what takes less than this is computed, in s. */
const QUICK_SEC = 0.3;

/** What of the model's attention is shown, and the map itself. It follows the window in hand. */
export class Attention {
  isShown = $state(true);
  view = $state<AttentionViewId>('rollout');
  layer = $state<number | null>(null);
  head = $state<MapRequest['head']>('mean');
  /** Patch by place in the clip, column and row; null: the class token asks. */
  query = $state.raw<{ readonly frame: number; readonly x: number; readonly y: number } | null>(null);
  /** Class of a contribution; null: the window's highest. */
  label = $state<string | null>(null);
  normalise = $state<'clip' | 'frame'>('clip');
  facts = $state.raw<AttentionFacts | null>(null);
  /** null while it is computed and where there is none: a map of another window is never left standing. */
  map = $state.raw<AttentionMap | null>(null);
  isComputing = $state(false);
  /** Value under the pointer on the stage, for the colour bar's tick; null for none. */
  hovered = $state<number | null>(null);
  /** What the clip strip writes under each frame, 0..1 of the clip's sum; null where unknown. */
  weights = $state.raw<readonly number[] | null>(null);
  /** Why there is no map, a sentence; null where there is one, or it is on its way. */
  fault = $state<string | null>(null);
  /** The tab is looked at: the window's attention is wanted whether or not it lies on the picture. */
  isTabOpen = $state(false);
  readonly details: AttentionDetails;
  readonly honesty: Honesty;
  readonly exports: AttentionExports;
  readonly #host: Host;
  readonly #runs: Runs;
  readonly #window: WindowState;
  readonly #player: Player;
  /** Answers that come after a newer question are dropped. */
  #asked = 0;
  /** The window that `map` and `weights` are of. */
  #shownKey = '';
  #shownVideo = '';

  constructor(host: Host, { runs, window, player }: { runs: Runs; window: WindowState; player: Player }) {
    this.#host = host;
    this.#runs = runs;
    this.#window = window;
    this.#player = player;
    this.details = new AttentionDetails(host, this);
    this.honesty = new Honesty(host, this);
    this.exports = new AttentionExports(host, this);
    $effect.root(() => {
      $effect(() => {
        const { ref, wish } = this;
        const isWanted = this.isShown || this.isTabOpen;
        const isPlaying = this.#player.isPlaying;
        untrack(() => void this.#follow(ref, wish, { isWanted, isPlaying }));
      });
    });
  }

  /** The window in hand; null where there is none. */
  readonly ref: WindowRef | null = $derived.by(() => this.#ref());
  /** Layer that is shown, from 0. */
  readonly chosenLayer: number = $derived(Math.min(this.layer ?? Infinity, Math.max(0, (this.facts?.layers ?? 1) - 1)));
  readonly chosenHead: MapRequest['head'] = $derived(headOfView(this.view, this.head));
  /** The class that contributions and the honesty check are about; null without scores. */
  readonly chosenLabel: string | null = $derived.by(() => this.label ?? this.#window.ranked[0]?.label ?? null);
  /** Classes of the window by score, the highest first. */
  readonly ranked: readonly { readonly label: string; readonly score: number }[] = $derived.by(
    () => this.#window.ranked,
  );
  /** Of the clip's frames the one nearest to what the stage shows. */
  readonly place: number = $derived.by(() => this.#place());
  /** Which frame of the clip asks. */
  readonly askingPlace: number = $derived(this.query?.frame ?? this.place);
  readonly shown: ShownMap = $derived.by(() => this.#shown());
  /** For the core. */
  readonly wish: MapWish = $derived.by(() => this.#wish());
  /** Why nothing can be shown, a sentence; null where something can. */
  readonly refusal: string | null = $derived(refusalWords(this.facts));

  /** Shows another view. A patch view without a patch asks the strongest one of the frame that is shown. */
  setView(view: AttentionViewId): void {
    if (view === 'patch' && !this.query) this.query = { frame: this.place, ...this.#strongest() };
    if (!asksPatch(view)) this.query = null;
    this.view = view;
  }

  /** @param by 1 for the next one this model has, -1 for the one before. */
  stepView(by: 1 | -1): void {
    const views = this.facts?.views ?? [];
    const at = views.indexOf(this.view);
    const next = views[(at + by + views.length) % views.length];
    if (next) this.setView(next);
  }

  stepLayer(by: 1 | -1): void {
    const last = (this.facts?.layers ?? 1) - 1;
    this.layer = Math.min(last, Math.max(0, this.chosenLayer + by));
  }

  stepHead(by: 1 | -1): void {
    this.head = stepHead(this.head, by, this.facts?.heads ?? 0);
  }

  /** A patch was clicked: it asks now, in its frame's place of the clip. */
  ask(query: { readonly frame: number; readonly x: number; readonly y: number }): void {
    this.query = query;
    if (this.view !== 'temporal' && this.facts?.views.includes('patch')) this.view = 'patch';
  }

  /** Back to the class token. @returns whether there was a query. */
  clearQuery(): boolean {
    if (!this.query) return false;
    this.query = null;
    if (this.view === 'patch') this.view = 'class';
    return true;
  }

  /** Computes what was left off, or failed. */
  compute(): void {
    this.fault = null;
    void this.#follow(this.ref, this.wish, { isWanted: true, isPlaying: false });
  }

  /** Lets a window's attention be computed before it is looked at. */
  prefetch(index: number): void {
    const { ref } = this;
    if (ref) void this.#host.call('attention.prepare', { ...ref, index }).catch(() => undefined);
  }

  #ref(): WindowRef | null {
    const run = this.#runs.shown;
    const { videoId } = this.#runs;
    const index = this.#window.current?.index;
    return run && videoId !== null && index !== undefined ? { runId: run.id, videoId, index } : null;
  }

  #place(): number {
    const frames = this.map?.frames ?? this.#window.current?.frames ?? [];
    return frames.length === 0 ? 0 : nearestPlace(frames, this.#player.shownFrame);
  }

  #shown(): ShownMap {
    const { view, query } = this;
    return { view, layer: this.chosenLayer, head: this.chosenHead, query, label: this.chosenLabel };
  }

  #wish(): MapWish {
    const { view, query } = this;
    return {
      view,
      ...(isOfLayer(view) && this.layer !== null && { layer: this.layer }),
      ...(this.chosenHead !== 'mean' && { head: this.chosenHead }),
      ...(asksPatch(view) && query && { query: { x: query.x, y: query.y } }),
      ...(asksPatch(view) && { frame: this.askingPlace }),
      ...(view === 'contribution' && this.chosenLabel !== null && { label: this.chosenLabel }),
    };
  }

  #strongest(): { x: number; y: number } {
    const { map } = this;
    return map ? peakOf(map.values, map, this.place) : { x: 0, y: 0 };
  }

  async #follow(
    ref: WindowRef | null,
    wish: MapWish,
    { isWanted, isPlaying }: { isWanted: boolean; isPlaying: boolean },
  ): Promise<void> {
    const asked = ++this.#asked;
    const isStale = () => asked !== this.#asked;
    const key = ref ? `${ref.runId}/${ref.videoId}/${ref.index}` : '';
    if (key !== this.#shownKey) this.#forgetWindow(key, ref);
    this.isComputing = false;
    if (!ref) return;
    try {
      const facts = await this.#host.call('attention.facts', ref);
      if (isStale()) return;
      this.facts = facts;
      if (!facts.views.includes(wish.view)) {
        this.map = null;
        if (facts.views[0]) this.setView(facts.views.includes('rollout') ? 'rollout' : facts.views[0]);
        return;
      }
      const isSlow = !facts.isReady && isPlaying && (facts.estimateSec ?? 0) > QUICK_SEC;
      if (!isWanted || isSlow) return;
      if (!facts.isReady) {
        this.isComputing = true;
        await new Promise((resolve) => setTimeout(resolve, REST_MS));
        if (isStale()) return;
      }
      await this.#takeMap(ref, wish, { facts, isStale });
    } catch (error) {
      if (!isStale()) this.#fail(error);
    }
  }

  #forgetWindow(key: string, ref: WindowRef | null): void {
    const video = ref ? `${ref.runId}/${ref.videoId}` : '';
    this.#shownKey = key;
    this.map = null;
    this.weights = null;
    this.fault = null;
    this.hovered = null;
    if (video === this.#shownVideo) return;
    this.#shownVideo = video;
    this.facts = null;
    this.layer = null;
    this.head = 'mean';
    this.query = null;
    this.label = null;
    if (this.view === 'patch') this.view = 'rollout';
  }

  async #takeMap(
    ref: WindowRef,
    wish: MapWish,
    { facts, isStale }: { facts: AttentionFacts; isStale: () => boolean },
  ): Promise<void> {
    const values = await fetchNumbers(this.#host.resourceUrl(mapPath(ref, wish)));
    const now = facts.isReady ? facts : await this.#host.call('attention.facts', ref);
    const of = wish.view === 'contribution' ? 'contribution' : 'rollout';
    const sums = facts.views.includes(of)
      ? await fetchNumbers(this.#host.resourceUrl(weightsPath(ref, of, wish.label))).catch(() => null)
      : null;
    if (isStale()) return;
    let [least, greatest] = [Infinity, -Infinity];
    for (const value of values) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    const { rows, columns, frames } = facts;
    const words = mapWords(this.shown);
    this.map = { values, rows, columns, frames, least, greatest, isSigned: wish.view === 'contribution', words };
    if (sums) this.weights = shares(sums);
    this.facts = { ...now, isReady: true };
    this.fault = null;
    this.isComputing = false;
  }

  #fail(error: unknown): void {
    this.isComputing = false;
    this.map = null;
    if (error instanceof AppError) this.fault = error.message;
    else throw error;
  }
}

/** Of their sum; what takes away from a class counts nothing. */
function shares(weights: Float32Array): number[] {
  const kept = Array.from(weights, (weight) => Math.max(0, weight));
  const sum = kept.reduce((total, weight) => total + weight, 0);
  return kept.map((weight) => (sum > 0 ? weight / sum : 0));
}
