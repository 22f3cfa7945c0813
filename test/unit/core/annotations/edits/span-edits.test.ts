import { describe, expect, test } from 'vitest';
import type { ClassId, SegmentId, VideoId } from '../../../../../src-main/shared/records.ts';
import { Scene, V, W, gone, seg } from '../../../../support/record-view.ts';

const walk = 'walk' as ClassId;
const own = { source: 'person' as const };
const s = 's' as SegmentId;

describe('create', () => {
  test("makes a person's accepted segment without a score", () => {
    const scene = new Scene({});
    expect(scene.edit({ kind: 'create', videoId: V, classId: walk, startFrame: 0, endFrame: 1000 })).toBe(
      'Create walk',
    );
    expect(scene.view.segments({})).toEqual([
      seg('new-1 walk 0-1000 accepted Ada', { ...own, score: null, startDoubtFrames: null }),
    ]);
  });

  test.each([
    ['beyond the end', { startFrame: 990, endFrame: 1001 }, 'edit.invalid', /frames 990 to 1000 reach beyond/],
    ['empty', { startFrame: 10, endFrame: 10 }, 'edit.invalid', /is empty/],
    ['backwards', { startFrame: 10, endFrame: 9 }, 'edit.invalid', /is empty/],
    ['of no class', { classId: 'fly' as ClassId }, 'class.unknown', /"walk", "run"/],
    ['of no video', { videoId: 'x' as VideoId }, 'video.unknown', /no video x/],
  ])('%s: refused', (_, fields, code, message) => {
    const scene = new Scene({});
    const edit = { kind: 'create' as const, videoId: V, classId: walk, startFrame: 10, endFrame: 20, ...fields };
    expect(() => scene.edit(edit)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }),
    );
  });

  test('in a removed video: refused', () => {
    const scene = new Scene({});
    scene.edit({ kind: 'removeVideo', videoId: V });
    const edit = { kind: 'create' as const, videoId: V, classId: walk, startFrame: 1, endFrame: 2 };
    expect(() => scene.edit(edit)).toThrow(/"video v" has been removed/);
  });

  test.each([
    ['another exclusive class', 'n run 15-25 accepted Ada', true],
    ['the same exclusive class', 'n walk 15-25 corrected Ada', true],
    ['one that only touches', 'n run 20-25 accepted Ada', false],
    ['a proposal', 'n run 15-25', false],
    ['a rejected one', 'n run 15-25 rejected Ada', false],
    ['an overlapping class', 'n scratch 15-25 accepted Ada', false],
    ["another annotator's", 'n run 15-25 accepted Ben', false],
  ])('over %s', (_, neighbour, isRefused) => {
    const scene = new Scene({ segments: [seg(neighbour)] });
    const act = () => scene.edit({ kind: 'create', videoId: V, classId: walk, startFrame: 10, endFrame: 20 });
    if (isRefused) expect(act).toThrow(expect.objectContaining({ code: 'edit.conflict' }));
    else act();
    expect(scene.segments()).toHaveLength(isRefused ? 1 : 2);
  });

  test('takes what is there out of what the same person verified absent', () => {
    const absences = [gone('a walk 0-100 Ada'), gone('b walk 0-100 Ben'), gone('c run 0-100 Ada')];
    const scene = new Scene({ absences });
    scene.edit({ kind: 'create', videoId: V, classId: walk, startFrame: 10, endFrame: 20 });
    expect(scene.absences()).toEqual(['walk 0-10 Ada', 'walk 0-100 Ben', 'run 0-100 Ada', 'walk 20-100 Ada']);
    expect(scene.view.absences({}).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'new-2']);
  });
});

describe('setSpan', () => {
  const from = (text: string, fields = {}) => new Scene({ segments: [seg(text, { endDoubtFrames: 3, ...fields })] });

  test.each([
    [5, 20, 'Move the start of walk', { startDoubtFrames: null, endDoubtFrames: 3 }],
    [10, 25, 'Move the end of walk', { startDoubtFrames: 1.5, endDoubtFrames: null }],
    [15, 25, 'Move walk', { startDoubtFrames: null, endDoubtFrames: null }],
  ])('to %i-%i', (startFrame, endFrame, title, doubts) => {
    const scene = from('s walk 10-20');
    expect(scene.edit({ kind: 'setSpan', segmentId: s, startFrame, endFrame })).toBe(title);
    expect(scene.view.segment(s)).toMatchObject({
      startFrame,
      endFrame,
      ...doubts,
      status: 'corrected',
      annotator: 'Ada',
    });
    expect(scene.view.segment(s)?.score).toBe(0.75);
  });

  test("a person's own stays accepted", () => {
    const scene = from('s walk 10-20 accepted Ben', own);
    scene.edit({ kind: 'setSpan', segmentId: s, startFrame: 5, endFrame: 20 });
    expect(scene.segments()).toEqual(['s walk 5-20 accepted Ada']);
  });

  test.each([
    ['where it is', { startFrame: 10, endFrame: 20 }, /is at frames 10 to 19 already/],
    ['beyond the video', { startFrame: 10, endFrame: 1001 }, /beyond the video "video v", which has frames 0 to 999/],
    ['empty', { startFrame: 10, endFrame: 10 }, /empty/],
  ])('%s: refused', (_, span, message) => {
    expect(() => from('s walk 10-20').edit({ kind: 'setSpan', segmentId: s, ...span })).toThrow(message);
  });

  test('one that is not there: refused', () => {
    const edit = { kind: 'setSpan' as const, segmentId: 't' as SegmentId, startFrame: 1, endFrame: 2 };
    expect(() => from('s walk 10-20').edit(edit)).toThrow(expect.objectContaining({ code: 'segment.unknown' }));
  });
});

describe('split', () => {
  test('both parts keep all but the doubt of the new edges', () => {
    const whole = seg('s walk 10-20', { endDoubtFrames: 2, note: 'hm' });
    const scene = new Scene({ segments: [whole] });
    expect(scene.edit({ kind: 'split', segmentId: s, atFrame: 13 })).toBe('Split walk');
    expect(scene.view.segments({})).toEqual([
      { ...whole, endFrame: 13, endDoubtFrames: null, annotator: 'Ada' },
      { ...whole, id: 'new-1', startFrame: 13, startDoubtFrames: null, annotator: 'Ada' },
    ]);
  });

  test.each([9, 10, 20, 21])('at frame %i: refused', (atFrame) => {
    const scene = new Scene({ segments: [seg('s walk 10-20')] });
    expect(() => scene.edit({ kind: 'split', segmentId: s, atFrame })).toThrow(/both parts need a frame/);
  });
});

test('the other video is another world', () => {
  const scene = new Scene({ segments: [seg('s walk 10-20 accepted Ada')], absences: [gone('a walk 0-9 Ada')] });
  scene.edit({ kind: 'create', videoId: W, classId: walk, startFrame: 5, endFrame: 15, neighbours: 'trim' });
  expect(scene.segments()).toEqual(['s walk 10-20 accepted Ada']);
  expect(scene.absences()).toEqual(['walk 0-9 Ada']);
});
