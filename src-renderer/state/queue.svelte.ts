import type { Host } from '#shared/protocol';
import {
  type ErrorKind,
  type QueueInfo,
  type QueueItem,
  type QueueItemState,
  type QueueRequest,
} from '#shared/protocol/review-methods';
import type { ClassId, QueueId, SegmentStatus, VideoId } from '#shared/records';
import type { Decided } from '../lib/decision.ts';
import { isGrouped, isSameItem, isWaiting } from '../lib/queue-items.ts';
import { leastClear, MOST_ITEMS, queueRequest, statusesListed, type QueueFilter } from '../lib/queue-request.ts';
import { toggled } from '../lib/picks.ts';
import { byKind, type QueueOrder } from '../lib/queue-words.ts';
import type { Annotations } from './annotations.svelte.ts';
import type { Runs } from './runs.svelte.ts';
import type { SettingsState } from './settings.svelte.ts';

/** While an analysis runs, an untouched queue is drawn anew this often, in ms. */
const REDRAW_MS = 4000;

const ALL: QueueFilter = { classIds: [], videoIds: [], statuses: null };

/** The queue in hand: items in order of doubt, as the core keeps them, with what was just decided before it answers. */
export class Queue {
  info = $state.raw<QueueInfo | null>(null);
  /** In the order in which they are walked: by kind where it has kinds, then by place. Decided and gone ones included. */
  items = $state.raw<readonly QueueItem[]>([]);
  /** The item that is on screen; null before one was taken. */
  current = $state.raw<QueueItem | null>(null);
  order = $state<QueueOrder>('margin');
  filter = $state.raw<QueueFilter>(ALL);
  /** Of label errors, which kind is looked at; null: all four. */
  errorKind = $state<ErrorKind | null>(null);
  /** Of windows on which two runs differ: those that people have decided, which says which of the runs is right. */
  isJudged = $state(false);
  isOpening = $state(false);
  /** Why there is no queue, a sentence; null while nothing is wrong. */
  fault = $state<string | null>(null);
  /** Decided a moment ago: it stays in its place until the next step, so that undo returns it. */
  justDecided = $state.raw<(QueueItem & { readonly said: Decided }) | null>(null);
  readonly left: number = $derived(this.items.filter(isWaiting).length);
  readonly decided: number = $derived(this.items.filter(({ state }) => state === 'decided').length);
  /** The list is asked to show what was decided, until an item that waits is taken. */
  wantsDecided = $state(false);
  readonly showsDecided: boolean = $derived(this.wantsDecided && this.decided > 0);
  /** What the list shows: what waits, what is on screen, and what was decided a moment ago; or all that was decided. */
  readonly listed: readonly QueueItem[] = $derived(
    this.items.filter((item) => {
      if (this.showsDecided) return item.state === 'decided';
      return isWaiting(item) || item.place === this.current?.place || item.place === this.justDecided?.place;
    }),
  );
  /** Changes when another queue is asked for; null while there is none to ask for. */
  readonly key: string | null = $derived.by(() => {
    const { request } = this;
    return request && this.#hasWindows() ? JSON.stringify([this.#annotations.annotator, request]) : null;
  });
  /** Nothing lies under the limit: the least clear windows are listed instead. */
  readonly isLeastClear: boolean = $derived(
    this.info?.request.measure === 'margin' && this.info.request.minDoubt === undefined,
  );
  /** Predictions are hidden everywhere while windows are decided. */
  readonly isBlind: boolean = $derived(this.order === 'blind');
  /** Its items stand in groups, one for each kind. */
  readonly isGrouped: boolean = $derived(this.info !== null && isGrouped(this.info.request));
  readonly #host: Host;
  readonly #annotations: Annotations;
  readonly #runs: Runs;
  readonly #settings: SettingsState;
  #opened = 0;
  #isReading = false;
  #isStale = false;
  #holds = 0;
  #isRedrawing = false;
  /** The request, as text, under whose limit nothing lies. */
  #emptyFor = $state<string | null>(null);

  constructor(host: Host, annotations: Annotations, runs: Runs, settings: SettingsState) {
    this.#host = host;
    this.#annotations = annotations;
    this.#runs = runs;
    this.#settings = settings;
    host.on('queue.changed', ({ queueId }) => {
      if (queueId === this.info?.id) void this.#readAgain();
    });
    host.on('project.closed', () => (this.filter = ALL));
    host.on('predictions.added', ({ runId }) => {
      if (runId === runs.walked?.id) this.#redrawSoon();
    });
    host.on('jobs.changed', ({ job }) => {
      if (job.runId === runs.walked?.id && job.state !== 'running' && job.state !== 'waiting') this.#redrawNow();
    });
  }

  /** What decides which items there are, and in which order; null while there is nothing to ask about. */
  get request(): QueueRequest | null {
    const run = this.#runs.walked;
    if (!run) return null;
    const asked = queueRequest(this.order, {
      runId: run.id,
      otherId: this.#runs.other?.id ?? null,
      windows: run.videos.reduce((sum, video) => sum + video.plannedWindows, 0),
      doubtfulMargin: this.#settings.value.doubtfulMargin,
      filter: this.filter,
      errorKind: this.errorKind,
      isJudged: this.isJudged,
    });
    return asked && JSON.stringify(asked) === this.#emptyFor ? leastClear(asked) : asked;
  }

  /** Opens the annotator's queue for what is asked, at its item; without a run, or without windows yet, there is none. */
  async open(): Promise<void> {
    const opened = ++this.#opened;
    const { request } = this;
    this.justDecided = null;
    this.wantsDecided = false;
    if (!request || !this.#hasWindows()) {
      this.forget();
      return;
    }
    this.isOpening = true;
    try {
      const info = await this.#host.call('queue.open', { annotator: this.#annotations.annotator, request });
      const items = await this.#itemsOf(info);
      if (opened !== this.#opened) return;
      if (this.#isNothingDoubtful(info, request)) return void (this.#emptyFor = JSON.stringify(request));
      this.info = info;
      this.items = items;
      this.current = null;
      this.fault = null;
    } catch (error) {
      if (opened !== this.#opened) return;
      this.forget();
      this.fault = error instanceof Error ? error.message : String(error);
    } finally {
      if (opened === this.#opened) this.isOpening = false;
    }
  }

  /** Leaves windows of this class only, with others chosen so; a second time takes it away again. */
  toggleClass(id: ClassId): void {
    this.filter = { ...this.filter, classIds: toggled(this.filter.classIds, id) };
  }

  /** Leaves one video only, or all again. */
  toggleVideo(id: VideoId | null): void {
    this.filter = { ...this.filter, videoIds: this.filter.videoIds.length > 0 || id === null ? [] : [id] };
  }

  /** Of segments, leaves those with this status too, or no longer; one status stays. */
  toggleStatus(status: SegmentStatus): void {
    const chosen = toggled(this.statuses, status);
    if (chosen.length > 0) this.filter = { ...this.filter, statuses: chosen };
  }

  /** Of segments, those that are listed; empty for orders of windows. */
  get statuses(): readonly SegmentStatus[] {
    return statusesListed(this.order, this.filter);
  }

  /**
   * Draws it anew from today's scores and decisions, after those that are on their way.
   *
   * @param isByItself nobody asked for it: what was taken in hand meanwhile stays there.
   */
  redraw(isByItself = false): Promise<void> {
    return this.#annotations.inTurn(() => this.#drawAnew(isByItself));
  }

  async #drawAnew(isByItself: boolean): Promise<void> {
    const { info } = this;
    if (!info) return this.open();
    if (isByItself && !this.isUntouched) return;
    const drawn = await this.#host.call('queue.refresh', { queueId: info.id });
    const items = await this.#itemsOf(drawn);
    if (this.info?.id !== drawn.id) return;
    this.info = drawn;
    this.items = items;
    const held = isByItself ? this.current : null;
    this.current = items.find((item) => held !== null && isSameItem(item, held)) ?? null;
    this.justDecided = null;
    if (drawn.items === 0) await this.open();
  }

  forget(): void {
    this.info = null;
    this.items = [];
    this.current = this.justDecided = null;
    this.fault = null;
  }

  /** The item after (or before) one that waits for a decision; null at the end. */
  waitingFrom(place: number, direction: 'next' | 'previous'): QueueItem | null {
    const { items } = this;
    const at = items.findIndex((item) => item.place === place);
    // One that has moved away since: by its place, as far as it still says something.
    const isAfter = (item: QueueItem, i: number) => (at < 0 ? item.place > place : i > at);
    if (direction === 'next') return items.find((item, i) => isAfter(item, i) && isWaiting(item)) ?? null;
    return items.findLast((item, i) => item.place !== place && !isAfter(item, i) && isWaiting(item)) ?? null;
  }

  /** Where an item is: that changes when the queue is drawn anew. null where it has left this queue. */
  placeIn(queueId: QueueId, item: QueueItem): number | null {
    if (this.info?.id !== queueId) return item.place;
    return this.items.find((other) => isSameItem(other, item))?.place ?? null;
  }

  /** Where walking begins: the place of the item in hand, else of the one before where the queue was left. */
  get position(): number {
    if (this.current) return this.current.place;
    const left = this.info?.position ?? 0;
    return this.items[this.items.findIndex(({ place }) => place >= left) - 1]?.place ?? -1;
  }

  /** The core has moved an item: marks name it by its place. */
  setPlace(queueId: QueueId, item: QueueItem, place: number): void {
    if (this.info?.id !== queueId) return;
    const moved = (other: QueueItem) => (isSameItem(other, item) ? { ...other, place } : other);
    this.items = this.items.map(moved);
    this.current &&= moved(this.current);
  }

  /** Shows an item's new state before the core has it. */
  setLocally(place: number, state: QueueItemState): void {
    this.items = this.items.map((item) => (item.place === place ? { ...item, state } : item));
  }

  /** While decisions are under way, nothing is read in between that they have overtaken. @returns what ends it. */
  hold(): () => void {
    this.#holds++;
    return () => {
      this.#holds--;
      if (this.#holds === 0 && this.#isStale) void this.#readAgain();
    };
  }

  /** Whether nobody has decided or begun anything in it: then it may change under the hand. */
  get isUntouched(): boolean {
    return this.current === null && this.items.every(({ state }) => state === 'open');
  }

  async #readAgain(): Promise<void> {
    this.#isStale = true;
    if (this.#isReading || this.#holds > 0) return;
    this.#isReading = true;
    try {
      do await this.#readOnce();
      while (this.#mustRead());
    } finally {
      this.#isReading = false;
    }
  }

  #mustRead(): boolean {
    return this.#isStale && this.#holds === 0;
  }

  async #readOnce(): Promise<void> {
    const { info } = this;
    this.#isStale = false;
    if (!info) return;
    const items = await this.#itemsOf(info);
    // Decisions that began meanwhile know better.
    if (this.info?.id !== info.id || this.#holds > 0) this.#isStale = true;
    else this.items = items;
    const { current } = this;
    if (current) this.current = this.items.find(({ place }) => place === current.place) ?? current;
  }

  async #itemsOf({ id, request }: QueueInfo): Promise<readonly QueueItem[]> {
    const items = await this.#host.call('queue.items', { queueId: id, from: 0, count: 2 * MOST_ITEMS });
    return isGrouped(request) ? byKind(items) : items;
  }

  #redrawSoon(): void {
    if (!this.#isRedrawing) {
      this.#isRedrawing = true;
      setTimeout(() => {
        this.#isRedrawing = false;
        this.#redrawNow();
      }, REDRAW_MS);
    }
    // Once its first windows are counted, the run has a queue.
    if (!this.#hasWindows()) void this.#runs.readRuns();
  }

  #redrawNow(): void {
    if (this.isUntouched) this.redraw(true).catch(() => this.forget());
  }

  /** Whether a model is so sure of a whole run that nothing would be listed: then the least clear windows are. */
  #isNothingDoubtful(info: QueueInfo, { measure, minDoubt }: QueueRequest): boolean {
    return measure === 'margin' && minDoubt !== undefined && info.items === 0 && this.#runs.job === null;
  }

  #hasWindows(): boolean {
    return this.#runs.walked?.videos.some(({ doneWindows }) => doneWindows > 0) ?? false;
  }
}
