import { SvelteMap } from 'svelte/reactivity';
import type { Host } from '#shared/protocol';
import type { VideoId } from '#shared/records';
import { ByteLru } from '../lib/byte-lru.ts';
import { displaySize } from '../lib/display-size.ts';
import { fetchWidth, neighbourFrames } from '../lib/frame-order.ts';
import { LoadQueue } from '../lib/load-queue.ts';
import type { Library } from './library.svelte.ts';

/** Decoded pictures are kept up to this, in bytes: 120 of 960 x 540. */
const BUDGET_BYTES = 256 * 1024 * 1024;

/** Who wishes for frames, the most urgent first. */
const RANKS = { shown: 0, clip: 1, next: 2, near: 3 } as const;

/** Frames of one video that are wanted together, so that they are decoded together. */
export interface FrameGroup {
  readonly videoId: VideoId;
  /** The one that is wanted first is the first. */
  readonly frames: readonly number[];
}

/** A frame as it was decoded. Closed when it leaves the cache: draw it at once, and ask again the next time. */
export interface DecodedFrame {
  readonly bitmap: ImageBitmap;
  /** Width it was fetched at, in px. */
  readonly widthPx: number;
}

/**
 * Frames of videos as pictures, exactly those that are asked for: decoded by the core, kept here. Whoever draws asks with
 * `peek`, and in an effect calls `follow` to run again whenever another frame is there.
 */
export class Frames {
  /** Frames that have come so far. */
  #arrivals = $state(0);
  /** Why a frame can't be shown, a sentence, by "video/frame". */
  readonly #faults = new SvelteMap<string, string>();
  /** Width on the screen in device pixels, set by the stage. */
  #shownPx = 640;
  readonly #kept = new ByteLru<DecodedFrame>(BUDGET_BYTES, ({ bitmap }) => bitmap.close());
  #shown = '';
  /** The clip on the screen and those that are next. */
  readonly #groups: { clip: readonly FrameGroup[]; next: readonly FrameGroup[] } = { clip: [], next: [] };
  readonly #queue: LoadQueue;
  readonly #host: Host;
  readonly #library: Library;

  constructor(host: Host, library: Library) {
    this.#host = host;
    this.#library = library;
    this.#queue = new LoadQueue(
      (key, signal) => this.#load(key, signal),
      (key) => this.#isSettled(key),
    );
    host.on('videos.changed', () => this.#faults.clear());
    host.on('project.closed', () => this.#forget());
    host.onConnection?.(() => this.#faults.clear());
  }

  /** In an effect: runs it again when a frame has come. @returns how many have come so far. */
  follow(): number {
    return this.#arrivals;
  }

  /** The frame, if it is there. */
  peek(videoId: VideoId, frame: number): DecodedFrame | null {
    return this.#kept.get(keyOf(videoId, frame)) ?? null;
  }

  has(videoId: VideoId, frame: number): boolean {
    return this.#kept.has(keyOf(videoId, frame));
  }

  /** Why this frame can't be shown; null where it can, as far as is known. */
  faultOf(videoId: VideoId, frame: number): string | null {
    return this.#faults.get(keyOf(videoId, frame)) ?? null;
  }

  /** Fetches a frame before all else, and then those around it. @param direction of travel. */
  show(videoId: VideoId, frame: number, direction: 1 | -1): void {
    const count = this.#library.videos.find(({ id }) => id === videoId)?.frameCount ?? 0;
    if (frame < 0 || frame >= count) return;
    this.#shown = keyOf(videoId, frame);
    this.#queue.wish(RANKS.shown, [this.#shown]);
    const near = neighbourFrames(frame, direction, count);
    this.#queue.wish(
      RANKS.near,
      near.map((index) => keyOf(videoId, index)),
    );
  }

  /** Fetches the frames of the clip that is on the screen. */
  showClip(videoId: VideoId, frames: readonly number[]): void {
    this.#wishGroups('clip', [{ videoId, frames }]);
  }

  /** Fetches frames that will be looked at soon, e.g. of the next items of the queue, instead of those asked for before. */
  prefetch(groups: readonly FrameGroup[]): void {
    this.#wishGroups('next', groups);
  }

  /** @param widthPx that the picture covers on the screen, in device pixels. */
  fit(widthPx: number): void {
    this.#shownPx = widthPx;
  }

  #wishGroups(rank: 'clip' | 'next', groups: readonly FrameGroup[]): void {
    this.#groups[rank] = groups;
    this.#queue.wish(
      RANKS[rank],
      groups.flatMap(({ videoId, frames }) => frames.map((frame) => keyOf(videoId, frame))),
    );
  }

  /** The other frames of the group that one belongs to; none for what somebody waits for. */
  #along(videoId: VideoId, frame: number): readonly number[] {
    if (keyOf(videoId, frame) === this.#shown) return [];
    const isOf = (group: FrameGroup) => group.videoId === videoId && group.frames.includes(frame);
    const group = [...this.#groups.clip, ...this.#groups.next].find(isOf);
    return group?.frames.filter((other) => other !== frame) ?? [];
  }

  #forget(): void {
    this.#groups.clip = this.#groups.next = [];
    this.#queue.clear();
    this.#kept.clear();
    this.#faults.clear();
  }

  #isSettled(key: string): boolean {
    // Of a video that was removed nothing can come: the queue would ask for it without end.
    if (this.#faults.has(key) || !this.#videoOf(key)) return true;
    const kept = this.#kept.get(key);
    return kept !== undefined && kept.widthPx >= this.#widthOf(key);
  }

  #widthOf(key: string): number {
    const video = this.#videoOf(key);
    return video ? fetchWidth(this.#shownPx, displaySize(video).width) : 0;
  }

  #videoOf(key: string) {
    const id = key.slice(0, key.lastIndexOf('/'));
    return this.#library.videos.find((video) => video.id === id);
  }

  async #load(key: string, signal: AbortSignal): Promise<void> {
    const video = this.#videoOf(key);
    if (!video) return;
    const frame = key.slice(key.lastIndexOf('/') + 1);
    const widthPx = this.#widthOf(key);
    const along = this.#along(video.id, Number(frame)).join(',');
    const version = `v=${encodeURIComponent(video.fingerprint)}`;
    const path = `frame/${key}.jpg?${version}&width=${widthPx}${along && `&along=${along}`}`;
    try {
      const bitmap = await this.#decoded(path, frame, signal);
      this.#kept.set(key, { bitmap, widthPx }, bitmap.width * bitmap.height * 4);
      this.#arrivals++;
    } catch (error) {
      if (!signal.aborted) this.#faults.set(key, error instanceof FrameFault ? error.message : UNREACHED);
    }
  }

  async #decoded(path: string, frame: string, signal: AbortSignal): Promise<ImageBitmap> {
    const response = await fetch(this.#host.resourceUrl(path), { signal });
    if (!response.ok) throw new FrameFault(await sentenceOf(response));
    // Never another frame under this one's number.
    if (response.headers.get('timeloupe-frames') !== frame) throw new FrameFault('Another frame was sent.');
    return createImageBitmap(await response.blob());
  }
}

const UNREACHED = 'The frame could not be read.';

class FrameFault extends Error {}

async function sentenceOf(response: Response): Promise<string> {
  try {
    const { message } = (await response.json()) as { readonly message?: string };
    return message ?? UNREACHED;
  } catch {
    return UNREACHED;
  }
}

function keyOf(videoId: VideoId, frame: number): string {
  return `${videoId}/${frame}`;
}
