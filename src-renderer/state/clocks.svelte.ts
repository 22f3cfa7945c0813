import { SvelteMap } from 'svelte/reactivity';
import type { Host } from '#shared/protocol';
import type { VideoId } from '#shared/records';
import { secondsFromStart, type Clock } from '#shared/time';
import type { Library } from './library.svelte.ts';
import type { Player } from './player.svelte.ts';

/** Times of frames in videos that are not the one in hand, for lists; read when they are first wanted. */
export class Clocks {
  readonly #known = new SvelteMap<VideoId, Clock>();
  readonly #asked = new Set<VideoId>();
  readonly #host: Host;
  readonly #library: Library;
  readonly #player: Player;

  constructor(host: Host, library: Library, player: Player) {
    this.#host = host;
    this.#library = library;
    this.#player = player;
  }

  /** When a frame is first shown, in seconds from the first; null until the video's times were read. */
  secondsAt(videoId: VideoId, frame: number): number | null {
    const own = this.#library.currentId === videoId ? this.#player.clock : null;
    const clock = own ?? this.#known.get(videoId);
    return clock ? secondsFromStart(clock, Math.max(0, Math.min(frame, clock.pts.length))) : null;
  }

  /** Reads a video's times unless they are known. */
  async want(videoId: VideoId): Promise<void> {
    if (this.#asked.has(videoId) || this.#library.currentId === videoId) return;
    const video = this.#library.videos.find(({ id }) => id === videoId);
    if (!video) return;
    this.#asked.add(videoId);
    try {
      const { pts } = await this.#host.call('videos.pts', { videoId });
      const { timeBase, lastDuration } = video.facts;
      this.#known.set(videoId, { pts: Float64Array.from(pts), timeBase, lastDuration });
    } catch {
      // A list shows the frame instead; asked again when it is shown again.
      this.#asked.delete(videoId);
    }
  }

  forget(): void {
    this.#known.clear();
    this.#asked.clear();
  }
}
