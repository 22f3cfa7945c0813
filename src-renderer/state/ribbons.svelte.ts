import { untrack } from 'svelte';
import type { Host } from '#shared/protocol';
import {
  ribbonLevel,
  RibbonTiles,
  tileFrames,
  tilesIn,
  topLevel,
  type Nodes,
  type TileId,
} from '../lib/timeline/ribbon-tiles.ts';
import { pinnedOf } from '../lib/timeline/pinned.ts';
import { steadyRows } from '../lib/timeline/window-table.ts';
import { dependsOn } from './depends-on.ts';
import type { Layout } from './layout.svelte.ts';
import type { Library } from './library.svelte.ts';
import type { RunWindows } from './run-windows.svelte.ts';
import type { Runs } from './runs.svelte.ts';
import type { TimelineView } from './timeline-view.svelte.ts';
import type { WindowState } from './window.svelte.ts';

/** Questions under way at once. */
const AT_ONCE = 3;
/** The classes to show are looked up this long after the last move, in ms. */
const SETTLE_MS = 180;

/** The rooms of which the scores depend. */
export interface RibbonRooms {
  readonly runs: Runs;
  readonly library: Library;
  readonly timeline: TimelineView;
  readonly windows: RunWindows;
  readonly window: WindowState;
  readonly layout: Layout;
}

/** Scores of classes along the video: the rows that are shown, and their numbers at any zoom. */
export class RibbonScores {
  /** Model labels, top to bottom. */
  labels = $state.raw<readonly string[]>([]);
  /** Counts tiles that came in. */
  version = $state(0);
  readonly #host: Host;
  readonly #rooms: RibbonRooms;
  #tiles = new RibbonTiles();
  #underWay = 0;
  readonly #asked = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(host: Host, rooms: RibbonRooms) {
    this.#host = host;
    this.#rooms = rooms;
    const { runs, library, timeline, windows, window, layout } = rooms;
    const key = $derived(`${runs.shown?.id ?? ''} ${library.currentId ?? ''}`);
    $effect.root(() => {
      $effect(() => {
        dependsOn(key);
        untrack(() => this.#forget());
      });
      $effect(() => {
        dependsOn(timeline.view, windows.version, window.current?.index, timeline.pinned, layout.isSmall, key);
        untrack(() => this.#chooseSoon());
      });
      $effect(() => {
        dependsOn(timeline.view, this.labels, this.version, key);
        untrack(() => this.#fetch());
      });
    });
    host.on('predictions.added', ({ runId, videoId, fromIndex, toIndex }) => {
      if (runId !== runs.shown?.id || videoId !== library.currentId) return;
      const stride = this.strideFrames;
      this.#tiles.touch(Math.floor((fromIndex - 1) * stride), Math.ceil((toIndex + 1) * stride) + this.#windowFrames());
      this.version++;
    });
  }

  /** Frames between two windows, on average. */
  get strideFrames(): number {
    const { runs, library } = this.#rooms;
    const planned = runs.videoOf(runs.shown, library.currentId)?.plannedWindows ?? 1;
    return (library.current?.frameCount ?? 1) / Math.max(1, planned);
  }

  /** Scores of a label over what is in view, as far as they were read. */
  nodes(label: string): Nodes | null {
    dependsOn(this.version);
    const { timeline, library } = this.#rooms;
    const { view, fromFrame, toFrame } = timeline;
    const level = ribbonLevel(view.pxPerUnit, this.strideFrames);
    return this.#tiles.pieces(label, level, { fromFrame, toFrame }, topLevel(library.current?.frameCount ?? 1));
  }

  #windowFrames(): number {
    const { table } = this.#rooms.windows;
    return table && table.count > 0 ? table.end(0) - table.start(0) : 0;
  }

  #forget(): void {
    this.#tiles = new RibbonTiles();
    this.#asked.clear();
    this.labels = [];
    this.version++;
  }

  #chooseSoon(): void {
    if (this.labels.length === 0) this.#choose();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#choose(), SETTLE_MS);
  }

  #choose(): void {
    const { timeline, windows, window, layout, runs } = this.#rooms;
    const { table } = windows;
    const pinned = pinnedOf(timeline.pinned, runs.shown);
    const count = layout.isSmall ? 3 : 4;
    if (pinned) this.labels = pinned;
    else if (table && table.count > 0) {
      const inView = table.overlapping(timeline.fromFrame, timeline.toFrame);
      const telling = table.telling(window.current?.index ?? null, inView, count);
      const rows = telling.length > 0 ? steadyRows(this.labels, telling) : this.labels;
      if (rows.join('\n') !== this.labels.join('\n')) this.labels = rows;
    }
  }

  /** Asks for what is missing of the view, the coarsest first, so that something is there at once. */
  #fetch(): void {
    const { runs, library, timeline } = this.#rooms;
    const { current } = library;
    if (!runs.shown || !current || this.labels.length === 0) return;
    const top = topLevel(current.frameCount);
    const level = Math.min(top, ribbonLevel(timeline.view.pxPerUnit, this.strideFrames));
    const { fromFrame, toFrame } = timeline;
    const wanted = [{ level: top, tile: 0 }, ...tilesIn(level, fromFrame, Math.min(current.frameCount, toFrame))];
    for (const id of wanted) {
      if (this.#underWay >= AT_ONCE) return;
      const labels = this.#tiles.missing(id, this.labels);
      if (labels.length > 0) void this.#ask(id, labels);
    }
  }

  async #ask(id: TileId, labels: readonly string[]): Promise<void> {
    const key = `${id.level}/${id.tile}/${labels.join('\n')}`;
    const { runs, library } = this.#rooms;
    const { shown } = runs;
    const { current } = library;
    if (this.#asked.has(key) || !shown || !current) return;
    const tiles = this.#tiles;
    const size = tileFrames(id.level);
    this.#asked.add(key);
    this.#underWay++;
    try {
      const answer = await this.#host.call('predictions.ribbons', {
        runId: shown.id,
        videoId: current.id,
        fromFrame: id.tile * size,
        toFrame: Math.min(current.frameCount, (id.tile + 1) * size),
        columns: 256,
        labels: [...labels],
      });
      tiles.put(id, answer);
      this.#asked.delete(key);
    } catch {
      // The run or the video went away meanwhile: it is not asked again.
    } finally {
      this.#underWay--;
      if (tiles === this.#tiles) this.version++;
    }
  }
}
