import { randomUUID } from 'node:crypto';
import { type Diff, isEmpty, reverse } from '../../../shared/diff.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Parsed, Result } from '../../../shared/protocol.ts';
import type { EditResult } from '../../../shared/protocol/project-methods.ts';
import type { EntryId, JournalEntry, LabelMapping } from '../../../shared/records.ts';
import { diffForEdit, refuseUnfit, type TitledDiff } from '../../annotations/diff-for-edit.ts';
import { diffForModelLabels } from '../../annotations/model-classes.ts';
import { type ProposalSet, diffForProposals } from '../../annotations/proposals.ts';
import { NO_STEPS, type UndoStacks, advance } from '../../annotations/undo-stacks.ts';
import type { AnnotationStore } from '../../store/annotation-store.ts';
import { snapshot, transaction } from '../../store/database.ts';
import type { OpenProject } from '../project/open-project.ts';

/** How soon edits of other processes on the same file are told of. */
const POLL_MS = 500;
/** Entries told of in one go, so that a long journal of another process isn't read into memory at once. */
const BATCH = 100;

type Project = Pick<OpenProject, 'store' | 'events'>;

/**
 * Corrections with undo: each call is one transaction on the file, so that what it returns is durable. Every entry of
 * the journal since the project was opened is told of once, in order, as 'annotations.changed'; those of other
 * processes within half a second. Undo follows the journal, so it survives a restart. Close it before the store.
 *
 * A call with an id of its own that the journal knows is not carried out again, in whatever process: it gets the answer
 * that it got, or missed, before.
 */
export class Corrections {
  readonly #annotations: AnnotationStore;
  readonly #project: Project;
  readonly #timer: NodeJS.Timeout;
  readonly #stacks = new Map<string, { readonly stacks: UndoStacks; readonly upTo: EntryId }>();
  #toldUpTo: EntryId;

  constructor(project: Project) {
    this.#project = project;
    this.#annotations = project.store.annotations;
    this.#toldUpTo = this.#annotations.journal.newestId();
    this.#timer = setInterval(() => {
      this.#poll();
    }, POLL_MS);
    this.#timer.unref();
  }

  /** @throws AppError as `diffForEdit` does, and as the store does when the file can't be written. */
  apply({ annotator, edit }: Parsed<'edits.apply'>, callId?: string): EditResult {
    return this.#commit(callId, () => {
      if (edit.kind === 'mapLabel') this.#checkLabel(edit);
      const context = { annotator, newId: randomUUID };
      return { ...diffForEdit(this.#annotations, edit, context), kind: 'edit', targetId: null, annotator };
    })!;
  }

  /**
   * Takes back the annotator's last edit that stands; null without one.
   *
   * @throws AppError 'edit.conflict' when what it changed has been changed since, or what it would bring back doesn't
   *   fit with what is there now.
   */
  undo({ annotator }: Parsed<'edits.undo'>, callId?: string): EditResult | null {
    return this.#step('undo', annotator, callId);
  }

  /** Repeats the annotator's last edit that was undone; null without one, or after a new edit. Fails as undo does. */
  redo({ annotator }: Parsed<'edits.redo'>, callId?: string): EditResult | null {
    return this.#step('redo', annotator, callId);
  }

  state({ annotator }: Parsed<'edits.state'>): Result<'edits.state'> {
    return snapshot(this.#project.store.db, () => {
      const { undo, redo } = this.#stacksOf(annotator);
      const entry = (id: EntryId | undefined) => (id === undefined ? null : this.#annotations.journal.entry(id)!);
      return { undo: entry(undo.at(-1)), redo: entry(redo.at(-1)) };
    });
  }

  history(params: Parsed<'edits.history'>): JournalEntry[] {
    return this.#annotations.journal.history(params);
  }

  /**
   * Puts a run's proposals under what people decided, as one entry that is on nobody's undo stack.
   *
   * @returns null when everything is there already.
   * @throws AppError as `diffForProposals` does.
   */
  propose(set: ProposalSet): { readonly entryId: EntryId; readonly added: number; readonly removed: number } | null {
    let diff: Diff = {};
    const done = this.#commit(undefined, () => {
      diff = diffForProposals(this.#annotations, set, randomUUID);
      const title = `Proposals of run ${set.runId}`;
      return isEmpty(diff) ? null : { diff, title, kind: 'edit', targetId: null, annotator: null };
    });
    if (!done) return null;
    return {
      entryId: done.entryId,
      added: diff.segment?.added.length ?? 0,
      removed: diff.segment?.removed.length ?? 0,
    };
  }

  /**
   * Makes sure that each label of a model is mapped (or ignored), as one entry that is on nobody's undo stack.
   *
   * @returns all mappings of the model.
   */
  ensureClassesFor(model: { readonly modelHash: string; readonly labels: readonly string[] }): LabelMapping[] {
    this.#commit(undefined, () => {
      const diff = diffForModelLabels(this.#annotations, model, randomUUID);
      const title = `Bring in the labels of a model`;
      return isEmpty(diff) ? null : { diff, title, kind: 'edit', targetId: null, annotator: null };
    });
    return this.#annotations.mappings({ modelHash: model.modelHash });
  }

  /**
   * Brings in annotations from elsewhere, as one step of the annotator's undo.
   *
   * @param decide works out the change on the newest state; nobody else writes until it is written.
   * @throws AppError what `decide` throws, and as the store does.
   */
  bringIn(annotator: string, decide: () => TitledDiff, callId?: string): EditResult {
    return this.#commit(callId, () => ({ ...decide(), kind: 'edit', targetId: null, annotator }))!;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #step(kind: 'undo' | 'redo', annotator: string, callId: string | undefined): EditResult | null {
    return this.#commit(callId, () => {
      const targetId = this.#stacksOf(annotator)[kind].at(-1);
      if (targetId === undefined) return null;
      const { journal } = this.#annotations;
      const done = journal.diff(targetId)!;
      const diff = kind === 'undo' ? reverse(done) : done;
      this.#annotations.verify(diff);
      refuseUnfit(this.#annotations, diff);
      const title = `${kind === 'undo' ? 'Undo' : 'Redo'} ${journal.entry(targetId)!.title}`;
      return { diff, title, kind, targetId, annotator };
    });
  }

  /**
   * Decides on the newest state, writes, and tells: nobody else writes in between. Decides nothing where the call has
   * been carried out.
   */
  #commit(
    callId: string | undefined,
    decide: () => (Pick<JournalEntry, 'kind' | 'targetId' | 'annotator' | 'title'> & { readonly diff: Diff }) | null,
  ): EditResult | null {
    const done = transaction(this.#project.store.db, () => {
      const { journal } = this.#annotations;
      const known = callId === undefined ? undefined : journal.entryOfCall(callId);
      if (known) return { diff: journal.diff(known.id)!, entry: known };
      const decision = decide();
      if (!decision) return null;
      const { diff, ...entry } = decision;
      return { diff, entry: this.#annotations.apply(diff, { ...entry, at: new Date().toISOString() }, callId) };
    });
    if (!done) return null;
    const { diff, entry } = done;
    this.#tell(entry.id, diff);
    return { entry, entryId: entry.id, addedSegmentIds: (diff.segment?.added ?? []).map(({ id }) => id) };
  }

  #stacksOf(annotator: string): UndoStacks {
    const known = this.#stacks.get(annotator) ?? { stacks: NO_STEPS, upTo: 0 as EntryId };
    const steps = this.#annotations.journal.stepsOf(annotator, known.upTo);
    const stacks = advance(known.stacks, steps);
    this.#stacks.set(annotator, { stacks, upTo: steps.at(-1)?.id ?? known.upTo });
    return stacks;
  }

  #checkLabel({ modelHash, modelLabel }: { readonly modelHash: string; readonly modelLabel: string }): void {
    const model = this.#project.store.runs.model(modelHash);
    if (!model) throw new AppError('model.not_found', `The project has used no model ${modelHash}.`);
    if (model.labels.includes(modelLabel)) return;
    throw new AppError('edit.invalid', `The model "${model.name}" has no label "${modelLabel}". Nothing was changed.`);
  }

  #poll(): void {
    try {
      this.#tell();
    } catch {
      // Nobody is there to be told. Whatever is wrong with the file, the next call meets it and says so.
    }
  }

  /** Not in someone's transaction, which may yet be taken back: then the next poll tells. */
  #tell(ownId?: EntryId, ownDiff?: Diff): void {
    if (this.#project.store.db.isTransaction) return;
    const { journal } = this.#annotations;
    for (let entries = journal.since(this.#toldUpTo, BATCH); entries.length > 0;) {
      for (const entry of entries) {
        this.#toldUpTo = entry.id;
        const diff = entry.id === ownId && ownDiff ? ownDiff : journal.diff(entry.id)!;
        this.#project.events.emit('annotations.changed', { diff, entry });
      }
      entries = journal.since(this.#toldUpTo, BATCH);
    }
  }
}
