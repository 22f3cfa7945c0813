import { untrack } from 'svelte';
import type { Host } from '#shared/protocol';
import type { ProjectVideo, Span, VideoId } from '#shared/records';
import type { Clock } from '#shared/time';
import { displaySize } from '../lib/display-size.ts';
import { continued, nextSpeed, shuttled } from '../lib/shuttle.ts';
import { FrameDriver } from './frame-driver.ts';
import type { Frames } from './frames.svelte.ts';
import type { Library } from './library.svelte.ts';
import { SPEEDS, type Player } from './player.svelte.ts';
import type { Tasks } from './tasks.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';
import { VideoDriver } from './video-driver.ts';

/** Faster than this, and backwards, decoded frames are played: no player keeps up. */
const FASTEST_VIDEO = 4;
const PROXY_USED =
  'This codec does not play here. A proxy is used for playback; frames and analysis come from the original.';

/** Lets the playhead run: over the file where the codec plays, over a proxy of it, or over decoded frames. */
export class Playback {
  /** What plays the current video; null until it is known. */
  source = $state<'file' | 'proxy' | 'frames' | null>(null);
  /** What moves the playhead now. */
  running = $state<'video' | 'frames' | null>(null);
  isMuted = $state(true);
  /** Counts pictures of the video element: the stage draws each. */
  pictures = $state(0);
  /** The span that is looped, or all of the video. */
  readonly #span: () => Span;
  readonly #player: Player;
  readonly #library: Library;
  readonly #host: Host;
  readonly #tasks: Tasks;
  readonly #toasts: Toasts;
  readonly #frames: FrameDriver;
  #video: VideoDriver | null = null;
  /** What was chosen before J and L changed it: it holds again when they are stopped. */
  #chosenSpeed: number | null = null;
  /** Whether a proxy of this video has been asked for. */
  #isProxyAsked = false;

  constructor(
    rooms: { host: Host; player: Player; library: Library; frames: Frames; tasks: Tasks; toasts: Toasts },
    span: () => Span,
  ) {
    const { player, library, frames } = rooms;
    [this.#host, this.#player, this.#library] = [rooms.host, player, library];
    [this.#tasks, this.#toasts, this.#span] = [rooms.tasks, rooms.toasts, span];
    this.#frames = new FrameDriver(
      {
        secondsAt: (frame) => player.secondsAt(frame),
        frameAt: (seconds) => player.frameAt(seconds),
        has: (frame) => library.currentId !== null && frames.has(library.currentId, frame),
        ask: (frame, direction) => library.currentId !== null && frames.show(library.currentId, frame, direction),
      },
      (frame) => this.#moved(frame),
    );
  }

  /** The element that plays. @returns what lets go of it. */
  attach(element: HTMLVideoElement): () => void {
    const video = new VideoDriver(
      element,
      (frame) => {
        this.pictures++;
        this.#moved(frame);
      },
      () => this.#ended(),
    );
    this.#video = video;
    const stop = $effect.root(() => {
      $effect(() => {
        const { clock } = this.#player;
        const { current } = this.#library;
        untrack(() => void this.#open(clock, current));
      });
      $effect(() => {
        if (this.#player.jumps > 0) untrack(() => this.#jumped());
      });
      $effect(() => {
        element.muted = this.isMuted;
      });
    });
    return () => {
      stop();
      this.pause();
      video.close();
      this.#video = null;
    };
  }

  get element(): HTMLVideoElement | null {
    return this.#video?.element ?? null;
  }

  toggle(): void {
    if (this.#player.isPlaying) this.pause();
    else this.play(1);
  }

  play(direction: 1 | -1): void {
    const player = this.#player;
    if (player.frameCount === 0 || !player.clock) return;
    player.direction = direction;
    player.isPlaying = true;
    const span = this.#span();
    const isAtEnd = direction > 0 ? player.frame >= span.endFrame - 1 : player.frame <= span.startFrame;
    const isOutside = player.frame < span.startFrame || player.frame >= span.endFrame;
    if (isAtEnd || (player.loops && isOutside)) player.frame = direction > 0 ? span.startFrame : span.endFrame - 1;
    this.#start(player.frame);
    if (this.source === 'frames') this.#makeProxy();
  }

  pause(): void {
    this.#video?.stop();
    this.#frames.stop();
    this.running = null;
    this.#player.isPlaying = false;
    this.#player.speed = this.#chosenSpeed ?? this.#player.speed;
    this.#chosenSpeed = null;
  }

  /** J (-1) and L (1): again is faster. */
  shuttle(direction: 1 | -1): void {
    const player = this.#player;
    const running = player.isPlaying ? { direction: player.direction, speed: player.speed } : null;
    this.#chosenSpeed ??= player.speed;
    player.speed = shuttled(running, direction).speed;
    this.play(direction);
  }

  setSpeed(speed: number): void {
    this.#chosenSpeed = null;
    this.#player.speed = speed;
    if (this.#player.isPlaying) this.#start(this.#player.frame);
  }

  changeSpeed(step: 1 | -1): void {
    this.setSpeed(nextSpeed(SPEEDS, this.#player.speed, step));
  }

  #start(frame: number): void {
    const { direction, speed } = this.#player;
    const video = this.#video;
    const byVideo = video?.isReady === true && direction > 0 && speed <= FASTEST_VIDEO;
    video?.stop();
    this.#frames.stop();
    this.running = byVideo ? 'video' : 'frames';
    if (byVideo) video.start(frame, speed);
    else this.#frames.start(frame, direction, speed);
  }

  #moved(frame: number): void {
    const player = this.#player;
    const next = continued(frame, player.direction, this.#span(), player.loops);
    if (next === null) {
      player.frame = Math.max(0, Math.min(player.frameCount - 1, frame));
      this.pause();
      return;
    }
    player.frame = next;
    if (next !== frame) this.#seek(next);
    else if (this.running === 'frames' && this.#isLast(frame)) this.#ended();
  }

  #isLast(frame: number): boolean {
    return this.#player.direction > 0 ? frame === this.#player.frameCount - 1 : frame === 0;
  }

  #ended(): void {
    const { direction, loops } = this.#player;
    const span = this.#span();
    if (!loops) {
      this.pause();
      return;
    }
    const frame = direction > 0 ? span.startFrame : span.endFrame - 1;
    this.#player.frame = frame;
    this.#start(frame);
  }

  #jumped(): void {
    if (this.#player.isPlaying) this.#seek(this.#player.frame);
  }

  #seek(frame: number): void {
    if (this.running === 'video') this.#video?.seek(frame);
    else this.#frames.seek(frame);
  }

  async #open(clock: Clock | null, current: ProjectVideo | null): Promise<void> {
    const video = this.#video;
    this.pause();
    this.source = null;
    this.#isProxyAsked = false;
    video?.close();
    if (!video || !clock || current?.fileState !== 'ok') return;
    const path = `video/${current.id}?v=${encodeURIComponent(current.fingerprint)}`;
    if (await this.#opens(path, clock, current)) this.source = 'file';
    else if (this.#isCurrent(current.id)) await this.#openProxy(clock, current);
  }

  async #openProxy(clock: Clock, current: ProjectVideo): Promise<void> {
    try {
      const { proxy } = await this.#host.call('videos.playback', { videoId: current.id });
      const opens = proxy !== null && this.#isCurrent(current.id) && (await this.#opens(proxy, clock, current));
      if (this.#isCurrent(current.id)) this.source = opens ? 'proxy' : 'frames';
    } catch {
      // Frames play without either.
      this.source = 'frames';
    }
    // It was played before it was known that it doesn't.
    if (this.source === 'frames' && this.#player.isPlaying) this.#makeProxy();
  }

  #opens(path: string, clock: Clock, current: ProjectVideo): Promise<boolean> {
    const footage = { url: this.#host.resourceUrl(path), clock, size: displaySize(current) };
    return this.#video?.open(footage) ?? Promise.resolve(false);
  }

  /** Makes a proxy the first time that a video is played which does not play; frames play meanwhile. */
  #makeProxy(): void {
    const { clock } = this.#player;
    const { current } = this.#library;
    if (this.#isProxyAsked || !clock || !current) return;
    this.#isProxyAsked = true;
    this.#toasts.say(PROXY_USED);
    this.#host
      .call('videos.makeProxy', { videoId: current.id })
      .then(async (task) => {
        const ended = await this.#tasks.finished(task);
        if (ended.state === 'done' && this.#isCurrent(current.id)) await this.#openProxy(clock, current);
      })
      .catch((error: unknown) => this.#toasts.failure(error));
  }

  #isCurrent(videoId: VideoId): boolean {
    return this.#library.currentId === videoId;
  }
}
