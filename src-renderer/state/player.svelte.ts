import type { Host } from '#shared/protocol';
import { secondsFromStart, type Clock } from '#shared/time';
import type { VideoId } from '#shared/records';
import type { Library } from './library.svelte.ts';

/** Speeds that `<` and `>` walk through. */
export const SPEEDS = [0.1, 0.25, 0.5, 1, 1.5, 2, 4, 8, 16] as const;

/** What is on the stage. */
export interface DrawnPicture {
  readonly videoId: VideoId;
  readonly frame: number;
  /** exact: decoded by the core; playback: out of a video element, which may be off by a frame while it runs. */
  readonly kind: 'exact' | 'playback';
}

/** Where in the current video the playhead is, frame by frame, and whether it runs. One clock for the whole screen. */
export class Player {
  /** The playhead. While playing it follows the picture that is shown. */
  frame = $state(0);
  isPlaying = $state(false);
  speed = $state(1);
  /** 1 forwards, -1 backwards. */
  direction = $state<1 | -1>(1);
  loops = $state(false);
  /**
   * A frame to show instead of the playhead's: the clip strip's under the pointer, or an edge that is dragged; with the
   * words of its tag. null: none.
   */
  preview = $state.raw<{ readonly frame: number; readonly words: string } | null>(null);
  /** The picture on the stage, which may lag behind the frame that is asked for; null before there is one. */
  drawn = $state.raw<DrawnPicture | null>(null);
  /** Counts whenever someone sends the playhead somewhere: what plays goes on from there. */
  jumps = $state(0);
  /** Times of the current video's frames; null until they were read. */
  clock = $state.raw<Clock | null>(null);
  keyframes = $state.raw<readonly number[]>([]);
  readonly frameCount: number = $derived(this.#count());
  /** The frame the stage shows. */
  readonly shownFrame: number = $derived(this.preview?.frame ?? this.frame);
  /** The frame whose picture is on the stage; while nothing is, the one that is asked for. */
  readonly displayedFrame: number = $derived(this.drawn?.frame ?? this.shownFrame);
  readonly #host: Host;
  readonly #library: Library;

  constructor(host: Host, library: Library) {
    this.#host = host;
    this.#library = library;
    $effect.root(() => {
      $effect(() => {
        void this.#readClock();
      });
    });
  }

  /** Goes to a frame, clamped to the video. */
  goTo(frame: number): void {
    this.frame = Math.max(0, Math.min(this.frameCount - 1, Math.round(frame)));
    this.jumps++;
  }

  step(frames: number): void {
    this.goTo(this.frame + frames);
  }

  /** When a frame is first shown, in seconds from the first; 0 before the times were read. */
  secondsAt(frame: number): number {
    const { clock } = this;
    return clock ? secondsFromStart(clock, Math.max(0, Math.min(frame, clock.pts.length))) : 0;
  }

  /** The frame that is shown at a time, in seconds from the first. */
  frameAt(seconds: number): number {
    let [low, high] = [0, Math.max(0, this.frameCount - 1)];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.secondsAt(middle) <= seconds) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #count(): number {
    return this.#library.current?.frameCount ?? 0;
  }

  async #readClock(): Promise<void> {
    const id = this.#library.currentId;
    this.clock = null;
    this.preview = null;
    this.isPlaying = false;
    this.frame = 0;
    this.drawn = null;
    if (id === null) return;
    const { pts, keyframes } = await this.#host.call('videos.pts', { videoId: id });
    const video = this.#library.current;
    if (video?.id !== id) return;
    const { timeBase, lastDuration } = video.facts;
    this.clock = { pts: Float64Array.from(pts), timeBase, lastDuration };
    this.keyframes = keyframes;
  }
}
