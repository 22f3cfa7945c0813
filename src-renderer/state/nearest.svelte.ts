import type { Host } from '#shared/protocol';
import type { NearWindow } from '#shared/protocol/insight-methods';
import type { ClassId, Segment, Span, VideoId } from '#shared/records';
import { fixPlan, type Fix, type FixPlan } from '../lib/alike.ts';
import { middleOf } from '../lib/decision.ts';
import type { Annotations } from './annotations.svelte.ts';
import type { Runs } from './runs.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';
import type { WindowPlace } from './window-details.svelte.ts';
import type { WindowState } from './window.svelte.ts';

/** Neighbours that are looked at. */
const COUNT = 200;
/** Neighbours of a window are read once it has been in hand this long, in ms: not while the playhead passes through. */
const SETTLE_MS = 120;
/** How far "like this" reaches before somebody says otherwise: 1 - cosine. */
const INITIAL_DISTANCE = 0.2;

interface NearestRooms {
  readonly host: Host;
  readonly annotations: Annotations;
  readonly runs: Runs;
  readonly toasts: Toasts;
  readonly window: WindowState;
}

/** A label that was set right, and where. */
interface LastFix {
  readonly fix: Fix;
  readonly near: readonly NearWindow[];
  readonly videoId: VideoId;
  readonly window: Span;
}

/** Windows that look like the one in hand to the model, and mending them all at once. */
export class Nearest {
  /** The nearest first; null while they are not known. */
  windows = $state.raw<readonly NearWindow[] | null>(null);
  /** Neighbours beyond it are not like this. */
  farthest = $state(INITIAL_DISTANCE);
  /** The neighbours that would be mended are shown, to be looked at before. */
  isPreviewing = $state(false);
  readonly #rooms: NearestRooms;
  /** The window whose neighbours are shown. */
  #place: WindowPlace | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** The last label that was set right, with its window: a decision moves on to the next one at once. */
  #lastFix = $state.raw<LastFix | null>(null);
  /** The same, as long as it stands: what was taken back is no example. */
  readonly #standing: LastFix | null = $derived.by(() =>
    this.#lastFix && this.#stands(this.#lastFix) ? this.#lastFix : null,
  );
  /** Class of the window's highest score. */
  readonly wrong: ClassId | null = $derived.by(() => {
    const { annotations, runs, window } = this.#rooms;
    const [top] = window.ranked;
    return top && runs.shown ? (annotations.classOfLabel(runs.shown.modelHash, top.label)?.id ?? null) : null;
  });
  /** What a person has said instead of the window's highest score; else what was set right last. */
  readonly fix: Fix | null = $derived.by(() => this.#fixHere() ?? this.#standing?.fix ?? null);
  readonly plan: FixPlan | null = $derived.by(() => this.#plan());
  /** Whether some neighbour could follow, however far it may lie. */
  readonly canFix: boolean = $derived.by(() => (this.#plan(Infinity)?.segmentIds.length ?? 0) > 0);
  /** How many segments "fix all like this" would relabel. */
  readonly alike: number = $derived(this.plan?.segmentIds.length ?? 0);

  constructor(rooms: NearestRooms) {
    this.#rooms = rooms;
  }

  /** Reads the neighbours of the window in hand, once it stays. */
  follow(): void {
    const { runs, window } = this.#rooms;
    const { shown, videoId } = runs;
    const index = window.current?.index;
    const place = shown && videoId !== null && index !== undefined ? { runId: shown.id, videoId, index } : null;
    if (place && this.#place && isSame(place, this.#place)) return;
    this.#place = place;
    this.windows = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (place) this.#timer = setTimeout(() => void this.#read(place), SETTLE_MS);
  }

  /** Remembers what was set right in a window, with its neighbours, for when the next one is on screen. */
  async remember(fix: Fix, place: WindowPlace, window: Span): Promise<void> {
    const isHere = this.#place && isSame(place, this.#place);
    const near = (isHere ? this.windows : null) ?? (await this.#ask(place));
    if (near) this.#lastFix = { fix, near, videoId: place.videoId, window };
  }

  forget(): void {
    this.windows = this.#place = this.#lastFix = null;
    this.isPreviewing = false;
  }

  /** Relabels what the plan names: one edit, one undo. */
  async apply(): Promise<void> {
    const { annotations, toasts } = this.#rooms;
    const { plan, fix } = this;
    this.isPreviewing = false;
    if (!plan || !fix || plan.segmentIds.length === 0) return;
    const { right: classId } = fix;
    const done = await annotations.apply({ kind: 'relabel', segmentIds: [...plan.segmentIds], classId });
    if (!done) return;
    const count = plan.segmentIds.length;
    const name = annotations.classOf(classId)?.name ?? '';
    toasts.say(`${count} ${count === 1 ? 'segment' : 'segments'} relabelled ${name}.`, {
      label: 'Undo',
      commandId: 'edit.undo',
    });
  }

  async #read(place: WindowPlace): Promise<void> {
    const near = await this.#ask(place);
    if (this.#place && isSame(place, this.#place)) this.windows = near ?? [];
  }

  /** null where the run has no embeddings, or the window is gone. */
  async #ask(place: WindowPlace): Promise<readonly NearWindow[] | null> {
    try {
      return await this.#rooms.host.call('predictions.nearest', { ...place, count: COUNT });
    } catch {
      return null;
    }
  }

  #plan(farthest = this.farthest): FixPlan | null {
    const { annotations } = this.#rooms;
    const here = this.#fixHere();
    const fix = here ?? this.#standing?.fix;
    const near = here ? this.windows : this.#standing?.near;
    return fix && near ? fixPlan(near, fix.wrong, farthest, (id) => annotations.segment(id)) : null;
  }

  #fixHere(): Fix | null {
    const { runs, window } = this.#rooms;
    const { current } = window;
    const { wrong } = this;
    if (!current || wrong === null) return null;
    const said = this.#saidIn(runs.videoId, current);
    if (said.length === 0 || said.some(({ classId }) => classId === wrong)) return null;
    return { wrong, right: said[0]!.classId };
  }

  #stands({ fix, videoId, window }: LastFix): boolean {
    return this.#saidIn(videoId, window).some(({ classId }) => classId === fix.right);
  }

  /** What a person has said of a window: over its middle. */
  #saidIn(videoId: VideoId | null, window: Span): readonly Segment[] {
    const middle = middleOf(window);
    return this.#rooms.annotations
      .segmentsOf(videoId)
      .filter(({ status }) => status === 'accepted' || status === 'corrected')
      .filter(({ startFrame, endFrame }) => startFrame <= middle && middle < endFrame);
  }
}

function isSame(a: WindowPlace, b: WindowPlace): boolean {
  return a.runId === b.runId && a.videoId === b.videoId && a.index === b.index;
}
