import { describe, expect, test } from 'vitest';
import type { SegmentFilter } from '../../../../src-main/core/base/annotation-view.ts';
import { type Change, type Diff, reverse } from '../../../../src-main/shared/diff.ts';
import type {
  EntryId,
  JournalEntry,
  LabelMapping,
  MappingId,
  RunId,
  VideoId,
} from '../../../../src-main/shared/records.ts';
import { absence, labelClass, segment } from '../../../support/annotation-records.ts';
import { addVideo, temporaryProject } from '../../../support/project-store.ts';

const jump = labelClass('jump', { shortcut: 'j', isExclusive: true });
const hop = labelClass('hop', { order: 1, group: 'feet' });

function setup() {
  const store = temporaryProject();
  const videoId = addVideo(store);
  const { annotations } = store;
  const add: Diff = { labelClass: added(jump, hop), segment: added(segment('s', { videoId, classId: jump.id })) };
  const first = annotations.apply(add, entry({ title: 'Begin' }));
  return { store, annotations, videoId, first, add };
}

describe('what is applied', () => {
  test('is there, field by field', () => {
    const { annotations, videoId } = setup();
    const gone = absence('a', { videoId, classId: hop.id });
    const mapping: LabelMapping = { id: 'm' as MappingId, modelHash: 'h', modelLabel: 'L', classId: null };
    annotations.apply({ absence: added(gone), mapping: added(mapping) }, entry({}));
    expect(annotations.labelClasses()).toEqual([jump, hop]);
    expect(annotations.labelClass(hop.id)).toEqual(hop);
    expect(annotations.segments({})).toEqual([segment('s', { videoId, classId: jump.id })]);
    expect(annotations.absence(gone.id)).toEqual(gone);
    expect(annotations.mapping(mapping.id)).toEqual(mapping);
    expect(annotations.mappings({ modelHash: 'h' })).toEqual([mapping]);
    expect(annotations.mappings({ modelHash: 'other' })).toEqual([]);
    expect(annotations.absences({ videoId, classId: hop.id })).toEqual([gone]);
    expect(annotations.absences({ classId: jump.id })).toEqual([]);
  });

  test('is taken back by the reverse', () => {
    const { annotations, first, add } = setup();
    annotations.apply(reverse(add), entry({ kind: 'undo', targetId: first.id }));
    expect(annotations.labelClasses()).toEqual([]);
    expect(annotations.segments({})).toEqual([]);
  });

  test('a video is renamed and hidden, never added or removed', () => {
    const { annotations, videoId } = setup();
    const before = { id: videoId, name: 'clip', isRemoved: false };
    const after = { id: videoId, name: 'Monday', isRemoved: true };
    annotations.apply({ video: { added: [], updated: [{ before, after }], removed: [] } }, entry({}));
    expect(annotations.video(videoId)).toEqual({ ...after, frameCount: 1000 });
    expect(() => annotations.apply({ video: { added: [], updated: [], removed: [after] } }, entry({}))).toThrow();
    expect(() => annotations.apply({ video: added({ ...after, id: 'w' as VideoId }) }, entry({}))).toThrow();
    expect(annotations.video(videoId)?.name).toBe('Monday');
  });

  test('names may pass from a class that goes to one that comes', () => {
    const { annotations } = setup();
    const heir = labelClass('heir', { name: hop.name });
    annotations.apply({ labelClass: { added: [heir], updated: [], removed: [hop] } }, entry({}));
    expect(annotations.labelClasses().map(({ id }) => id)).toEqual(['heir', 'jump']);
  });
});

describe('a diff that does not fit', () => {
  test('is refused with the name of who changed the record, and changes nothing', () => {
    const { annotations, videoId } = setup();
    const before = segment('s', { videoId, classId: jump.id });
    const change = (note: string) => ({
      segment: { added: [], updated: [{ before, after: { ...before, note } }], removed: [] },
    });
    annotations.apply(change('mine'), entry({ annotator: 'Ada', title: 'Note' }));
    const other: Diff = { labelClass: added(labelClass('skip')), ...change('yours') };
    expect(() => annotations.apply(other, entry({ annotator: 'Ben' }))).toThrow(
      expect.objectContaining({ code: 'edit.conflict', message: expect.stringContaining('Ada ("Note")') as string }),
    );
    expect(annotations.labelClasses()).toEqual([jump, hop]);
    expect(annotations.segment(before.id)?.note).toBe('mine');
    expect(annotations.journal.newestId()).toBe(2);
  });

  test('leaves no half when a row is refused by the file', () => {
    const { annotations, videoId } = setup();
    const bad = segment('bad', { videoId, classId: jump.id, startFrame: 5, endFrame: 5 });
    expect(() => annotations.apply({ labelClass: added(labelClass('x')), segment: added(bad) }, entry({}))).toThrow();
    expect(annotations.labelClasses()).toEqual([jump, hop]);
    expect(annotations.journal.newestId()).toBe(1);
  });
});

describe('segments by filter', () => {
  const cases: [string, SegmentFilter, string[]][] = [
    ['no condition', {}, ['a', 'b', 'c', 'd']],
    ['class', { classId: hop.id }, ['c']],
    ['status', { statuses: ['accepted', 'rejected'] }, ['b', 'c']],
    ['source', { sources: ['person'] }, ['d']],
    ['annotator', { annotator: 'Ada' }, ['b']],
    ['no annotator', { annotator: null }, ['a', 'c', 'd']],
    ['run', { runId: 2 }, ['b']],
    ['no run', { runId: null }, ['a', 'c', 'd']],
    ['overlap: the end is not part of it', { overlapping: { startFrame: 20, endFrame: 30 } }, ['b']],
    ['overlap of one frame', { overlapping: { startFrame: 19, endFrame: 20 } }, ['a']],
    ['least score', { minScore: 0.75 }, ['a', 'c', 'd']],
    ['greatest score', { maxScore: 0.5 }, ['b']],
    ['several', { statuses: ['unreviewed'], sources: ['model'] }, ['a']],
  ];
  test.each(cases)('%s', (_, filter, expected) => {
    const store = temporaryProject();
    const videoId = addVideo(store);
    const otherVideo = addVideo(store);
    const base = { videoId, classId: jump.id };
    const segments = [
      segment('d', { ...base, startFrame: 50, endFrame: 60, source: 'person' }),
      segment('c', { ...base, startFrame: 30, endFrame: 40, classId: hop.id, status: 'rejected' }),
      segment('b', {
        ...base,
        startFrame: 25,
        status: 'accepted',
        endFrame: 30,
        annotator: 'Ada',
        runId: 2 as RunId,
        score: 0.5,
      }),
      segment('a', base),
    ];
    const elsewhere = segment('e', { ...base, videoId: otherVideo });
    store.annotations.apply({ labelClass: added(jump, hop), segment: added(...segments, elsewhere) }, entry({}));
    expect(store.annotations.segments({ videoId, ...filter }).map(({ id }) => id)).toEqual(expected);
  });
});

describe('the journal', () => {
  test('tells the newest first, of one segment only those that changed it', () => {
    const { annotations, videoId, first } = setup();
    const other = annotations.apply({ segment: added(segment('t', { videoId, classId: hop.id })) }, entry({}));
    expect(annotations.journal.history({ limit: 10 })).toEqual([other, first]);
    expect(annotations.journal.history({ limit: 1 })).toEqual([other]);
    const ofFirst = annotations.journal.history({
      limit: 10,
      segmentId: segment('s', { videoId, classId: hop.id }).id,
    });
    expect(ofFirst).toEqual([first]);
    expect(annotations.journal.since(first.id, 10)).toEqual([other]);
    expect(annotations.journal.entry(other.id)).toEqual(other);
    expect(annotations.journal.entry(99 as EntryId)).toBeUndefined();
    expect(annotations.journal.diff(99 as EntryId)).toBeUndefined();
    expect(annotations.journal.lastChangeOf('segment', 't')).toEqual(other);
    expect(annotations.journal.lastChangeOf('segment', 'nobody')).toBeUndefined();
  });

  test('keeps the diff as it was, and steps by annotator', () => {
    const { annotations, first, add } = setup();
    annotations.apply({ labelClass: added(labelClass('x')) }, entry({ annotator: 'Ben' }));
    const undo = annotations.apply(reverse(add), entry({ kind: 'undo', targetId: first.id }));
    expect(annotations.journal.diff(first.id)).toEqual(add);
    expect(annotations.journal.stepsOf('Ada', 0 as EntryId)).toEqual([
      { id: first.id, kind: 'edit', targetId: null },
      { id: undo.id, kind: 'undo', targetId: first.id },
    ]);
    expect(annotations.journal.stepsOf('Ada', first.id).map(({ id }) => id)).toEqual([undo.id]);
  });

  test('can be neither changed nor shortened', () => {
    const { store } = setup();
    expect(() => store.db.exec("UPDATE journal SET title = ''")).toThrow(/append-only/);
    expect(() => store.db.exec('DELETE FROM journal')).toThrow(/append-only/);
  });
});

function added<T>(...records: T[]): Change<T> {
  return { added: records, updated: [], removed: [] };
}

function entry(fields: Partial<JournalEntry>): Omit<JournalEntry, 'id'> {
  return { kind: 'edit', targetId: null, annotator: 'Ada', at: '2026-01-01T00:00:00.000Z', title: 'Edit', ...fields };
}
