import { describe, expect, test } from 'vitest';
import { ReviewHistory } from '../../../../src-main/core/review/history.ts';
import { counts, pace } from '../../../../src-main/core/review/statistics.ts';
import { type Diff, reverse } from '../../../../src-main/shared/diff.ts';
import type { ClassId, EntryId, JournalEntry, RunId, Segment, VideoId } from '../../../../src-main/shared/records.ts';
import { absence, labelClass, segment } from '../../../support/annotation-records.ts';
import { change } from '../../../support/review-project.ts';

const videoId = 'video' as VideoId;
const walk = 'walk' as ClassId;
const rear = 'rear' as ClassId;
const proposal = (id: string, fields: Partial<Segment> = {}) =>
  segment(id, { videoId, classId: walk, runId: 1 as RunId, ...fields });

/** A journal that is folded as it is written. */
function journal() {
  const history = new ReviewHistory();
  let id = 0;
  const add = (diff: Diff, fields: Partial<Pick<JournalEntry, 'kind' | 'targetId' | 'annotator' | 'at'>> = {}) => {
    id++;
    const at = `2026-01-01T00:00:${String(id).padStart(2, '0')}.000Z`;
    history.add({ id: id as EntryId, kind: 'edit', targetId: null, annotator: 'Ada', at, ...fields, diff });
    return id as EntryId;
  };
  const undo = (targetId: EntryId, diff: Diff) => add(reverse(diff), { kind: 'undo', targetId });
  const redo = (targetId: EntryId, diff: Diff) => add(diff, { kind: 'redo', targetId });
  const fates = () => history.proposals().map(({ segmentId, classId, fate }) => `${segmentId} ${classId} ${fate}`);
  return { history, add, undo, redo, fates };
}

const updated = (before: Segment, fields: Partial<Segment>) => ({ before, after: { ...before, ...fields } });
const edit = (before: Segment, fields: Partial<Segment>): Diff => ({
  segment: change({ updated: [updated(before, fields)] }),
});

describe('proposals', () => {
  test('are what runs added, in the class they had then', () => {
    const { history, add, fates } = journal();
    const [a, b] = [proposal('a'), proposal('b')];
    add({ segment: change({ added: [a, b] }) }, { annotator: null });
    add({ segment: change({ added: [proposal('mine', { source: 'person', runId: null, status: 'accepted' })] }) });
    add(edit(a, { classId: rear, status: 'corrected' }));
    expect(fates()).toEqual(['a walk there', 'b walk there']);
    expect(history.lastId).toBe(3);
  });

  test('deleted by a person, and back by an undo; withdrawn by a newer proposal', () => {
    const { add, undo, redo, fates } = journal();
    const [a, b] = [proposal('a'), proposal('b')];
    add({ segment: change({ added: [a, b] }) }, { annotator: null });
    const deletion: Diff = { segment: change({ removed: [a] }) };
    const id = add(deletion);
    expect(fates()).toEqual(['a walk deleted', 'b walk there']);
    undo(id, deletion);
    expect(fates()).toEqual(['a walk there', 'b walk there']);
    redo(id, deletion);
    add({ segment: change({ removed: [b], added: [proposal('c', { runId: 2 as RunId })] }) }, { annotator: null });
    expect(fates()).toEqual(['a walk deleted', 'b walk withdrawn', 'c walk there']);
  });

  test('parts of a split count each; what was joined does not', () => {
    const { add, undo, fates } = journal();
    const a = proposal('a');
    add({ segment: change({ added: [a] }) }, { annotator: null });
    const right = proposal('right', { startFrame: 15, status: 'corrected' });
    const split: Diff = { segment: change({ added: [right], updated: [updated(a, { endFrame: 15 })] }) };
    const id = add(split);
    expect(fates()).toEqual(['a walk there', 'right walk there']);
    undo(id, split);
    expect(fates()).toEqual(['a walk there', 'right walk withdrawn']);
    const merge: Diff = { segment: change({ updated: [updated(proposal('b'), { endFrame: 30 })], removed: [a] }) };
    add(merge);
    expect(fates()).toEqual(['a walk withdrawn', 'right walk withdrawn']);
  });

  test('follow their class where it is merged into another, and back', () => {
    const { add, undo, fates } = journal();
    const a = proposal('a');
    add({ segment: change({ added: [a] }) }, { annotator: null });
    const merge: Diff = {
      labelClass: change({ removed: [labelClass('walk')] }),
      segment: change({ updated: [updated(a, { classId: rear })] }),
    };
    const first = add(merge);
    expect(fates()).toEqual(['a rear there']);
    const onwards: Diff = {
      labelClass: change({ removed: [labelClass('rear')] }),
      segment: change({ updated: [updated({ ...a, classId: rear }, { classId: 'groom' as ClassId })] }),
    };
    const second = add(onwards);
    expect(fates()).toEqual(['a groom there']);
    undo(second, onwards);
    undo(first, merge);
    expect(fates()).toEqual(['a walk there']);
  });
});

describe('a decision', () => {
  const a = proposal('a');
  const accepted = { ...a, status: 'accepted' as const };
  test.each<{ what: string; diff: Diff; isDecision: boolean }>([
    { what: 'to accept', diff: edit(a, { status: 'accepted' }), isDecision: true },
    { what: 'to change one’s mind', diff: edit(accepted, { status: 'rejected' }), isDecision: true },
    { what: 'to make one by hand', diff: { segment: change({ added: [accepted] }) }, isDecision: true },
    { what: 'to delete a proposal', diff: { segment: change({ removed: [a] }) }, isDecision: true },
    {
      what: 'to verify an absence',
      diff: { absence: change({ added: [absence('x', { videoId, classId: walk })] }) },
      isDecision: true,
    },
    { what: 'not to make it unreviewed again', diff: edit(accepted, { status: 'unreviewed' }), isDecision: false },
    { what: 'not to move an edge of a decided one', diff: edit(accepted, { endFrame: 99 }), isDecision: false },
    { what: 'not to delete a decided one', diff: { segment: change({ removed: [accepted] }) }, isDecision: false },
    {
      what: 'not to split a decided one',
      diff: { segment: change({ added: [accepted], updated: [updated(accepted, { endFrame: 15 })] }) },
      isDecision: false,
    },
    {
      what: 'not to import what was decided elsewhere',
      diff: {
        segment: change({ added: [{ ...accepted, source: 'import' as const, runId: null }] }),
        absence: change({ added: [absence('y', { videoId, classId: walk })] }),
      },
      isDecision: false,
    },
    { what: 'not to rename a class', diff: { labelClass: change({ added: [labelClass('x')] }) }, isDecision: false },
  ])('is $what', ({ diff, isDecision }) => {
    const { history, add } = journal();
    add(diff);
    expect(history.decisions([])).toHaveLength(isDecision ? 1 : 0);
    add(diff, { annotator: null });
    expect(history.decisions([])).toHaveLength(isDecision ? 1 : 0);
  });

  test('stands until it is undone, again once redone, and no more once that is undone', () => {
    const { history, add, undo, redo } = journal();
    const diff = edit(a, { status: 'accepted' });
    const first = add(diff);
    undo(first, diff);
    expect(history.decisions([])).toEqual([]);
    redo(first, diff);
    expect(history.decisions([])).toEqual([{ annotator: 'Ada', at: '2026-01-01T00:00:01.000Z' }]);
    undo(first, diff);
    expect(history.decisions([])).toEqual([]);
  });

  test('and the mark on the item that it decided are one; without an edit that counts, the mark is one', () => {
    const { history, add, undo } = journal();
    const diff = edit(a, { status: 'accepted' });
    const entryId = add(diff);
    const moved = add(edit(accepted, { endFrame: 99 }));
    const mark = { annotator: 'Ada', at: '2026-01-01T00:01:00.000Z' };
    expect(history.decisions([{ ...mark, entryId }])).toEqual([{ annotator: 'Ada', at: '2026-01-01T00:00:01.000Z' }]);
    expect(
      history.decisions([
        { ...mark, entryId: moved },
        { ...mark, entryId: null },
      ]),
    ).toHaveLength(3);
    undo(entryId, diff);
    expect(history.decisions([{ ...mark, entryId }])).toEqual([{ ...mark, entryId }]);
  });
});

describe('counts', () => {
  const there = { runId: 1 as RunId, videoId, fate: 'there' } as const;
  const segments = [
    proposal('kept', { status: 'accepted', startFrame: 0, endFrame: 20 }),
    proposal('moved', { status: 'corrected', startFrame: 10, endFrame: 30 }),
    proposal('relabelled', { status: 'corrected', classId: rear, startFrame: 5, endFrame: 15 }),
    proposal('rejected', { status: 'rejected' }),
    proposal('open', { startFrame: 90, endFrame: 95 }),
    proposal('elsewhere', { videoId: 'other' as VideoId, status: 'accepted', startFrame: 0, endFrame: 7 }),
  ];
  const proposals = [
    ...segments.map(({ id, videoId: at }) => ({ ...there, segmentId: id, videoId: at, classId: walk })),
    { ...there, segmentId: proposal('deleted').id, classId: walk, fate: 'deleted' as const },
    { ...there, segmentId: proposal('withdrawn').id, classId: walk, fate: 'withdrawn' as const },
  ];
  const rows = counts(segments, proposals, { classIds: [walk, rear], videoIds: [videoId, 'other' as VideoId] });

  test('in all', () => {
    expect(rows.total).toEqual({
      videoId: null,
      classId: null,
      segments: 6,
      unreviewed: 1,
      accepted: 2,
      corrected: 2,
      rejected: 1,
      reviewedShare: 5 / 6,
      // kept, moved and elsewhere, of these and relabelled, rejected, deleted.
      precision: 3 / 6,
      frames: 30 + 7,
    });
  });

  test('by class: precision in the row of the class that was proposed', () => {
    expect(rows.byClass).toEqual([
      expect.objectContaining({ classId: walk, segments: 5, corrected: 1, precision: 3 / 6, frames: 30 + 7 }),
      expect.objectContaining({ classId: rear, segments: 1, corrected: 1, precision: null, frames: 10 }),
    ]);
  });

  test('by video', () => {
    expect(rows.byVideo).toEqual([
      expect.objectContaining({ videoId, segments: 5, precision: 2 / 5, frames: 30 }),
      expect.objectContaining({ videoId: 'other', segments: 1, reviewedShare: 1, precision: 1, frames: 7 }),
    ]);
  });

  test('of nothing', () => {
    const { total } = counts([], [], { classIds: [], videoIds: [] });
    expect(total).toMatchObject({ segments: 0, reviewedShare: null, precision: null, frames: 0 });
  });
});

test('pace counts the ten minutes before each one’s last decision', () => {
  const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1) + minutes * 60_000).toISOString();
  const decisions = [
    ...[0, 51, 50, 59, 60].map((minutes) => ({ annotator: 'Ben', at: at(minutes) })),
    { annotator: 'Ada', at: at(7) },
  ];
  expect(pace(decisions)).toEqual([
    { annotator: 'Ada', decisions: 1, perHour: 6 },
    { annotator: 'Ben', decisions: 5, perHour: 18 },
  ]);
  expect(pace([])).toEqual([]);
});
