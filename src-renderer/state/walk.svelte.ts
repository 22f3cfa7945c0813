import { flushSync } from 'svelte';
import type { Host } from '#shared/protocol';
import type { QueueItem } from '#shared/protocol/review-methods';
import type { VideoId } from '#shared/records';
import { middleOf } from '../lib/decision.ts';
import { isWaiting } from '../lib/queue-items.ts';
import type { Annotations } from './annotations.svelte.ts';
import type { FrameGroup, Frames } from './frames.svelte.ts';
import type { Library } from './library.svelte.ts';
import type { DrawnPicture, Player } from './player.svelte.ts';
import type { Queue } from './queue.svelte.ts';
import type { Runs } from './runs.svelte.ts';
import type { Selection } from './selection.svelte.ts';
import type { TimelineView } from './timeline-view.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';
import type { WindowDetails, WindowPlace } from './window-details.svelte.ts';
import type { WindowDetail, WindowState } from './window.svelte.ts';

/** How many items after the one in hand are read ahead. */
const AHEAD = 2;

/** The rooms that change when an item comes on screen. */
export interface WalkRooms {
  readonly host: Host;
  readonly annotations: Pick<Annotations, 'classOfLabel'>;
  readonly queue: Queue;
  readonly details: WindowDetails;
  readonly frames: Pick<Frames, 'prefetch' | 'faultOf'>;
  readonly window: WindowState;
  readonly runs: Runs;
  readonly library: Library;
  readonly player: Player;
  readonly selection: Selection;
  readonly timeline: TimelineView;
  readonly toasts: Toasts;
}

/** Brings items of the queue on screen, one at a time, with the next ones ready before they are asked for. */
export class Walk {
  readonly #rooms: WalkRooms;
  #shows = 0;
  /** The item whose picture was on the stage before the current one's, until this one's is. */
  #before: QueueItem | null = null;

  constructor(rooms: WalkRooms) {
    this.#rooms = rooms;
  }

  /** Whether the stage still shows the item before the one in hand: nobody can have looked at this one. */
  isLate(): boolean {
    const { queue, player, frames } = this.#rooms;
    const { current } = queue;
    const { drawn } = player;
    if (!this.#before || !current || !drawn) return false;
    const isThere = shows(current, drawn) || frames.faultOf(current.videoId, player.frame) !== null;
    if (!isThere && shows(this.#before, drawn)) return true;
    this.#before = null;
    return false;
  }

  /** To the next item that waits; at the end to the first, and where none is left the last one stays. */
  goOn(from: QueueItem): void {
    const { queue } = this.#rooms;
    const next = queue.waitingFrom(from.place, 'next') ?? queue.waitingFrom(-1, 'next');
    if (next) void this.show(next);
  }

  /** Reads ahead what the first step will bring; once an item is in hand, that is done with it. */
  prepare(): Promise<void> {
    const { queue } = this.#rooms;
    return queue.current ? Promise.resolve() : this.#readAhead(queue.position);
  }

  /** Goes to the next (or previous) item that waits, without deciding; behind the last one to the first that waits. */
  step(direction: 'next' | 'previous'): void {
    const { queue, toasts } = this.#rooms;
    const item = queue.waitingFrom(queue.position, direction);
    const first = queue.waitingFrom(-1, 'next');
    queue.justDecided = null;
    if (item) void this.show(item);
    else if (direction === 'previous') toasts.say('This is the first item that waits.');
    else if (first && first.place !== queue.current?.place) {
      toasts.say('From the top again: the first that waits.');
      void this.show(first);
    } else toasts.say('That was the last item of the queue.');
  }

  /** Brings any window of the shown run on screen, of whichever video. */
  async goTo({ videoId, index }: { readonly videoId: VideoId; readonly index: number }): Promise<void> {
    const { details, library, player, runs, timeline, window } = this.#rooms;
    const run = runs.shown;
    if (!run) return;
    const shows = ++this.#shows;
    const detail = await details.read({ runId: run.id, videoId, index });
    if (shows !== this.#shows) return;
    runs.chosenId = run.id;
    player.isPlaying = false;
    if (library.currentId !== videoId) {
      library.open(videoId);
      flushSync();
    }
    window.show(detail);
    player.goTo(stageFrame(detail));
    timeline.reveal(player.frame);
  }

  /** Brings an item on screen: its video, its window with the playhead inside, its segment selected. */
  async show(item: QueueItem): Promise<void> {
    const shows = ++this.#shows;
    const { details, toasts } = this.#rooms;
    try {
      const place = placeOf(item);
      if (place && !details.get(place)) await details.read(place);
      // What was on screen stays there until the next one can be: a key never meets half an item.
      if (shows === this.#shows) this.#open(item);
    } catch (error) {
      toasts.failure(error);
    }
  }

  #open(item: QueueItem): void {
    const { queue, runs, library, player, window, selection, details, timeline, host } = this.#rooms;
    const place = placeOf(item);
    const detail = place && details.get(place);
    if (!this.isLate()) this.#before = queue.current;
    queue.current = item;
    if (isWaiting(item)) queue.wantsDecided = false;
    player.isPlaying = false;
    if (item.runId !== null) runs.chosenId = item.runId;
    if (library.currentId !== item.videoId) {
      library.open(item.videoId);
      // What follows the video begins anew now, not after the playhead was set.
      flushSync();
    }
    const frame = detail ? stageFrame(detail) : middleOf(item);
    if (detail) window.show(detail);
    player.goTo(frame);
    if (item.segmentId !== null) selection.select(item.segmentId);
    else {
      selection.segmentIds = [];
      if (detail) this.#takeLane(detail);
    }
    if (!detail) void window.pickAt(frame);
    timeline.reveal(frame);
    void this.#readAhead(item.place);
    const { info } = queue;
    if (!info) return;
    const from = item.place - 1;
    host.call('queue.step', { queueId: info.id, direction: 'next', from }).catch(() => null);
  }

  /** What is proposed there is seen in the lane of the window's highest class; in a blind pass that would tell it. */
  #takeLane({ top }: WindowDetail): void {
    const { annotations, queue, runs, selection } = this.#rooms;
    const [first] = top;
    if (!first || !runs.shown || queue.isBlind) return;
    selection.laneClassId = annotations.classOfLabel(runs.shown.modelHash, first.label)?.id ?? selection.laneClassId;
  }

  /** @param place after which the next items stand. */
  async #readAhead(place: number): Promise<void> {
    const { queue, frames } = this.#rooms;
    const shows = this.#shows;
    const coming: QueueItem[] = [];
    while (coming.length < AHEAD) {
      const next = queue.waitingFrom(coming.at(-1)?.place ?? place, 'next');
      if (!next) break;
      coming.push(next);
    }
    const clips = await Promise.all(coming.map((next) => this.#clipOf(next)));
    if (shows === this.#shows) frames.prefetch(clips);
  }

  /** The frames that an item will show, the one on the stage first. */
  async #clipOf(item: QueueItem): Promise<FrameGroup> {
    const { videoId } = item;
    const place = placeOf(item);
    // What can't be read ahead is told of when it comes up.
    const detail = place && (await this.#rooms.details.read(place).catch(() => null));
    return { videoId, frames: detail ? [...new Set([stageFrame(detail), ...detail.frames])] : [middleOf(item)] };
  }
}

/** Where an item's scores are; null for segments. */
export function placeOf({ runId, videoId, windowIndex }: QueueItem): WindowPlace | null {
  return runId === null || windowIndex === null ? null : { runId, videoId, index: windowIndex };
}

/** The frame of a window that the stage shows first: its middle one. */
function stageFrame({ frames }: Pick<WindowDetail, 'frames'>): number {
  return frames[Math.floor(frames.length / 2)]!;
}

function shows({ videoId, startFrame, endFrame }: QueueItem, drawn: DrawnPicture): boolean {
  return drawn.videoId === videoId && startFrame <= drawn.frame && drawn.frame < endFrame;
}
