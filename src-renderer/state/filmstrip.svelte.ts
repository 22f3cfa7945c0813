import { untrack } from 'svelte';
import type { Host } from '#shared/protocol';
import type { ProjectVideo } from '#shared/records';
import { FILM_SLOTS, filmLevel } from '../lib/timeline/draw-film.ts';
import { dependsOn } from './depends-on.ts';
import type { Layout } from './layout.svelte.ts';
import type { Library } from './library.svelte.ts';
import type { TimelineView } from './timeline-view.svelte.ts';

/** Tiles under way at once: each may have to be decoded. */
const AT_ONCE = 2;
const KEPT_TILES = 240;
/** Heights that tiles are made in, in device px. */
const HEIGHTS = [32, 64, 96, 192] as const;

/** The rooms that say what is in view. */
export interface FilmRooms {
  readonly library: Library;
  readonly timeline: TimelineView;
  readonly layout: Layout;
}

/** Thumbnails along the video in hand, as tiles; those in view are read, the least recently seen go first. */
export class Filmstrip {
  /** Counts tiles that came in. */
  version = $state(0);
  readonly #host: Host;
  readonly #library: Library;
  readonly #timeline: TimelineView;
  readonly #layout: Layout;
  readonly #pictures = new Map<string, ImageBitmap>();
  readonly #underWay = new Set<string>();
  /** They don't decode, and are not asked for again. */
  readonly #failed = new Set<string>();

  constructor(host: Host, { library, timeline, layout }: FilmRooms) {
    this.#host = host;
    this.#library = library;
    this.#timeline = timeline;
    this.#layout = layout;
    $effect.root(() => {
      $effect(() => {
        dependsOn(timeline.view, timeline.heights, library.current, this.version);
        untrack(() => this.#fetch());
      });
    });
  }

  get level(): number {
    const thumbPx = (this.#heightPx - 2) * this.aspect;
    return filmLevel(this.#timeline.view.pxPerUnit, thumbPx, this.#library.current?.frameCount ?? 1);
  }

  /** Width by height of the video in hand as it is shown. */
  get aspect(): number {
    const facts = this.#library.current?.facts;
    if (!facts) return 16 / 9;
    const { num, den } = facts.sampleAspectRatio;
    return (facts.widthPx * num) / (facts.heightPx * den);
  }

  /** A tile that was read; null for none. */
  picture(level: number, tile: number): ImageBitmap | null {
    const video = this.#library.current;
    if (!video) return null;
    const key = this.#key(video, level, tile);
    const found = this.#pictures.get(key);
    if (!found) return null;
    this.#pictures.delete(key);
    this.#pictures.set(key, found);
    return found;
  }

  #fetch(): void {
    const video = this.#library.current;
    if (video?.fileState !== 'ok') return;
    const { fromFrame, toFrame } = this.#timeline;
    const { level } = this;
    const size = FILM_SLOTS * 2 ** level;
    const [first, end] = [Math.floor(fromFrame / size), Math.ceil(Math.min(video.frameCount, toFrame) / size)];
    for (let tile = first; tile < end; tile++) {
      const key = this.#key(video, level, tile);
      if (this.#underWay.size >= AT_ONCE) return;
      if (this.#pictures.has(key) || this.#underWay.has(key) || this.#failed.has(key)) continue;
      void this.#read(key, video);
    }
  }

  async #read(key: string, video: ProjectVideo): Promise<void> {
    this.#underWay.add(key);
    try {
      const answer = await fetch(`${this.#host.resourceUrl(`filmstrip/${key}.webp`)}?v=${video.fingerprint}`);
      if (!answer.ok) throw new TypeError(`HTTP ${answer.status}`);
      this.#pictures.set(key, await createImageBitmap(await answer.blob()));
      const [oldest] = this.#pictures.keys();
      if (this.#pictures.size > KEPT_TILES && oldest !== undefined) {
        this.#pictures.get(oldest)?.close();
        this.#pictures.delete(oldest);
      }
    } catch {
      this.#failed.add(key);
    } finally {
      this.#underWay.delete(key);
      this.version++;
    }
  }

  /** Of the lane. */
  get #heightPx(): number {
    return this.#timeline.heights.frames ?? (this.#layout.isSmall ? 28 : 34);
  }

  #key(video: ProjectVideo, level: number, tile: number): string {
    const wanted = (this.#heightPx - 2) * devicePixelRatio;
    const height = HEIGHTS.find((px) => px >= wanted) ?? HEIGHTS.at(-1)!;
    return `${video.id}/${height}/${level}/${tile}`;
  }
}
