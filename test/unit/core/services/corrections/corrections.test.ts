import { describe, expect, test } from 'vitest';
import type { EditInput, EditKind } from '../../../../../src-main/shared/edit.ts';
import type { RunId, SegmentId, VideoId } from '../../../../../src-main/shared/records.ts';
import { absence, labelClass, segment } from '../../../../support/annotation-records.ts';
import { annotationsOf, brokenRules } from '../../../../support/annotation-checks.ts';
import { corrector, secondConnection } from '../../../../support/corrections.ts';
import { addVideo, temporaryProject } from '../../../../support/project-store.ts';

const walk = labelClass('walk', { isExclusive: true });
const run = labelClass('run', { isExclusive: true, order: 1 });
const scratch = labelClass('scratch', { order: 2 });
const HASH = 'f00d';

/** Two exclusive classes and one that overlaps, segments of each kind, an absence, a model with a mapped label. */
function project() {
  const store = temporaryProject();
  const videoId = addVideo(store);
  const of = (id: string, from: number, to: number, fields = {}) =>
    segment(id, { videoId, classId: walk.id, startFrame: from, endFrame: to, ...fields });
  const segments = [
    of('proposal', 100, 200),
    of('own', 300, 400, { source: 'person', status: 'accepted', annotator: 'Ada', score: null }),
    of('next', 400, 450, { classId: run.id, source: 'person', status: 'accepted', annotator: 'Ada' }),
    of('bens', 500, 600, { status: 'corrected', annotator: 'Ben' }),
    of('near', 620, 640, { classId: scratch.id }),
  ];
  const gone = absence('gone', { videoId, classId: scratch.id, startFrame: 0, endFrame: 90 });
  store.runs.putModel({ hash: HASH, name: 'm', architecture: 'a', path: '/m', labels: ['WALK', 'SIT'], manifest: {} });
  store.annotations.apply(
    {
      labelClass: { added: [walk, run, scratch], updated: [], removed: [] },
      segment: { added: segments, updated: [], removed: [] },
      absence: { added: [gone], updated: [], removed: [] },
    },
    { kind: 'edit', targetId: null, annotator: null, at: '2026-01-01T00:00:00.000Z', title: 'Begin' },
  );
  return { store, videoId };
}

type Samples = { readonly [K in EditKind]: (videoId: VideoId) => Extract<EditInput, { readonly kind: K }> };

/** One sample of each kind: a new kind of edit does not compile until it has one. */
const samples: Samples = {
  create: (videoId) => ({ kind: 'create', videoId, classId: scratch.id, startFrame: 50, endFrame: 70 }),
  relabel: () => ({ kind: 'relabel', segmentIds: ids('proposal', 'near'), classId: run.id }),
  setSpan: () => ({ kind: 'setSpan', segmentId: id('own'), startFrame: 300, endFrame: 420, neighbours: 'push' }),
  split: () => ({ kind: 'split', segmentId: id('proposal'), atFrame: 150 }),
  merge: () => ({ kind: 'merge', segmentIds: ids('proposal', 'own') }),
  delete: () => ({ kind: 'delete', segmentIds: ids('own', 'near') }),
  setStatus: () => ({ kind: 'setStatus', segmentIds: ids('proposal'), status: 'accepted' }),
  setNote: () => ({ kind: 'setNote', segmentId: id('proposal'), note: 'is this a hop?' }),
  relabelWhere: () => ({ kind: 'relabelWhere', filter: { statuses: ['unreviewed'] }, classId: scratch.id }),
  setStatusWhere: () => ({ kind: 'setStatusWhere', filter: { sources: ['model'] }, status: 'rejected' }),
  verifyAbsent: (videoId) => ({ kind: 'verifyAbsent', videoId, classId: scratch.id, startFrame: 80, endFrame: 99 }),
  clearAbsent: (videoId) => ({ kind: 'clearAbsent', videoId, classId: scratch.id, startFrame: 10, endFrame: 20 }),
  adopt: () => ({ kind: 'adopt', from: 'Ben' }),
  createClass: () => ({ kind: 'createClass', name: 'jump', fields: { shortcut: 'j' } }),
  updateClass: () => ({ kind: 'updateClass', classId: walk.id, fields: { name: 'stroll', isExclusive: false } }),
  reorderClasses: () => ({ kind: 'reorderClasses', classIds: [scratch.id, walk.id] }),
  mergeClasses: () => ({ kind: 'mergeClasses', classIds: [run.id], into: walk.id }),
  deleteClass: () => ({ kind: 'deleteClass', classId: scratch.id, moveTo: walk.id }),
  mapLabel: () => ({ kind: 'mapLabel', modelHash: HASH, modelLabel: 'SIT', classId: null }),
  renameVideo: (videoId) => ({ kind: 'renameVideo', videoId, name: 'Monday' }),
  removeVideo: (videoId) => ({ kind: 'removeVideo', videoId }),
  restoreVideo: (videoId) => ({ kind: 'restoreVideo', videoId }),
};

describe.each(Object.keys(samples) as EditKind[])('%s', (kind) => {
  test('undo restores everything exactly, redo repeats it, after reopening too', () => {
    const { store, videoId } = project();
    const { apply, corrections } = corrector(store);
    if (kind === 'restoreVideo') apply({ kind: 'removeVideo', videoId });
    const before = annotationsOf(store);
    const { entry } = apply(samples[kind](videoId));
    const after = annotationsOf(store);
    expect(after).not.toEqual(before);
    expect(brokenRules(store)).toEqual([]);
    expect(corrections.state({ annotator: 'Ada' }).undo).toEqual(entry);

    expect(corrections.undo({ annotator: 'Ada' })?.entry).toMatchObject({ kind: 'undo', targetId: entry.id });
    expect(annotationsOf(store)).toEqual(before);

    const later = corrector(secondConnection(store)).corrections;
    expect(later.state({ annotator: 'Ada' }).redo).toEqual(entry);
    expect(later.redo({ annotator: 'Ada' })?.entry).toMatchObject({ kind: 'redo', targetId: entry.id });
    expect(annotationsOf(store)).toEqual(after);
  });
});

describe('undo and redo', () => {
  test('there is nothing to undo or redo at first, nor for someone else', () => {
    const { store, videoId } = project();
    const { apply, corrections } = corrector(store);
    expect(corrections.undo({ annotator: 'Ada' })).toBeNull();
    expect(corrections.redo({ annotator: 'Ada' })).toBeNull();
    apply(samples.renameVideo(videoId));
    expect(corrections.undo({ annotator: 'Ben' })).toBeNull();
    expect(corrections.state({ annotator: 'Ben' })).toEqual({ undo: null, redo: null });
  });

  test('a new edit ends what could be repeated', () => {
    const { store, videoId } = project();
    const { apply, corrections } = corrector(store);
    apply(samples.renameVideo(videoId));
    corrections.undo({ annotator: 'Ada' });
    apply(samples.setNote(videoId));
    expect(corrections.state({ annotator: 'Ada' }).redo).toBeNull();
    expect(corrections.redo({ annotator: 'Ada' })).toBeNull();
  });

  test('each annotator undoes their own last edit, whoever edited later', () => {
    const { store } = project();
    const { apply, corrections } = corrector(store);
    apply({ kind: 'setNote', segmentId: id('own'), note: 'a' }, 'Ada');
    apply({ kind: 'setNote', segmentId: id('bens'), note: 'b' }, 'Ben');
    corrections.undo({ annotator: 'Ada' });
    expect(store.annotations.segment(id('own'))?.note).toBe('');
    expect(store.annotations.segment(id('bens'))?.note).toBe('b');
  });

  test('what another has changed since is not undone; the sentence says who and what, and nothing changes', () => {
    const { store } = project();
    const { apply, corrections } = corrector(store);
    apply({ kind: 'relabel', segmentIds: ids('proposal'), classId: run.id }, 'Ada');
    apply({ kind: 'setNote', segmentId: id('proposal'), note: 'sure?' }, 'Ben');
    const before = annotationsOf(store);
    expect(() => corrections.undo({ annotator: 'Ada' })).toThrow(
      expect.objectContaining({
        code: 'edit.conflict',
        message: expect.stringMatching(/"run".*Ben.*Note on run/) as string,
      }),
    );
    expect(annotationsOf(store)).toEqual(before);
    corrections.undo({ annotator: 'Ben' });
    corrections.undo({ annotator: 'Ada' });
    expect(store.annotations.segment(id('proposal'))).toMatchObject({ classId: walk.id, status: 'unreviewed' });
  });

  test('what would no longer fit is not brought back', () => {
    const { store, videoId } = project();
    const { apply, corrections } = corrector(store);
    apply({ kind: 'delete', segmentIds: ids('own') }, 'Ben');
    apply({ kind: 'create', videoId, classId: run.id, startFrame: 310, endFrame: 320 }, 'Ada');
    const before = annotationsOf(store);
    expect(() => corrections.undo({ annotator: 'Ben' })).toThrow(
      expect.objectContaining({
        code: 'edit.conflict',
        message: expect.stringContaining('frames 310 to 319') as string,
      }),
    );
    expect(annotationsOf(store)).toEqual(before);
  });

  test('a class that another uses is not undone away', () => {
    const { store, videoId } = project();
    const { apply, corrections } = corrector(store);
    apply({ kind: 'createClass', name: 'jump' }, 'Ada');
    const jump = store.annotations.labelClasses().find(({ name }) => name === 'jump')!;
    apply({ kind: 'create', videoId, classId: jump.id, startFrame: 0, endFrame: 5 }, 'Ben');
    expect(() => corrections.undo({ annotator: 'Ada' })).toThrow(/"jump" is in use/);
    expect(brokenRules(store)).toEqual([]);
  });
});

describe('what others see', () => {
  test('each change is told once, in order, with its diff', () => {
    const { store, videoId } = project();
    const { apply, corrections, told } = corrector(store);
    const first = apply(samples.renameVideo(videoId));
    const undone = corrections.undo({ annotator: 'Ada' });
    expect(told.map(({ entry }) => entry)).toEqual([first.entry, undone?.entry]);
    expect(told[0]?.diff.video?.updated[0]?.after.name).toBe('Monday');
    expect(told[1]?.diff.video?.updated[0]?.before.name).toBe('Monday');
  });

  test('edits of another process are told with the next own one, or by themselves soon', async () => {
    const { store, videoId } = project();
    const { apply, told, corrections } = corrector(store);
    const other = corrector(secondConnection(store));
    const heard = new Promise<void>((resolve) => {
      other.events.on(() => {
        if (other.told.length === 2) resolve();
      });
    });
    const theirs = other.apply(samples.setNote(videoId), 'Ben');
    const own = apply(samples.renameVideo(videoId));
    expect(told.map(({ entry }) => entry.id)).toEqual([theirs.entryId, own.entryId]);
    expect(corrections.history({ limit: 1 })).toEqual([own.entry]);
    expect(other.told).toHaveLength(1);
    await heard;
    expect(other.told[1]?.entry).toEqual(own.entry);
  });

  test('both processes share one stack of an annotator', () => {
    const { store, videoId } = project();
    const { apply, corrections } = corrector(store);
    const other = corrector(secondConnection(store));
    apply(samples.renameVideo(videoId));
    other.apply(samples.setNote(videoId));
    corrections.undo({ annotator: 'Ada' });
    expect(store.annotations.segment(id('proposal'))?.note).toBe('');
    other.corrections.undo({ annotator: 'Ada' });
    expect(store.annotations.video(videoId)?.name).toBe('clip');
    expect(corrections.state({ annotator: 'Ada' }).redo?.title).toContain('Monday');
  });
});

describe('what runs bring', () => {
  test('proposals are one entry that nobody undoes by accident', () => {
    const { store, videoId } = project();
    const { corrections } = corrector(store);
    const proposal = {
      classId: walk.id,
      startFrame: 280,
      endFrame: 320,
      score: 0.5,
      startDoubtFrames: 1,
      endDoubtFrames: 2,
    };
    const set = { videoId, runId: 1 as RunId, proposals: [proposal], minLengthFrames: 1 };
    const done = corrections.propose(set);
    expect(done).toMatchObject({ added: 1, removed: 2 });
    expect(corrections.history({ limit: 1 })).toMatchObject([{ annotator: null, id: done?.entryId }]);
    expect(corrections.propose(set)).toBeNull();
    expect(corrections.undo({ annotator: 'Ada' })).toBeNull();
  });

  test("a model's labels become classes, or map to those of their name", () => {
    const { store } = project();
    const { corrections } = corrector(store);
    const labels = ['Walk', 'jump', 'jump', 'JUMP'];
    const mappings = corrections.ensureClassesFor({ modelHash: 'x', labels });
    const names = new Map(store.annotations.labelClasses().map((one) => [one.id, one.name]));
    expect(mappings.map(({ modelLabel, classId }) => [modelLabel, names.get(classId!)])).toEqual([
      ['JUMP', 'jump'],
      ['Walk', 'walk'],
      ['jump', 'jump'],
    ]);
    const newest = store.annotations.journal.newestId();
    expect(corrections.ensureClassesFor({ modelHash: 'x', labels })).toEqual(mappings);
    expect(store.annotations.journal.newestId()).toBe(newest);
  });

  test.each([
    ['a model that was never used', { modelHash: 'nope', modelLabel: 'SIT' }, 'model.not_found'],
    ['a label that the model has not', { modelHash: HASH, modelLabel: 'FLY' }, 'edit.invalid'],
  ])('%s is not mapped', (_, label, code) => {
    const { apply } = corrector(project().store);
    const edit: EditInput = { kind: 'mapLabel', classId: null, ...label };
    expect(() => apply(edit)).toThrow(expect.objectContaining({ code }));
  });
});

test('in a transaction that is taken back nothing is told', () => {
  const { store, videoId } = project();
  const { apply, told } = corrector(store);
  store.db.exec('BEGIN IMMEDIATE');
  apply(samples.renameVideo(videoId));
  store.db.exec('ROLLBACK');
  expect(told).toEqual([]);
  expect(store.annotations.video(videoId)?.name).toBe('clip');
});

function id(name: string): SegmentId {
  return name as SegmentId;
}

function ids(...names: string[]): SegmentId[] {
  return names as SegmentId[];
}
