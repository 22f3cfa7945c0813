import type { ClassId, Segment, SegmentId, Span } from '#shared/records';
import type { Annotations } from './annotations.svelte.ts';
import type { Library } from './library.svelte.ts';

/** What is selected on the timeline. */
export class Selection {
  segmentIds = $state.raw<readonly SegmentId[]>([]);
  /** The edge that nudging moves: the one touched last. */
  edge = $state<'start' | 'end'>('end');
  /** A range of frames, set with I and O or by dragging on the ruler. */
  range = $state.raw<Span | null>(null);
  /** The lane in hand: where new segments go. */
  laneClassId = $state<ClassId | null>(null);
  /** The one selected last; null for none, or when it was deleted. */
  readonly segment: Segment | null = $derived(this.#last());
  readonly #annotations: Annotations;
  readonly #library: Library;

  constructor(annotations: Annotations, library: Library) {
    this.#annotations = annotations;
    this.#library = library;
  }

  /** Selects one segment, or with `extend` one more. */
  select(id: SegmentId, extend = false): void {
    this.segmentIds = extend ? [...this.segmentIds.filter((other) => other !== id), id] : [id];
    this.laneClassId = this.#annotations.segment(id)?.classId ?? this.laneClassId;
  }

  selectAll(ids: readonly SegmentId[]): void {
    this.segmentIds = ids;
  }

  clear(): void {
    this.segmentIds = [];
    this.range = null;
  }

  #last(): Segment | null {
    const id = this.segmentIds.at(-1);
    const segment = id === undefined ? undefined : this.#annotations.segment(id);
    return segment && segment.videoId === this.#library.currentId ? segment : null;
  }
}
