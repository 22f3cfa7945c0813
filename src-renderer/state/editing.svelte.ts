import type { ClassId, Segment, SegmentId, Span } from '#shared/records';
import { chipWords, draggedSpan, overlapsOf, type Grip } from '../lib/timeline/dragging.ts';
import { finished, pressed, released, type OpenSegment, type RecordStep } from '../lib/timeline/recording.ts';
import type { DragShadow } from '../lib/timeline/scene.ts';
import type { SnapTarget } from '../lib/timeline/snap.ts';
import type { Annotations } from './annotations.svelte.ts';
import type { Library } from './library.svelte.ts';
import type { Player } from './player.svelte.ts';
import type { Selection } from './selection.svelte.ts';

/** How long a dropped segment is drawn where it was dropped, in ms: until the core has told of the edit. */
const SETTLE_MS = 150;

/** The rooms in which edits are made. */
export interface EditRooms {
  readonly annotations: Annotations;
  readonly library: Library;
  readonly player: Player;
  readonly selection: Selection;
}

/** What the chip beside a dragged edge says. */
export interface Chip {
  readonly frame: number;
  readonly yPx: number;
  readonly strong: string;
  readonly rest: string;
}

/** What is being done on the timeline by hand, until it becomes one edit. */
export class Editing {
  /** Where the pointer is, in px from the left edge of the lanes; null while it is elsewhere. */
  hoverPx = $state<number | null>(null);
  drag = $state.raw<DragShadow | null>(null);
  chip = $state.raw<Chip | null>(null);
  /** Where a dragged edge has snapped to; null for a plain frame. */
  snapFrame = $state<number | null>(null);
  /** The segment whose proxy has the focus. */
  focusedId = $state<SegmentId | null>(null);
  /** The edge of the selected segment whose slider has the focus. */
  focusedEdge = $state<'start' | 'end' | null>(null);
  /** Snapping is turned round while S is held. */
  isSnapInverted = $state(false);
  /** While it is not off, digits record instead of relabelling. */
  recording = $state<'off' | 'record' | 'chain'>('off');
  open = $state.raw<readonly OpenSegment[]>([]);
  readonly #rooms: EditRooms;
  #count = 0;

  constructor(rooms: EditRooms) {
    this.#rooms = rooms;
  }

  /** Spans that grow while they are recorded. */
  get growing(): readonly (Span & { readonly classId: ClassId })[] {
    const { frame } = this.#rooms.player;
    return this.open.map(({ classId, startFrame }) => ({
      classId,
      startFrame: Math.min(startFrame, frame),
      endFrame: Math.max(startFrame, frame) + 1,
    }));
  }

  /** What recording waits for, or does. */
  get words(): string {
    const names = this.open.map(({ classId }) => this.#rooms.annotations.classOf(classId)?.name ?? '');
    const mode = this.recording === 'chain' ? 'Chain' : 'Record';
    if (names.length > 0) return `${mode}: ${names.join(', ')}`;
    return this.recording === 'chain' ? 'Chain: a digit begins a segment' : 'Record: hold a digit while it lasts';
  }

  /**
   * Draws a segment as it would be with its grip taken to a target.
   *
   * @param segment as it was when it was taken hold of.
   * @param yPx of its lane.
   */
  hold(segment: Segment, grip: Grip, target: SnapTarget, yPx: number): Span {
    const { annotations, library, player } = this.#rooms;
    const span = draggedSpan(segment, grip, target.frame, player.frameCount);
    const others = annotations.segmentsOf(library.currentId);
    const rules = { classOf: (id: ClassId) => annotations.classOf(id), annotator: annotations.annotator };
    const edge = grip === 'end' ? span.endFrame : span.startFrame;
    const from = grip === 'end' ? segment.endFrame : segment.startFrame;
    const isReached = edge === target.frame;
    this.drag = {
      segment: { ...segment, ...span },
      fromFrames: grip === 'whole' ? [segment.startFrame, segment.endFrame] : [from],
      overlaps: overlapsOf(span, segment, others, rules),
    };
    this.chip = {
      frame: edge,
      yPx,
      ...chipWords(edge, from, (at) => player.secondsAt(at), isReached ? target.words : ''),
    };
    this.snapFrame = target.kind === 'frame' || !isReached ? null : edge;
    player.preview =
      grip === 'end'
        ? { frame: span.endFrame - 1, words: 'last frame of segment' }
        : { frame: span.startFrame, words: 'first frame of segment' };
    return span;
  }

  /** Nothing is held any more; the segment goes back. */
  letGo(): void {
    this.#count++;
    this.drag = null;
    this.chip = null;
    this.snapFrame = null;
    this.#rooms.player.preview = null;
  }

  /** Makes what was dragged one edit. */
  async drop(apply: () => Promise<unknown>): Promise<void> {
    this.chip = null;
    this.snapFrame = null;
    this.#rooms.player.preview = null;
    const count = ++this.#count;
    const done = await apply();
    const clear = () => {
      if (count === this.#count) this.drag = null;
    };
    if (done === null) clear();
    else setTimeout(clear, SETTLE_MS);
  }

  /** A digit went down. @returns false while nothing is recorded: then it is an ordinary key. */
  press(classId: ClassId): boolean {
    if (this.recording === 'off') return false;
    this.#take(pressed(this.recording, this.open, this.#now(classId)));
    return true;
  }

  release(classId: ClassId): void {
    if (this.recording !== 'off') this.#take(released(this.recording, this.open, this.#now(classId)));
  }

  /** Begins recording, changes its mode, or ends it: what is open becomes segments. */
  record(mode: 'off' | 'record' | 'chain'): void {
    this.#take(finished(this.open, this.#rooms.player.frame));
    this.recording = mode;
  }

  #now(classId: ClassId) {
    return { classId, frame: this.#rooms.player.frame, atMs: performance.now() };
  }

  #take({ open, done }: RecordStep): void {
    this.open = open;
    const { annotations, library, selection } = this.#rooms;
    const videoId = library.currentId;
    if (videoId === null) return;
    for (const span of done) {
      void annotations.apply({ kind: 'create', videoId, ...span, neighbours: 'trim' }).then((result) => {
        const id = result?.addedSegmentIds[0];
        if (id !== undefined) selection.select(id as SegmentId);
      });
    }
  }
}
