import type { Host } from '#shared/protocol';
import { untrack } from 'svelte';
import { mapPath, type MapWish } from '../lib/attention-path.ts';
import { fetchNumbers } from '../lib/fetch-numbers.ts';
import type { Attention } from './attention.svelte.ts';

/** Classes whose contributions are shown side by side; more where a model has more heads, for they share the place. */
const LEAST_CLASSES = 6;

/** What the inspector shows beside the map: each head, the temporal matrix, how far layers look. Only while it is open. */
export class AttentionDetails {
  /** heads × rows × columns at the current frame of the clip; null where there are none. */
  heads = $state.raw<Float32Array | null>(null);
  /** In the contribution view the highest classes' maps, frames × rows × columns each, by score. */
  classes = $state.raw<readonly { readonly label: string; readonly values: Float32Array }[]>([]);
  /** T × T, row looks at column, at the queried patch or as the mean of all; null where the model has none. */
  matrix = $state.raw<Float32Array | null>(null);
  /** Mean distance over which each layer attends, in patches; null before it is known. */
  distances = $state.raw<readonly number[] | null>(null);
  readonly #host: Host;
  readonly #attention: Attention;
  /** Those with the highest scores. */
  readonly shownClasses = $derived.by(() => {
    const { ranked, facts } = this.#attention;
    return ranked.slice(0, Math.max(LEAST_CLASSES, facts?.heads ?? 0));
  });

  constructor(host: Host, attention: Attention) {
    this.#host = host;
    this.#attention = attention;
    $effect.root(() => {
      $effect(() => this.#followHeads());
      $effect(() => this.#followClasses());
      $effect(() => this.#followMatrix());
      $effect(() => this.#followDistances());
    });
  }

  /** Ready means that all is in the core's memory: nothing below makes it compute. */
  #ready() {
    const { ref, isTabOpen, facts, map } = this.#attention;
    return ref && isTabOpen && map && facts?.isReady ? { ref, facts } : null;
  }

  #followHeads(): (() => void) | undefined {
    const ready = this.#ready();
    const { wish, place } = this.#attention;
    if (!ready || wish.view === 'contribution') {
      this.heads = null;
      return undefined;
    }
    const path = mapPath(ready.ref, wish, { extra: { head: 'each', at: place } });
    return this.#fetch(path, (values) => (this.heads = values));
  }

  #followClasses(): (() => void) | undefined {
    const ready = this.#ready();
    if (!ready || this.#attention.view !== 'contribution') {
      this.classes = [];
      return undefined;
    }
    const labels = this.shownClasses.map(({ label }) => label);
    let isStale = false;
    const urls = labels.map((label) => this.#host.resourceUrl(mapPath(ready.ref, { view: 'contribution', label })));
    Promise.all(urls.map((url) => fetchNumbers(url))).then(
      (maps) => {
        if (!isStale) this.classes = maps.map((values, i) => ({ label: labels[i] ?? '', values }));
      },
      // The map's own request says what is wrong.
      () => undefined,
    );
    return () => (isStale = true);
  }

  #followMatrix(): (() => void) | undefined {
    const ready = this.#ready();
    const { query, chosenHead, layer } = this.#attention;
    if (!ready?.facts.views.includes('temporal')) {
      this.matrix = null;
      return undefined;
    }
    const wish: MapWish = {
      view: 'temporal',
      head: chosenHead,
      ...(layer !== null && { layer }),
      ...(query && { query: { x: query.x, y: query.y } }),
    };
    return this.#fetch(mapPath(ready.ref, wish, { extra: { matrix: 1 } }), (values) => (this.matrix = values));
  }

  #followDistances(): (() => void) | undefined {
    const ready = this.#ready();
    if (!ready?.facts.views.includes('rollout')) {
      this.distances = null;
      return undefined;
    }
    let isStale = false;
    this.#host.call('attention.distances', ready.ref).then(
      ({ layers }) => {
        if (!isStale) this.distances = layers;
      },
      // The map's own request says what is wrong.
      () => undefined,
    );
    return () => (isStale = true);
  }

  #fetch(path: string, take: (values: Float32Array) => void): () => void {
    let isStale = false;
    fetchNumbers(untrack(() => this.#host.resourceUrl(path))).then(
      (values) => {
        if (!isStale) take(values);
      },
      // The map's own request says what is wrong.
      () => undefined,
    );
    return () => (isStale = true);
  }
}
