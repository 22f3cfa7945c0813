import type { EditInput } from '#shared/edit';
import { AppError } from '#shared/errors';
import { applyDiff, type RecordMaps } from '#shared/diff';
import type { Host } from '#shared/protocol';
import type { EditResult } from '#shared/protocol/project-methods';
import type { Absence, ClassId, EntryId, LabelClass, LabelMapping, Segment, SegmentId, VideoId } from '#shared/records';
import { labelStyles, type LabelStyle } from '../lib/label-style.ts';
import type { Project } from './project.svelte.ts';
import { Reading } from './reading.ts';
import type { Saving } from './saving.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

const NOTHING: RecordMaps = {
  labelClass: new Map(),
  video: new Map(),
  segment: new Map(),
  absence: new Map(),
  mapping: new Map(),
};

/** A step of review that is no edit, like a mark in the queue; undo takes it back where no edit came after it. */
export interface Mark {
  /** "Put off touch face" */
  readonly title: string;
  readonly takeBack: () => Promise<void>;
}

/** What people and models say about the videos, followed by diffs; and the edits that change it. */
export class Annotations {
  #maps = $state.raw<RecordMaps>(NOTHING);
  /** Titles of what undo and redo would do; null for nothing. */
  undoTitle = $state<string | null>(null);
  redoTitle = $state<string | null>(null);
  /** The edit that undo would take back; null for none, and where it is a mark. */
  undoId = $state<EntryId | null>(null);
  readonly classes: readonly LabelClass[] = $derived(
    [...this.#maps.labelClass.values()].sort((a, b) => a.order - b.order),
  );
  readonly styles: ReadonlyMap<ClassId, LabelStyle> = $derived(labelStyles(this.classes));
  readonly #byVideo: ReadonlyMap<VideoId, readonly Segment[]> = $derived(groupedByVideo(this.#maps.segment));
  readonly #host: Host;
  readonly #project: Pick<Project, 'annotator'>;
  readonly #toasts: Toasts;
  /** Marks that undo would take back, the newest last, each with the newest edit of that moment. */
  readonly #marks: { readonly mark: Mark; readonly afterId: number }[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  /** The newest entry of the journal that the screen knows; callers wait until theirs is. */
  #upTo = 0;
  #waiting: { readonly entryId: number; readonly tell: () => void }[] = [];
  readonly #saving: Saving;
  readonly #reading = new Reading(
    () => this.#ask(),
    (maps) => (this.#maps = maps),
  );

  constructor(host: Host, project: Pick<Project, 'annotator'>, toasts: Toasts, saving: Saving) {
    this.#host = host;
    this.#project = project;
    this.#toasts = toasts;
    this.#saving = saving;
    host.on('annotations.changed', ({ diff, entry }) => {
      this.#reading.outdate();
      try {
        this.#maps = applyDiff(this.#maps, diff);
        this.#seen(entry.id);
      } catch {
        // A diff was missed: only reading anew makes it right.
        void this.read();
      }
      void this.#readUndo();
    });
  }

  get annotator(): string {
    return this.#project.annotator;
  }

  /** Reads all there is. */
  async read(): Promise<void> {
    await this.#reading.read();
    this.#seen(Infinity);
    await this.#readUndo();
  }

  async #ask(): Promise<RecordMaps> {
    const host = this.#host;
    const [classes, segments, absences, mappings, videos] = await Promise.all([
      host.call('labels.list', {}),
      host.call('segments.list', {}),
      host.call('absences.list', {}),
      host.call('labels.mappings', {}),
      host.call('videos.list', { includeRemoved: true }),
    ]);
    const listings = videos.map(({ id, name, isRemoved }) => ({ id, name, isRemoved }));
    return {
      labelClass: byId(classes),
      segment: byId(segments),
      absence: byId(absences),
      mapping: byId(mappings),
      video: byId(listings),
    };
  }

  forget(): void {
    this.#reading.forget();
    this.#maps = NOTHING;
    this.#marks.length = 0;
    this.#upTo = 0;
    this.undoTitle = this.redoTitle = null;
  }

  /** Segments of a video by start and end. */
  segmentsOf(videoId: VideoId | null): readonly Segment[] {
    return (videoId !== null && this.#byVideo.get(videoId)) || [];
  }

  segment(id: SegmentId): Segment | undefined {
    return this.#maps.segment.get(id);
  }

  get segments(): ReadonlyMap<string, Segment> {
    return this.#maps.segment;
  }

  absencesOf(videoId: VideoId | null): readonly Absence[] {
    return [...this.#maps.absence.values()].filter((absence) => absence.videoId === videoId);
  }

  get mappings(): ReadonlyMap<string, LabelMapping> {
    return this.#maps.mapping;
  }

  classOf(id: ClassId): LabelClass | undefined {
    return this.#maps.labelClass.get(id);
  }

  /** The class that a model's label stands for; null where it is ignored or unknown. */
  classOfLabel(modelHash: string, label: string): LabelClass | null {
    for (const mapping of this.#maps.mapping.values()) {
      if (mapping.modelHash === modelHash && mapping.modelLabel === label) {
        return mapping.classId === null ? null : (this.classOf(mapping.classId) ?? null);
      }
    }
    return this.classes.find(({ name }) => name === label) ?? null;
  }

  style(id: ClassId): LabelStyle {
    return this.styles.get(id) ?? { colour: 'var(--t3)', glyph: 0, pattern: 0, isHollow: true };
  }

  /** Makes an edit; when this returns it is on disk and on screen. A refusal is shown, and null returned. */
  async apply(edit: EditInput): Promise<EditResult | null> {
    try {
      const done = await this.#saving.track(this.#host.call('edits.apply', { annotator: this.annotator, edit }));
      await this.#known(done.entryId);
      return done;
    } catch (error) {
      this.#toasts.failure(error);
      return null;
    }
  }

  /** Follows what else a person decides until it is on disk, so that the status bar says whether it is. */
  tracked<T>(call: Promise<T>): Promise<T> {
    return this.#saving.track(call);
  }

  /** Does things one after another, in the order they were asked for: undo waits for the decision before it. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    // Whoever asked hears of a failure; the next one begins all the same.
    this.#turn = done.catch(() => null);
    return done;
  }

  /** Lets undo take back what is no edit. Call it in turn. */
  async addMark(mark: Mark): Promise<void> {
    const { undo } = await this.#host.call('edits.state', { annotator: this.annotator });
    this.#marks.push({ mark, afterId: undo?.id ?? 0 });
    this.undoTitle = mark.title;
    this.undoId = null;
  }

  /** Takes the annotator's last edit back. @returns its title; null when nothing is left. */
  undo(): Promise<string | null> {
    return this.inTurn(async () => (await this.#takeMarkBack()) ?? (await this.#travel('edits.undo')));
  }

  redo(): Promise<string | null> {
    return this.inTurn(() => this.#travel('edits.redo'));
  }

  async #takeMarkBack(): Promise<string | null> {
    const last = this.#marks.at(-1);
    if (!last) return null;
    const { undo } = await this.#host.call('edits.state', { annotator: this.annotator });
    if ((undo?.id ?? 0) > last.afterId) return null;
    this.#marks.pop();
    await last.mark.takeBack();
    await this.#readUndo();
    return `Undo ${last.mark.title}`;
  }

  async #travel(method: 'edits.undo' | 'edits.redo'): Promise<string | null> {
    try {
      const done = await this.#saving.track(this.#host.call(method, { annotator: this.annotator }));
      if (done) await this.#known(done.entryId);
      return done?.entry.title ?? null;
    } catch (error) {
      this.#toasts.failure(error);
      return null;
    }
  }

  /** Waits until the screen has an entry's diff: it comes by another way than the answer. */
  async #known(entryId: number): Promise<void> {
    if (this.#upTo >= entryId) return;
    await new Promise<void>((tell) => this.#waiting.push({ entryId, tell }));
  }

  /** @param entryId Infinity: everything was read anew. */
  #seen(entryId: number): void {
    if (entryId !== Infinity) this.#upTo = Math.max(this.#upTo, entryId);
    const served = this.#waiting.filter((waiting) => waiting.entryId <= entryId);
    this.#waiting = this.#waiting.filter((waiting) => waiting.entryId > entryId);
    for (const { tell } of served) tell();
  }

  async #readUndo(): Promise<void> {
    try {
      const { undo, redo } = await this.#host.call('edits.state', { annotator: this.annotator });
      const mark = this.#marks.at(-1);
      const isMark = mark !== undefined && (undo?.id ?? 0) <= mark.afterId;
      this.undoTitle = isMark ? mark.mark.title : (undo?.title ?? null);
      this.undoId = isMark ? null : (undo?.id ?? null);
      this.redoTitle = redo?.title ?? null;
    } catch (error) {
      // The project was closed meanwhile.
      if (!(error instanceof AppError)) throw error;
    }
  }
}

function byId<T extends { readonly id: string }>(records: readonly T[]): Map<string, T> {
  return new Map(records.map((record) => [record.id, record]));
}

function groupedByVideo(segments: ReadonlyMap<string, Segment>): Map<VideoId, Segment[]> {
  const groups = new Map<VideoId, Segment[]>();
  for (const segment of segments.values()) {
    const group = groups.get(segment.videoId);
    if (group) group.push(segment);
    else groups.set(segment.videoId, [segment]);
  }
  for (const group of groups.values()) {
    group.sort((a, b) => a.startFrame - b.startFrame || a.endFrame - b.endFrame);
  }
  return groups;
}
