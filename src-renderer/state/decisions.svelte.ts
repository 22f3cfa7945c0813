import type { Host } from '#shared/protocol';
import type { QueueItem, QueueItemState } from '#shared/protocol/review-methods';
import type { ClassId, JournalEntry, QueueId } from '#shared/records';
import { accept, type Decided, label, reject, type Scene, verifyAbsent } from '../lib/decision.ts';
import type { Announcer } from './announcer.svelte.ts';
import { sceneOf, type Target, targetOf, type TargetRooms } from './decision-target.ts';
import type { Nearest } from './nearest.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** The rooms that a decision reads and changes. */
export interface Rooms extends TargetRooms {
  readonly host: Host;
  readonly announcer: Announcer;
  readonly nearest: Nearest;
  readonly toasts: Toasts;
}

/** A decision of this session, so that undo returns to its item and opens it again. */
interface Made {
  readonly entryId: number;
  readonly queueId: QueueId;
  readonly item: QueueItem;
}

/**
 * Accept, relabel, reject, put off: each is one edit at most, and one step of undo. What is decided is what was on screen
 * when the key went down; the next item comes up at once, and the edits follow one after another.
 */
export class Decisions {
  /** Any label is being chosen by typing. */
  isChoosing = $state(false);
  /** The note of the selected segment is wanted. */
  isNoting = $state(false);
  /** Takes digits while something is recorded, instead of labelling the window: set by who records. */
  recorder: LabelRecorder | null = null;
  readonly #rooms: Rooms;
  readonly #words: DecisionWords;
  readonly #made: Made[] = [];

  constructor(rooms: Rooms, words: DecisionWords) {
    this.#rooms = rooms;
    this.#words = words;
    rooms.host.on('annotations.changed', ({ entry }) => {
      if (entry.kind !== 'edit' && entry.annotator === rooms.annotations.annotator) this.#follow(entry);
    });
  }

  /** What accepting would do now; null where there is nothing to accept. */
  get accepting(): Decided | null {
    const target = targetOf(this.#rooms, false);
    return target && accept(sceneOf(this.#rooms, target));
  }

  accept(): void {
    this.#decide(accept);
  }

  reject(): void {
    this.#decide(reject);
  }

  /** A label's key went down: it is recorded, or labels what is on screen. */
  press(classId: ClassId, event?: KeyboardEvent): void {
    if (!this.recorder?.press(classId, event)) this.label(classId);
  }

  /** A label's key was let go. */
  release(classId: ClassId): void {
    this.recorder?.release(classId);
  }

  /** Gives a class to what is selected, else to the range or the window. */
  label(classId: ClassId): void {
    this.#decide((scene) => label(scene, classId), { usesRange: true });
  }

  verifyAbsent(classId: ClassId): void {
    this.#decide((scene) => verifyAbsent(scene, classId), { usesRange: true, goesOn: false });
  }

  /** Puts the item on screen at the end of the queue. */
  unsure(): void {
    const { queue, annotations, toasts, walk } = this.#rooms;
    if (this.#isLate()) return;
    const { item, queueId } = targetOf(this.#rooms, false) ?? {};
    if (!item || queueId === null || queueId === undefined) {
      toasts.say('Only an item of the queue can be put off. Press N for the next one.');
      return;
    }
    const release = queue.hold();
    queue.setLocally(item.place, 'unsure');
    walk.goOn(item);
    this.#inTurn(async () => {
      try {
        await this.#mark({ queueId, item }, 'unsure');
        const title = `Put off ${this.#words.item(item)}`;
        await annotations.addMark({ title, takeBack: () => this.#reopen({ entryId: 0, queueId, item }) });
        toasts.say(this.#words.putOff(item), UNDO);
      } catch (error) {
        toasts.failure(error);
      } finally {
        release();
      }
    });
  }

  #decide(choose: (scene: Scene) => Decided | null, { usesRange = false, goesOn = true } = {}): void {
    const { queue, toasts, walk } = this.#rooms;
    if (this.#isLate()) return;
    const target = targetOf(this.#rooms, usesRange);
    if (!target) {
      toasts.say('No window here. Select a segment or set a range with I and O first.');
      return;
    }
    const item = goesOn ? target.item : null;
    const chosen = choose(sceneOf(this.#rooms, target));
    if (!chosen) {
      toasts.say(this.#words.noClass(target.topLabel));
      return;
    }
    const release = queue.hold();
    if (item) {
      queue.setLocally(item.place, 'decided');
      queue.justDecided = { ...item, state: 'decided', said: chosen };
      walk.goOn(item);
    }
    this.#inTurn(async () => {
      try {
        // Chosen anew: decisions before this one have changed what is there.
        await this.#carryOut({ ...target, item }, choose(sceneOf(this.#rooms, target))!);
      } catch (error) {
        toasts.failure(error);
        if (item) this.#giveBack(item);
      } finally {
        release();
      }
    });
  }

  /** A key that comes before the item's picture decides nothing: not this item, which nobody saw, nor the one before. */
  #isLate(): boolean {
    const { toasts, walk } = this.#rooms;
    const isLate = walk.isLate();
    if (isLate) toasts.say('The picture of this item is still on its way. Look at it, then press again.');
    return isLate;
  }

  async #carryOut(target: Target, decided: Decided): Promise<void> {
    const { annotations, queue, announcer, toasts } = this.#rooms;
    const { item, queueId } = target;
    const done = decided.edit && (await annotations.apply(decided.edit));
    if (decided.edit && !done) {
      // Refused, and told why: the item is as it was, and comes back.
      if (item) this.#giveBack(item);
      return;
    }
    if (item && queueId !== null) {
      // A queue of decided segments asks whether each was looked at again.
      const isAudit = queue.info?.request.statuses?.some((status) => status !== 'unreviewed') ?? false;
      const isMarked = item.segmentId === null || isAudit;
      const made = { entryId: done?.entryId ?? 0, queueId, item };
      if (isMarked) await this.#markDecided(made);
      if (done) this.#made.push(made);
      else if (isMarked) {
        const title = `Confirm ${this.#words.item(item)}`;
        await annotations.addMark({ title, takeBack: () => this.#reopen(made) });
      }
    }
    this.#rememberFix(target, decided);
    const next = item && queue.current?.place !== item.place ? queue.current : null;
    // What was said is where it can be seen, until another item is on screen: then that one's lane is.
    if (!next) this.#rooms.selection.laneClassId = decided.classId;
    toasts.say(this.#words.decided(decided), done || item ? UNDO : null);
    if (next) announcer.say(`Next: ${this.#words.item(next)}`);
  }

  /** The window's class was wrong, and this is the right one: windows like it may be mended too. */
  #rememberFix({ place, topClassId: wrong, window }: Target, { classId: right, verb, span }: Decided): void {
    const isFix = verb === 'relabelled' || verb === 'created';
    if (!isFix || !place || wrong === null || wrong === right) return;
    void this.#rooms.nearest.remember({ wrong, right }, place, span ?? window);
  }

  #giveBack(item: QueueItem): void {
    this.#rooms.queue.setLocally(item.place, 'open');
    void this.#rooms.walk.show(item);
  }

  /** An edit was taken back or repeated: so is what it decided in the queue. */
  #follow({ kind, targetId }: JournalEntry): void {
    const made = this.#made.find(({ entryId }) => entryId === targetId);
    if (!made) return;
    if (kind === 'undo') {
      this.#inTurn(() => this.#reopen(made));
      return;
    }
    const { queue } = this.#rooms;
    const place = queue.placeIn(made.queueId, made.item);
    if (place !== null) queue.setLocally(place, 'decided');
    if (made.item.segmentId === null) this.#inTurn(() => this.#markDecided(made));
  }

  async #reopen({ queueId, item }: Made): Promise<void> {
    const { queue, walk } = this.#rooms;
    const release = queue.hold();
    try {
      queue.justDecided = null;
      const place = queue.placeIn(queueId, item);
      if (place !== null && queue.info?.id === queueId) queue.setLocally(place, 'open');
      await this.#mark({ queueId, item }, 'open');
      await walk.show({ ...item, place: place ?? item.place, state: 'open' });
    } finally {
      release();
    }
  }

  /** With the edit that decided it, if there is one: the two are one decision. */
  #markDecided({ entryId, queueId, item }: Made): Promise<void> {
    return this.#mark({ queueId, item }, 'decided', entryId === 0 ? {} : { entryId });
  }

  /** Marks an item where it is now. Call it in turn. */
  async #mark(
    { queueId, item }: Omit<Made, 'entryId'>,
    state: Exclude<QueueItemState, 'gone'>,
    edit: { readonly entryId?: number } = {},
  ): Promise<void> {
    const { annotations, host, queue } = this.#rooms;
    const place = queue.placeIn(queueId, item);
    if (place === null) return;
    const marked = await annotations.tracked(host.call('queue.mark', { queueId, place, state, ...edit }));
    if (marked.place !== place) queue.setPlace(queueId, item, marked.place);
  }

  #inTurn(work: () => Promise<unknown>): void {
    const { annotations, toasts } = this.#rooms;
    annotations.inTurn(work).catch((error: unknown) => toasts.failure(error));
  }
}

/** Labels while playing: record and chain modes. */
export interface LabelRecorder {
  /** @returns false where it does not record, and the key is an ordinary one. */
  press(classId: ClassId, event?: KeyboardEvent): boolean;
  release(classId: ClassId): void;
}

/** What decisions say of themselves. */
export interface DecisionWords {
  /** As a list names it: "touch face .43, then stand .39, margin .04, 21 minutes 4.0 seconds, 1 of 37". */
  item(item: QueueItem): string;
  decided(decided: Decided): string;
  putOff(item: QueueItem): string;
  noClass(label: string | null): string;
}

const UNDO = { label: 'Undo', commandId: 'edit.undo' } as const;
