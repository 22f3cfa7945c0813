import type { Diff } from '../../shared/diff.ts';
import type { ClassId, EntryId, JournalEntry, RunId, Segment, SegmentId, VideoId } from '../../shared/records.ts';

/** An entry of the journal with what it changed. */
export interface HistoryEntry extends Pick<JournalEntry, 'id' | 'kind' | 'targetId' | 'annotator' | 'at'> {
  readonly diff: Diff;
}

/** A segment as a run proposed it. */
export interface Proposal {
  readonly segmentId: SegmentId;
  readonly runId: RunId;
  readonly videoId: VideoId;
  /** The proposed class; where that was merged into another or deleted since, the one that took its segments. */
  readonly classId: ClassId;
  /**
   * there: still among the segments; deleted: by a person; withdrawn: by a newer proposal, by an undo, or because
   * an edit joined it with another segment.
   */
  readonly fate: 'there' | 'deleted' | 'withdrawn';
}

/** When someone decided something. */
export interface Decision {
  readonly annotator: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** A person's mark on an item of a queue. */
export interface Mark extends Decision {
  /** The edit that decided the item; null where none was needed. */
  readonly entryId: EntryId | null;
}

/**
 * What the journal alone knows of a review: what runs proposed before anyone corrected it, and who decided when.
 * Entries are added in order, once each; it grows with the journal and never has to read it again.
 */
export class ReviewHistory {
  #lastId = 0 as EntryId;
  readonly #proposals = new Map<SegmentId, Proposal>();
  /** Class that is gone → the class that took its segments. */
  readonly #successors = new Map<ClassId, ClassId>();
  readonly #decisions = new Map<EntryId, Decision>();
  readonly #undone = new Set<EntryId>();

  /** The newest entry that was added; 0 before the first. */
  get lastId(): EntryId {
    return this.#lastId;
  }

  add(entry: HistoryEntry): void {
    this.#lastId = entry.id;
    this.#followClasses(entry.diff);
    this.#followProposals(entry);
    this.#followDecisions(entry);
  }

  proposals(): Proposal[] {
    return [...this.#proposals.values()].map((proposal) => ({
      ...proposal,
      classId: this.#classNow(proposal.classId),
    }));
  }

  /**
   * Decisions that stand: those of edits, in order, then those of marks. An edit that was undone and not repeated is
   * none, and a mark is none beside the edit that made it.
   */
  decisions(marks: readonly Mark[]): Decision[] {
    const byEdit = [...this.#decisions].flatMap(([id, decision]) => (this.#undone.has(id) ? [] : [decision]));
    const isCounted = (id: EntryId | null) => id !== null && this.#decisions.has(id) && !this.#undone.has(id);
    return [...byEdit, ...marks.filter(({ entryId }) => !isCounted(entryId))];
  }

  #followClasses({ labelClass, segment }: Diff): void {
    for (const { id } of labelClass?.added ?? []) this.#successors.delete(id);
    for (const { id } of labelClass?.removed ?? []) {
      const moved = segment?.updated.find(({ before }) => before.classId === id);
      if (moved) this.#successors.set(id, moved.after.classId);
    }
  }

  #followProposals({ kind, annotator, diff: { segment } }: HistoryEntry): void {
    if (!segment) return;
    const isDeletion = kind !== 'undo' && annotator !== null && segment.added.length + segment.updated.length === 0;
    for (const { id } of segment.removed) {
      const proposal = this.#proposals.get(id);
      if (proposal) this.#proposals.set(id, { ...proposal, fate: isDeletion ? 'deleted' : 'withdrawn' });
    }
    for (const added of segment.added) {
      const known = this.#proposals.get(added.id);
      if (known) this.#proposals.set(added.id, { ...known, fate: 'there' });
      else if (added.source === 'model' && added.runId !== null) this.#proposals.set(added.id, proposed(added));
    }
  }

  #followDecisions({ id, kind, targetId, annotator, at, diff }: HistoryEntry): void {
    if (kind === 'edit') {
      if (annotator !== null && isDecision(diff)) this.#decisions.set(id, { annotator, at });
      return;
    }
    // An undo and a redo both name the edit that they are about; no other entry has a target.
    if (kind === 'undo') this.#undone.add(targetId!);
    else this.#undone.delete(targetId!);
  }

  #classNow(classId: ClassId): ClassId {
    let now = classId;
    // Each step follows a class that is gone to one that was there when it went: no way back.
    for (let next = this.#successors.get(now); next !== undefined; next = this.#successors.get(now)) now = next;
    return now;
  }
}

/**
 * One decision, however many segments it concerns: a segment gets a status other than unreviewed, is made by hand,
 * or is deleted unreviewed; or a class is verified absent. What was decided elsewhere and imported is none.
 */
function isDecision({ segment, absence }: Diff): boolean {
  if (segment?.added.some(({ source }) => source === 'import')) return false;
  if ((absence?.added.length ?? 0) > 0) return true;
  if (!segment) return false;
  const isDecided = ({ status }: Segment) => status !== 'unreviewed';
  return (
    segment.updated.some(({ before, after }) => before.status !== after.status && isDecided(after)) ||
    (segment.updated.length + segment.removed.length === 0 && segment.added.some(isDecided)) ||
    (segment.updated.length + segment.added.length === 0 && segment.removed.some((removed) => !isDecided(removed)))
  );
}

function proposed({ id, runId, videoId, classId }: Segment): Proposal {
  return { segmentId: id, runId: runId!, videoId, classId, fate: 'there' };
}
