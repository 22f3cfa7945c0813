import type { Host } from '#shared/protocol';
import type { AddedVideo } from '#shared/protocol/project-methods';
import type { Stats, StatsRow } from '#shared/protocol/review-methods';
import type { ProjectVideo, VideoId } from '#shared/records';
import { listedVideos, type VideoOrder } from '../lib/video-order.ts';
import type { Doubts } from './doubts.svelte.ts';
import { Reading } from './reading.ts';

/** Statistics are read again this long after the last change, in ms. */
const SETTLE_MS = 400;

/** The videos of the project, and the one in hand. */
export class Library {
  videos = $state.raw<readonly ProjectVideo[]>([]);
  /** Counts, precision, coverage and pace; null before they were read. */
  stats = $state.raw<Stats | null>(null);
  currentId = $state<VideoId | null>(null);
  filter = $state('');
  order = $state<VideoOrder>('added');
  /** The row that has focus, or had it last: what the list's commands are about. */
  focusedId = $state<VideoId | null>(null);
  /** The row whose name is being written. */
  renamingId = $state<VideoId | null>(null);
  readonly current: ProjectVideo | null = $derived(this.videos.find(({ id }) => id === this.currentId) ?? null);
  readonly focused: ProjectVideo | null = $derived(this.videos.find(({ id }) => id === this.focusedId) ?? this.current);
  readonly #statsById: ReadonlyMap<VideoId | null, StatsRow> = $derived(
    new Map((this.stats?.byVideo ?? []).map((row) => [row.videoId, row])),
  );
  /** Those that the filter leaves, in order. */
  readonly listed: readonly ProjectVideo[] = $derived(
    listedVideos(this.videos, this.filter, this.order, {
      unreviewed: ({ id }) => this.statsOf(id)?.unreviewed ?? 0,
      doubtful: ({ id }) => this.doubts.of(id) ?? 0,
    }),
  );
  readonly doubts: Doubts;
  readonly #host: Host;
  readonly #listing = new Reading(
    () => this.#host.call('videos.list', {}),
    (videos) => this.#show(videos),
  );
  readonly #counting = new Reading(
    () => this.#host.call('stats.get', {}),
    (stats) => (this.stats = stats),
  );
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(host: Host, doubts: Doubts) {
    this.#host = host;
    this.doubts = doubts;
    host.on('videos.changed', () => void this.read());
    host.on('annotations.changed', ({ diff }) => {
      if (diff.video) void this.read();
      this.#readStatsSoon();
    });
    host.on('queue.changed', () => this.#readStatsSoon());
  }

  async read(): Promise<void> {
    await Promise.all([this.#listing.read(), this.#counting.read()]);
  }

  forget(): void {
    this.#listing.forget();
    this.#counting.forget();
    this.doubts.forget();
    this.videos = [];
    this.stats = null;
    this.currentId = this.focusedId = this.renamingId = null;
    this.filter = '';
  }

  /** A video's segments in numbers; null before they were counted. */
  statsOf(videoId: VideoId): StatsRow | null {
    return this.#statsById.get(videoId) ?? null;
  }

  open(videoId: VideoId): void {
    this.currentId = this.focusedId = videoId;
  }

  /** Opens the first video that can be shown, if none is open: a project's screen is never empty while it has videos. */
  #show(videos: readonly ProjectVideo[]): void {
    this.videos = videos;
    if (this.currentId !== null && !this.videos.some(({ id }) => id === this.currentId)) this.currentId = null;
    this.currentId ??= (this.videos.find(({ fileState }) => fileState === 'ok') ?? this.videos[0])?.id ?? null;
  }

  /** When this resolves, what was added is listed: a video can be opened then, and not before. */
  async add(paths: readonly string[]): Promise<AddedVideo[]> {
    const added = await this.#host.call('videos.add', { paths: [...paths] });
    await this.#listing.read();
    return added;
  }

  #readStatsSoon(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // The project was closed meanwhile.
      this.#counting.read().catch(() => (this.stats = null));
    }, SETTLE_MS);
  }
}
