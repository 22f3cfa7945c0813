import { type Conflict, type Diff, RECORD_KINDS, conflictsOf, isSameRecord } from '../../shared/diff.ts';
import { AppError } from '../../shared/errors.ts';
import type {
  Absence,
  AbsenceId,
  ClassId,
  JournalEntry,
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
import { transaction } from './database.ts';
import { JournalStore } from './journal-store.ts';
import { deleteSql, insertSql, recordFrom, selectSql, updateOf, valuesOf } from './record-tables.ts';
import { whereSegments } from './segment-conditions.ts';
import type { Database, Value } from './sqlite.ts';
import { Statements } from './statements.ts';

const BY_TIME = ' ORDER BY video_id, start_frame, end_frame, id';

/** Annotation records of a project, and the journal of their changes. */
export class AnnotationStore implements AnnotationView {
  readonly journal: JournalStore;
  readonly #db: Database;
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#db = db;
    this.#statements = new Statements(db);
    this.journal = new JournalStore(db);
  }

  /** The connection, for a transaction over several stores. */
  get db(): Database {
    return this.#db;
  }

  /**
   * Applies a change and writes its entry into the journal: both or neither.
   *
   * @param callId as `JournalStore.append` takes it.
   * @throws AppError 'edit.conflict' when a record is not as the diff expects it.
   */
  apply(diff: Diff, entry: Omit<JournalEntry, 'id'>, callId?: string): JournalEntry {
    return transaction(this.#db, () => {
      this.verify(diff);
      // Names of classes are unique at every step: what goes makes room for what comes.
      for (const kind of [...RECORD_KINDS].reverse()) this.#remove(kind, diff);
      for (const kind of RECORD_KINDS) this.#write(kind, diff);
      return this.journal.append(entry, diff, callId);
    });
  }

  /** @throws AppError 'edit.conflict' when a record is not as the diff expects it: who changed it, and by what. */
  verify(diff: Diff): void {
    const [conflict] = conflictsOf(diff, (kind, id) => this.find(kind, id));
    if (conflict) throw this.#conflictError(conflict);
  }

  find<K extends RecordKind>(kind: K, id: string): Records[K] | undefined {
    const row = this.#statements.one(`${selectSql(kind)} WHERE id = ?`, id);
    return row && recordFrom(kind, row);
  }

  labelClass(id: ClassId): LabelClass | undefined {
    return this.find('labelClass', id);
  }

  labelClasses(): LabelClass[] {
    return this.#list('labelClass', ' ORDER BY sort_order, name');
  }

  segment(id: SegmentId): Segment | undefined {
    return this.find('segment', id);
  }

  segments(filter: SegmentFilter): Segment[] {
    const { sql, values } = whereSegments(filter);
    return this.#list('segment', sql + BY_TIME, values);
  }

  absence(id: AbsenceId): Absence | undefined {
    return this.find('absence', id);
  }

  absences(filter: { readonly videoId?: VideoId; readonly classId?: ClassId }): Absence[] {
    return this.#list('absence', ...equal({ video_id: filter.videoId, class_id: filter.classId }, BY_TIME));
  }

  mapping(id: MappingId): LabelMapping | undefined {
    return this.find('mapping', id);
  }

  mappings(filter: { readonly modelHash?: string; readonly classId?: ClassId }): LabelMapping[] {
    const order = ' ORDER BY model_hash, model_label';
    return this.#list('mapping', ...equal({ model_hash: filter.modelHash, class_id: filter.classId }, order));
  }

  video(id: VideoId): ReturnType<AnnotationView['video']> {
    const row = this.#statements.one(
      'SELECT id, name, is_removed AS isRemoved, frame_count AS frameCount FROM video WHERE id = ?',
      id,
    );
    return row && (recordFrom('video', row) as ReturnType<AnnotationView['video']>);
  }

  #list<K extends RecordKind>(kind: K, tail: string, values: readonly Value[] = []): Records[K][] {
    return this.#statements.all(selectSql(kind) + tail, ...values).map((row) => recordFrom(kind, row));
  }

  #remove(kind: RecordKind, diff: Diff): void {
    const removed = diff[kind]?.removed ?? [];
    if (kind === 'video' && removed.length > 0) throw new Error('an edit cannot remove a video, only hide it');
    for (const { id } of removed) this.#statements.run(deleteSql(kind), id);
  }

  #write(kind: RecordKind, diff: Diff): void {
    const { added = [], updated = [] } = diff[kind] ?? {};
    if (kind === 'video' && added.length > 0) throw new Error('an edit cannot add a video');
    for (const pair of updated) {
      const { sql, values } = updateOf(kind, pair as { before: Records[RecordKind]; after: Records[RecordKind] });
      if (!isSameRecord(pair.before, pair.after)) this.#statements.run(sql, ...values);
    }
    for (const record of added) this.#statements.run(insertSql(kind), ...valuesOf(kind, record));
  }

  #conflictError({ kind, id, expected, found }: Conflict): AppError {
    const last = this.journal.lastChangeOf(kind, id);
    const who = last ? `by ${last.annotator ?? 'a run'} ("${last.title}")` : 'by another program';
    const what = this.#phrase(kind, (expected ?? found)!);
    if (!expected) return new AppError('edit.conflict', `${what} has been added since ${who}. Undo that first.`);
    const done = found ? 'changed' : 'removed';
    return new AppError(
      'edit.conflict',
      `${what} has been ${done} since ${who}. Undo that first, or edit what is there.`,
    );
  }

  #phrase(kind: RecordKind, record: Records[RecordKind]): string {
    if ('modelLabel' in record) return `The mapping of "${record.modelLabel}"`;
    if ('name' in record) return `The ${kind === 'video' ? 'video' : 'class'} "${record.name}"`;
    const what = kind === 'segment' ? 'segment' : 'verified absence';
    const name = this.labelClass(record.classId)?.name ?? record.classId;
    return `The ${what} "${name}" at frames ${record.startFrame} to ${record.endFrame - 1}`;
  }
}

/** Conditions for the values that are given, before the rest of the statement, with their parameters. */
function equal(columns: Readonly<Record<string, string | undefined>>, rest: string): [string, string[]] {
  const given = Object.entries(columns).flatMap(([column, value]) => (value === undefined ? [] : [{ column, value }]));
  const where = given.map(({ column }) => `${column} = ?`).join(' AND ');
  return [(where && ` WHERE ${where}`) + rest, given.map(({ value }) => value)];
}
