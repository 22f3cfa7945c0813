import type { ColourMapName } from '#shared/colour-maps';
import type { CropBox } from '#shared/protocol/attention-methods';
import type { HeatGrid, HeatLook } from '../lib/heat.ts';
import { greatestMagnitude, mapPlace, strongestPatch, valuesAt, type MapPlace } from '../lib/overlay-map.ts';
import type { Attention, AttentionMap } from './attention.svelte.ts';
import type { Player } from './player.svelte.ts';
import type { Queue } from './queue.svelte.ts';
import type { SettingsState } from './settings.svelte.ts';
import type { Summaries } from './summaries.svelte.ts';
import type { WindowDetail, WindowState } from './window.svelte.ts';

/** Of a map that was sampled beside the frame on the stage. */
const BETWEEN_OPACITY = 0.5;

/** One frame's map as the stage draws it. */
export interface OverlayLayer {
  readonly heat: HeatGrid & HeatLook;
  readonly at: MapPlace;
  /** Column and row of the strongest patch. */
  readonly strongest: { readonly x: number; readonly y: number };
}

interface Rooms {
  readonly attention: Attention;
  readonly summaries: Summaries;
  readonly window: WindowState;
  readonly player: Player;
  readonly settings: SettingsState;
  /** While windows are decided blind, nothing of the model is shown. */
  readonly queue: Pick<Queue, 'isBlind'>;
}

/** What lies over the picture: the map that is looked at, else what the run stored, on the frame that is on the stage. */
export class Overlay {
  /** The window's maps; null while they are computed and where there are none. */
  readonly map: AttentionMap | null = $derived.by(() => this.#map());
  /** What the colour bar ends at, where frames share one scale. */
  readonly largest: number = $derived(this.map ? greatestMagnitude(this.map.values) : 0);
  /** What the model sees of the frame; null where that is not known. */
  readonly crop: CropBox | null = $derived.by(() => this.#rooms.attention.facts?.crop ?? this.#rooms.summaries.crop);
  /** How much each frame of the clip counts, summing to 1; null where the model ranks none. */
  readonly weights: readonly number[] | null = $derived.by(() => this.#weights());
  /** Over the frame on the stage; null for none. */
  readonly layer: OverlayLayer | null = $derived.by(() => this.#layer());
  readonly #rooms: Rooms;

  constructor(rooms: Rooms) {
    this.#rooms = rooms;
  }

  /** The map of one frame of the clip, with the colours in force. */
  heatAt(place: number, opacityShare = 1): (HeatGrid & HeatLook) | null {
    const { map } = this;
    if (!map) return null;
    const { value: settings } = this.#rooms.settings;
    const values = valuesAt(map, place);
    return {
      values,
      rows: map.rows,
      columns: map.columns,
      isSigned: map.isSigned,
      colourMap: this.colourMap,
      largest: this.#rooms.attention.normalise === 'frame' ? greatestMagnitude(values) : this.largest,
      opacity: settings.overlayOpacity * opacityShare,
      isSmooth: settings.smoothOverlay,
    };
  }

  get colourMap(): ColourMapName {
    return this.map?.isSigned ? 'blue-red' : this.#rooms.settings.value.colourMap;
  }

  #map(): AttentionMap | null {
    const { attention, summaries, window, player } = this.#rooms;
    if (!window.current || !attention.isShown || this.#rooms.queue.isBlind) return null;
    if (attention.map) return attention.map;
    const { current: summary } = summaries;
    // Where no map is on its way: while a video plays, or where the model can't be run any more.
    const isAllThereIs = player.isPlaying || attention.fault !== null;
    if (!summary || attention.isComputing || !isAllThereIs) return null;
    return {
      values: summary.classAttention,
      rows: summary.rows,
      columns: summary.cols,
      frames: window.current.frames,
      least: 0,
      greatest: greatestMagnitude(summary.classAttention),
      isSigned: false,
      words: 'class token, last layer',
    };
  }

  #weights(): readonly number[] | null {
    const { attention, summaries, queue } = this.#rooms;
    if (queue.isBlind) return null;
    if (attention.weights) return attention.weights;
    return summaries.current?.frameWeights ? [...summaries.current.frameWeights] : null;
  }

  #layer(): OverlayLayer | null {
    const { player, window } = this.#rooms;
    const at = player.drawn && this.map && placeIn(window.current, this.map, player.drawn.frame);
    const heat = at && this.heatAt(at.place, at.isExact ? 1 : BETWEEN_OPACITY);
    return heat && { heat, at, strongest: strongestPatch(heat.values, heat.columns) };
  }
}

function placeIn(window: WindowDetail | null, map: AttentionMap, frame: number): MapPlace | null {
  return window && mapPlace(map.frames, frame, window);
}
