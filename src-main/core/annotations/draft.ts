import { type Diff, RECORD_KINDS, isSameRecord } from '../../shared/diff.ts';
import type {
  Absence,
  AbsenceId,
  ClassId,
  LabelClass,
  LabelMapping,
  MappingId,
  RecordKind,
  Records,
  Segment,
  SegmentId,
  VideoId,
} from '../../shared/records.ts';
import type { AnnotationView, SegmentFilter } from '../base/annotation-view.ts';
import { byTime, compare, isSelected } from './selection.ts';

/** A record as it is to be; null where it is to be gone. */
type Overlay = { readonly [K in RecordKind]: Map<string, Records[K] | null> };

/**
 * Annotations with changes on top, on which an edit is worked out step by step. What is changed and changed back is
 * no change in the end.
 */
export class Draft implements AnnotationView {
  readonly #base: AnnotationView;
  readonly #overlay: Overlay = {
    labelClass: new Map(),
    segment: new Map(),
    absence: new Map(),
    mapping: new Map(),
    video: new Map(),
  };

  /** Records of the base by id, as far as they have been asked for. */
  readonly #known: { readonly [K in RecordKind]: Map<string, Records[K] | undefined> } = {
    labelClass: new Map(),
    segment: new Map(),
    absence: new Map(),
    mapping: new Map(),
    video: new Map(),
  };
  /** null: has to be worked out anew. */
  #diff: Diff | null = null;

  constructor(base: AnnotationView) {
    this.#base = base;
  }

  /** Adds a record, or puts it in the place of the one with its id. */
  put<K extends RecordKind>(kind: K, record: Records[K]): void {
    this.#overlay[kind].set(record.id, record);
    this.#diff = null;
  }

  remove(kind: RecordKind, id: string): void {
    this.#overlay[kind].set(id, null);
    this.#diff = null;
  }

  /** Makes the changes of a diff, whatever is there now. */
  apply(diff: Diff): void {
    for (const kind of RECORD_KINDS) {
      const { added = [], updated = [], removed = [] } = diff[kind] ?? {};
      for (const { id } of removed) this.remove(kind, id);
      for (const record of [...updated.map(({ after }) => after), ...added]) this.put(kind, record);
    }
  }

  /** All changes so far, in the order in which the records were first touched. */
  diff(): Diff {
    this.#diff ??= Object.fromEntries(
      RECORD_KINDS.map((kind) => [kind, this.#changesOf(kind)] as const).filter(([, change]) =>
        Object.values(change).some((records) => records.length > 0),
      ),
    );
    return this.#diff;
  }

  labelClass(id: ClassId): LabelClass | undefined {
    return this.#find('labelClass', id);
  }

  labelClasses(): LabelClass[] {
    return this.#merge('labelClass', this.#base.labelClasses(), () => true).sort(
      (a, b) => a.order - b.order || compare(a.name, b.name),
    );
  }

  segment(id: SegmentId): Segment | undefined {
    return this.#find('segment', id);
  }

  segments(filter: SegmentFilter): Segment[] {
    return this.#merge('segment', this.#base.segments(filter), (record) => isSelected(record, filter)).sort(byTime);
  }

  absence(id: AbsenceId): Absence | undefined {
    return this.#find('absence', id);
  }

  absences(filter: { readonly videoId?: VideoId; readonly classId?: ClassId }): Absence[] {
    const isMeant = ({ videoId, classId }: Absence) =>
      (filter.videoId ?? videoId) === videoId && (filter.classId ?? classId) === classId;
    return this.#merge('absence', this.#base.absences(filter), isMeant).sort(byTime);
  }

  mapping(id: MappingId): LabelMapping | undefined {
    return this.#find('mapping', id);
  }

  mappings(filter: { readonly modelHash?: string; readonly classId?: ClassId }): LabelMapping[] {
    const isMeant = ({ modelHash, classId }: LabelMapping) =>
      (filter.modelHash ?? modelHash) === modelHash && (filter.classId ?? classId) === classId;
    return this.#merge('mapping', this.#base.mappings(filter), isMeant).sort(
      (a, b) => compare(a.modelHash, b.modelHash) || compare(a.modelLabel, b.modelLabel),
    );
  }

  video(id: VideoId): ReturnType<AnnotationView['video']> {
    const there = this.#base.video(id);
    return there && { ...there, ...this.#overlay.video.get(id) };
  }

  #find<K extends RecordKind>(kind: K, id: string): Records[K] | undefined {
    const changed = this.#overlay[kind].get(id);
    return changed === undefined ? this.#original(kind, id) : (changed ?? undefined);
  }

  #original<K extends RecordKind>(kind: K, id: string): Records[K] | undefined {
    const known: Map<string, Records[K] | undefined> = this.#known[kind];
    if (!known.has(id)) known.set(id, FIND[kind](this.#base, id));
    return known.get(id);
  }

  #merge<K extends RecordKind>(kind: K, base: Records[K][], isMeant: (record: Records[K]) => boolean): Records[K][] {
    const overlay: ReadonlyMap<string, Records[K] | null> = this.#overlay[kind];
    const known: Map<string, Records[K] | undefined> = this.#known[kind];
    for (const record of base) known.set(record.id, record);
    const changed = [...overlay.values()].filter((record) => record !== null);
    return [...base.filter(({ id }) => !overlay.has(id)), ...changed.filter(isMeant)];
  }

  #changesOf<K extends RecordKind>(kind: K) {
    const added: Records[K][] = [];
    const updated: { before: Records[K]; after: Records[K] }[] = [];
    const removed: Records[K][] = [];
    for (const [id, after] of this.#overlay[kind] as ReadonlyMap<string, Records[K] | null>) {
      const before = this.#original(kind, id);
      if (before === undefined) {
        if (after !== null) added.push(after);
      } else if (after === null) removed.push(before);
      else if (!isSameRecord(before, after)) updated.push({ before, after });
    }
    return { added, updated, removed };
  }
}

const FIND: { readonly [K in RecordKind]: (view: AnnotationView, id: string) => Records[K] | undefined } = {
  labelClass: (view, id) => view.labelClass(id as ClassId),
  segment: (view, id) => view.segment(id as SegmentId),
  absence: (view, id) => view.absence(id as AbsenceId),
  mapping: (view, id) => view.mapping(id as MappingId),
  video(view, id) {
    const video = view.video(id as VideoId);
    return video && { id: video.id, name: video.name, isRemoved: video.isRemoved };
  },
};
