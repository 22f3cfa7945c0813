import { describe, expect, test } from 'vitest';
import type { ClassId, RunId, SegmentId, SegmentStatus } from '../../../../../src-main/shared/records.ts';
import { Scene, V, W, gone, seg } from '../../../../support/record-view.ts';

const run = 'run' as ClassId;
const scratch = 'scratch' as ClassId;
const s = 's' as SegmentId;
const ids = (...names: string[]) => names as SegmentId[];

describe('relabel', () => {
  test("corrects a model's, keeps a person's own accepted; score and doubts were the old class's", () => {
    const scene = new Scene({
      segments: [seg('s walk 10-20', { runId: 3 as RunId }), seg('t walk 30-40 accepted Ben', { source: 'person' })],
    });
    expect(scene.edit({ kind: 'relabel', segmentIds: ids('s', 't', 's'), classId: scratch })).toBe(
      'Relabel 2 segments → scratch',
    );
    expect(scene.segments()).toEqual(['s scratch 10-20 corrected Ada', 't scratch 30-40 accepted Ada']);
    expect(scene.view.segment(s)).toMatchObject({
      runId: 3,
      score: null,
      startDoubtFrames: null,
      endDoubtFrames: null,
    });
  });

  test('an imported one is corrected; the title names the class of one', () => {
    const scene = new Scene({ segments: [seg('s walk 10-20 accepted Ben', { source: 'import' })] });
    expect(scene.edit({ kind: 'relabel', segmentIds: [s], classId: run })).toBe('Relabel walk → run');
    expect(scene.segments()).toEqual(['s run 10-20 corrected Ada']);
  });

  test('those of the class already stay as they are', () => {
    const scene = new Scene({ segments: [seg('s walk 10-20'), seg('t scratch 10-20')] });
    expect(scene.edit({ kind: 'relabel', segmentIds: ids('s', 't'), classId: scratch })).toBe('Relabel walk → scratch');
    expect(scene.segments()[1]).toBe('t scratch 10-20 unreviewed nobody');
    expect(() => scene.edit({ kind: 'relabel', segmentIds: [s], classId: scratch })).toThrow(
      /It is of the class "scratch" already/,
    );
    expect(() => scene.edit({ kind: 'relabel', segmentIds: ids('s', 't'), classId: scratch })).toThrow(
      /All 2 are of the class/,
    );
  });

  test('to where the class was verified absent takes the absence away', () => {
    const scene = new Scene({ segments: [seg('s walk 10-20')], absences: [gone('a run 5-20 Ada')] });
    scene.edit({ kind: 'relabel', segmentIds: [s], classId: run });
    expect(scene.absences()).toEqual(['run 5-10 Ada']);
  });

  test('all or nothing: the sentence names the first conflict and how many', () => {
    const segments = [seg('s scratch 10-20'), seg('t scratch 30-40'), seg('n run 15-35 accepted Ada')];
    const scene = new Scene({ segments });
    const act = () => scene.edit({ kind: 'relabel', segmentIds: ids('s', 't'), classId: 'walk' });
    expect(act).toThrow(
      'The corrected "walk" at frames 10 to 19 would overlap the accepted "run" at frames 15 to 34. Nothing was changed. That is the first of 2 conflicts.',
    );
  });
});

describe('setStatus', () => {
  test.each<[SegmentStatus, string, string]>([
    ['accepted', 'Accept walk', 's walk 10-20 accepted Ada'],
    ['corrected', 'Mark as corrected walk', 's walk 10-20 corrected Ada'],
    ['rejected', 'Reject walk', 's walk 10-20 rejected Ada'],
  ])('%s', (status, title, after) => {
    const scene = new Scene({ segments: [seg('s walk 10-20')] });
    expect(scene.edit({ kind: 'setStatus', segmentIds: [s], status })).toBe(title);
    expect(scene.segments()).toEqual([after]);
    expect(() => scene.edit({ kind: 'setStatus', segmentIds: [s], status })).toThrow(`It is ${status} already`);
  });

  test('unreviewed is nobody’s again', () => {
    const scene = new Scene({ segments: [seg('s walk 10-20 accepted Ben')] });
    expect(scene.edit({ kind: 'setStatus', segmentIds: [s], status: 'unreviewed' })).toBe('Reopen walk');
    expect(scene.segments()).toEqual(['s walk 10-20 unreviewed nobody']);
  });

  test("accepting another's decision takes it over", () => {
    const scene = new Scene({ segments: [seg('s walk 10-20 accepted Ben')] });
    scene.edit({ kind: 'setStatus', segmentIds: [s], status: 'accepted' });
    expect(scene.segments()).toEqual(['s walk 10-20 accepted Ada']);
  });

  test('accepting over a decided one is refused, and the absence is cut', () => {
    const segments = [seg('s walk 10-20'), seg('n run 19-30 corrected Ada'), seg('t scratch 10-20')];
    const scene = new Scene({ segments, absences: [gone('a scratch 12-50 Ada')] });
    expect(() => scene.edit({ kind: 'setStatus', segmentIds: [s], status: 'accepted' })).toThrow(
      /corrected "run" at frames 19 to 29/,
    );
    scene.edit({ kind: 'setStatus', segmentIds: ids('t'), status: 'accepted' });
    expect(scene.absences()).toEqual(['scratch 20-50 Ada']);
  });

  test('several at once cut the absence each', () => {
    const segments = [seg('s walk 10-20'), seg('t walk 30-40'), seg('u walk 50-60')];
    const scene = new Scene({ segments, absences: [gone('a walk 0-50 Ada')] });
    scene.edit({ kind: 'setStatus', segmentIds: ids('s', 't'), status: 'accepted' });
    expect(scene.absences()).toEqual(['walk 0-10 Ada', 'walk 20-30 Ada', 'walk 40-50 Ada']);
  });

  test('rejecting cuts no absence', () => {
    const scene = new Scene({ segments: [seg('s walk 10-20')], absences: [gone('a walk 0-50 Ada')] });
    scene.edit({ kind: 'setStatus', segmentIds: [s], status: 'rejected' });
    expect(scene.absences()).toEqual(['walk 0-50 Ada']);
  });
});

describe('by filter', () => {
  const segments = [
    seg('s walk 10-20'),
    seg('t scratch 10-20', { score: 0.2 }),
    seg('u scratch 30-40 accepted Ben'),
    seg('x scratch 10-20', { videoId: W }),
  ];

  test('setStatusWhere changes those of another status, and leaves whose they are', () => {
    const scene = new Scene({ segments });
    expect(scene.edit({ kind: 'setStatusWhere', filter: { videoId: V, classId: scratch }, status: 'accepted' })).toBe(
      'Accept scratch',
    );
    expect(scene.segments().slice(1)).toEqual(['t scratch 10-20 accepted Ada', 'u scratch 30-40 accepted Ben']);
  });

  test('relabelWhere', () => {
    const scene = new Scene({ segments });
    expect(scene.edit({ kind: 'relabelWhere', filter: { maxScore: 0.5 }, classId: 'groom' })).toBe(
      'Relabel scratch → groom',
    );
  });

  test('what is not seen is not meant', () => {
    const scene = new Scene({ segments });
    scene.edit({ kind: 'removeVideo', videoId: W });
    scene.edit({ kind: 'setStatusWhere', filter: {}, status: 'rejected' });
    expect(scene.segments(W)).toEqual(['x scratch 10-20 unreviewed nobody']);
    expect(scene.segments().every((text) => text.includes('rejected'))).toBe(true);
  });

  test.each([
    ['no segment', { classId: run }, 'edit.invalid', /No segment fits the filter/],
    ['a class that is not there', { classId: 'fly' as ClassId }, 'class.unknown', /no class fly/],
    ['a video that is not there', { videoId: 'x' as typeof V }, 'video.unknown', /no video x/],
  ])('%s: refused', (_, filter, code, message) => {
    const scene = new Scene({ segments });
    for (const edit of [
      { kind: 'setStatusWhere' as const, filter, status: 'rejected' as const },
      { kind: 'relabelWhere' as const, filter, classId: scratch },
    ]) {
      expect(() => scene.edit(edit)).toThrow(
        expect.objectContaining({ code, message: expect.stringMatching(message) as string }),
      );
    }
  });
});

describe('setNote', () => {
  test('leaves status and annotator', () => {
    const scene = new Scene({ segments: [seg('s walk 10-20')] });
    expect(scene.edit({ kind: 'setNote', segmentId: s, note: 'hm' })).toBe('Note on walk');
    expect(scene.view.segment(s)).toEqual(seg('s walk 10-20', { note: 'hm' }));
    expect(() => scene.edit({ kind: 'setNote', segmentId: s, note: 'hm' })).toThrow(/says that already/);
    expect(scene.edit({ kind: 'setNote', segmentId: s, note: '' })).toBe('Clear the note on walk');
  });
});

describe('merge', () => {
  test('joins to the hull; the longest gives id and source, the outer edges their doubts, all their notes', () => {
    const segments = [
      seg('a walk 10-15', { startDoubtFrames: 7, note: 'one' }),
      seg('b walk 20-40 unreviewed nobody', { source: 'import', score: 0.9, note: 'two' }),
      seg('c walk 30-35', { note: 'one' }),
      seg('d walk 50-60', { endDoubtFrames: 9 }),
    ];
    const scene = new Scene({ segments });
    expect(scene.edit({ kind: 'merge', segmentIds: ids('d', 'b', 'a', 'c') })).toBe('Merge 4 segments of walk');
    expect(scene.view.segments({})).toEqual([
      {
        ...segments[1],
        startFrame: 10,
        endFrame: 60,
        startDoubtFrames: 7,
        endDoubtFrames: 9,
        note: 'one\ntwo',
        status: 'corrected',
        annotator: 'Ada',
      },
    ]);
  });

  test('of two equally long ones the earlier stays; the end may be that of an earlier one', () => {
    const scene = new Scene({ segments: [seg('b walk 10-30', { endDoubtFrames: 5 }), seg('a walk 15-20')] });
    scene.edit({ kind: 'merge', segmentIds: ids('a', 'b') });
    expect(scene.view.segment('b' as SegmentId)).toMatchObject({ startFrame: 10, endFrame: 30, endDoubtFrames: 5 });
    const equal = new Scene({ segments: [seg('z walk 10-20'), seg('y walk 30-40')] });
    equal.edit({ kind: 'merge', segmentIds: ids('y', 'z') });
    expect(equal.segments()).toEqual(['z walk 10-40 corrected Ada']);
  });

  test("two of a person's own stay accepted", () => {
    const mine = { source: 'person' as const };
    const scene = new Scene({
      segments: [seg('s walk 10-20 accepted Ada', mine), seg('t walk 20-25 accepted Ada', mine)],
    });
    scene.edit({ kind: 'merge', segmentIds: ids('s', 't') });
    expect(scene.segments()).toEqual(['s walk 10-25 accepted Ada']);
  });

  test.each([
    ['the same twice', ids('s', 's'), /two different segments/],
    ['two classes', ids('s', 'r'), /"walk" and "run" can't be merged/],
    ['two videos', ids('s', 'w'), /different videos/],
    ['over a decided one of another class', ids('s', 't'), /would overlap the accepted "run"/],
  ])('%s: refused', (_, segmentIds, message) => {
    const segments = [
      seg('s walk 10-20'),
      seg('t walk 50-60'),
      seg('r run 30-40 accepted Ada'),
      seg('w walk 10-20', { videoId: W }),
    ];
    expect(() => new Scene({ segments }).edit({ kind: 'merge', segmentIds })).toThrow(message);
  });
});

test('delete', () => {
  const scene = new Scene({ segments: [seg('s walk 10-20'), seg('t run 10-20'), seg('u run 30-40')] });
  expect(scene.edit({ kind: 'delete', segmentIds: ids('u') })).toBe('Delete run');
  expect(scene.edit({ kind: 'delete', segmentIds: ids('s', 't') })).toBe('Delete 2 segments');
  expect(scene.segments()).toEqual([]);
  expect(() => scene.edit({ kind: 'delete', segmentIds: [s] })).toThrow(
    expect.objectContaining({ code: 'segment.unknown' }),
  );
});
