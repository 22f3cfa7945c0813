import { untrack } from 'svelte';
import type { Host } from '#shared/protocol';
import type { Span, VideoId } from '#shared/records';
import { withFrame } from '../lib/viewed-spans.ts';
import type { Player } from './player.svelte.ts';
import type { Project } from './project.svelte.ts';

/** What was seen is told to the core this often, in ms, and when playback stops. */
const FLUSH_MS = 5000;
/** A picture that stood for less was passed over, unless it is beside the one before, in ms. */
const STOOD_MS = 250;

/** Notes which frames were on the stage and at which speed, so that coverage is what was looked at. */
export class ViewingRecord {
  readonly #host: Host;
  readonly #player: Player;
  readonly #project: Project;
  #videoId: VideoId | null = null;
  #speed = 0;
  #spans: readonly Span[] = [];
  #last: number | null = null;
  #standing: ReturnType<typeof setTimeout> | null = null;
  #flushing: ReturnType<typeof setTimeout> | null = null;

  constructor(host: Host, player: Player, project: Project) {
    this.#host = host;
    this.#player = player;
    this.#project = project;
    $effect.root(() => {
      $effect(() => {
        const { drawn, preview, isPlaying } = this.#player;
        if (!drawn || preview) return;
        untrack(() => this.#saw(drawn.videoId, drawn.frame, isPlaying ? this.#player.speed : 0));
      });
    });
  }

  #saw(videoId: VideoId, frame: number, speed: number): void {
    if (videoId !== this.#videoId || speed !== this.#speed) this.#flush();
    [this.#videoId, this.#speed] = [videoId, speed];
    if (this.#standing !== null) clearTimeout(this.#standing);
    const isBeside = this.#last !== null && Math.abs(frame - this.#last) === 1;
    if (speed > 0 || isBeside) this.#note(frame);
    else this.#standing = setTimeout(() => this.#note(frame), STOOD_MS);
    this.#last = frame;
  }

  #note(frame: number): void {
    this.#spans = withFrame(this.#spans, frame, this.#speed);
    this.#flushing ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  #flush(): void {
    if (this.#flushing !== null) clearTimeout(this.#flushing);
    this.#flushing = null;
    const [spans, videoId, speed] = [this.#spans, this.#videoId, this.#speed];
    this.#spans = [];
    if (spans.length === 0 || videoId === null || !this.#project.info || this.#project.isReadOnly) return;
    this.#host
      .call('review.record', {
        annotator: this.#project.annotator,
        videoId,
        kind: 'displayed',
        speed,
        spans: spans.map((span) => ({ ...span })),
      })
      // The project was closed meanwhile: what was seen in the last seconds is not worth a message.
      .catch(() => undefined);
  }
}
