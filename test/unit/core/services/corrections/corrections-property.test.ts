import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Emitter } from '../../../../../src-main/core/base/emitter.ts';
import { Corrections } from '../../../../../src-main/core/services/corrections/corrections.ts';
import { ProjectStore } from '../../../../../src-main/core/store/project-store.ts';
import { editSchema } from '../../../../../src-main/shared/edit.ts';
import { AppError } from '../../../../../src-main/shared/errors.ts';
import type { RunId } from '../../../../../src-main/shared/records.ts';
import { annotationsOf, brokenRules } from '../../../../support/annotation-checks.ts';
import { FRAMES, type Intention, editFor, intentions } from '../../../../support/edit-scripts.ts';
import { addVideo } from '../../../../support/project-store.ts';

const HASH = 'f00d';
const REFUSALS = ['edit.invalid', 'edit.conflict', 'segment.unknown', 'class.unknown', 'video.unknown'];

/** Long enough for edits to meet. */
function scripts<T>(steps: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(steps, { minLength: 20, maxLength: 40, size: 'max' });
}

test('any sequence of edits, undone in full, restores the project exactly, and redone gives the same again', () => {
  fc.assert(
    fc.property(scripts(intentions), fc.nat(30), (script, reopenAt) => {
      withProject((project) => {
        const before = annotationsOf(project.store);
        let done = 0;
        for (const [i, intention] of script.entries()) {
          if (i === reopenAt) project.reopen();
          if (project.edit(intention, 'Ada')) done++;
        }
        const after = annotationsOf(project.store);
        for (let i = 0; i < done; i++) expect(project.step('undo', 'Ada')).toBe(true);
        expect(project.step('undo', 'Ada')).toBe(false);
        expect(annotationsOf(project.store)).toEqual(before);
        project.reopen();
        while (project.step('redo', 'Ada')) expect(brokenRules(project.store)).toEqual([]);
        expect(annotationsOf(project.store)).toEqual(after);
      });
    }),
    { numRuns: 15 },
  );
});

const turns = scripts(
  fc.record({
    annotator: fc.constantFrom('Ada', 'Ben'),
    act: fc.oneof(
      { weight: 6, arbitrary: intentions },
      fc.constantFrom('undo' as const, 'redo' as const, 'run' as const),
    ),
    reopens: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  }),
);

test('whatever two annotators and a run do in turn, the rules hold, and what is refused changes nothing', () => {
  fc.assert(
    fc.property(turns, (script) => {
      withProject((project) => {
        for (const { annotator, act, reopens } of script) {
          if (reopens) project.reopen();
          const decided = project.decided();
          if (act === 'run') {
            project.propose();
            expect(project.decided()).toEqual(decided);
          } else if (act === 'undo' || act === 'redo') project.step(act, annotator);
          else project.edit(act, annotator);
          expect(brokenRules(project.store)).toEqual([]);
        }
      });
    }),
    { numRuns: 15 },
  );
});

/** A project with a few classes, two videos and proposals, removed when the work is over. */
function withProject(work: (project: TestProject) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'timeloupe-edits-'));
  const project = new TestProject(join(folder, 'test.timeloupe'));
  try {
    work(project);
  } finally {
    project.close();
    rmSync(folder, { recursive: true });
  }
}

class TestProject {
  store: ProjectStore;
  #corrections: Corrections;
  readonly #path: string;
  #runs = 0;

  constructor(path: string) {
    this.#path = path;
    this.store = ProjectStore.create(path);
    // Durability is another test's matter, and waiting for the disk is most of this one's time.
    this.store.db.exec('PRAGMA synchronous = OFF');
    addVideo(this.store, { name: 'one', frameCount: FRAMES });
    addVideo(this.store, { name: 'two', frameCount: FRAMES });
    const model = { hash: HASH, name: 'm', architecture: 'a', path: '/m', labels: ['A', 'B'], manifest: {} };
    this.store.runs.putModel(model);
    this.#corrections = this.#open();
    this.#corrections.ensureClassesFor({ modelHash: HASH, labels: ['walk', 'run', 'scratch'] });
    for (const { id } of this.store.annotations.labelClasses().slice(1)) {
      const edit = editSchema.parse({ kind: 'updateClass', classId: id, fields: { isExclusive: true } });
      this.#corrections.apply({ annotator: 'Cleo', edit });
    }
    this.propose();
  }

  reopen(): void {
    this.close();
    this.store = ProjectStore.open(this.#path);
    this.store.db.exec('PRAGMA synchronous = OFF');
    this.#corrections = this.#open();
  }

  close(): void {
    this.#corrections.close();
    this.store.close();
  }

  /** @returns whether it was done; what is refused must change nothing. */
  edit(intention: Intention, annotator: string): boolean {
    const input = editFor(this.store, intention, HASH);
    if (!input) return false;
    return this.#whole(() => this.#corrections.apply({ annotator, edit: editSchema.parse(input) }));
  }

  step(kind: 'undo' | 'redo', annotator: string): boolean {
    return this.#whole(() => this.#corrections[kind]({ annotator }));
  }

  propose(): void {
    const classes = this.store.annotations.labelClasses();
    const runId = ++this.#runs as RunId;
    for (const video of this.store.videos.list()) {
      const proposals = classes.map(({ id }, i) => ({
        classId: id,
        startFrame: (i * 13 + this.#runs * 3) % (FRAMES - 16),
        endFrame: ((i * 13 + this.#runs * 3) % (FRAMES - 16)) + 15,
        score: 0.5,
        startDoubtFrames: 1,
        endDoubtFrames: 1,
      }));
      this.#corrections.propose({ videoId: video.id, runId, proposals, minLengthFrames: 3 });
    }
  }

  /** What no run may touch. */
  decided(): object[] {
    return this.store.annotations.segments({ statuses: ['accepted', 'corrected', 'rejected'] });
  }

  #open(): Corrections {
    return new Corrections({ store: this.store, events: new Emitter() });
  }

  #whole(act: () => unknown): boolean {
    const before = annotationsOf(this.store);
    const newest = this.store.annotations.journal.newestId();
    try {
      const result = act();
      expect(brokenRules(this.store)).toEqual([]);
      return result !== null;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      expect(REFUSALS).toContain(error.code);
      expect(annotationsOf(this.store)).toEqual(before);
      expect(this.store.annotations.journal.newestId()).toBe(newest);
      return false;
    }
  }
}
