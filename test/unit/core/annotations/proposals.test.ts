import { describe, expect, test } from 'vitest';
import { type Proposal, diffForProposals } from '../../../../src-main/core/annotations/proposals.ts';
import { applyDiff } from '../../../../src-main/shared/diff.ts';
import type { ClassId, RunId, Segment, VideoId } from '../../../../src-main/shared/records.ts';
import { Scene, type SceneParts, V, W, gone, recordView, seg } from '../../../support/record-view.ts';

const proposal = (text: string, fields: Partial<Proposal> = {}): Proposal => {
  const [classId = '', span = ''] = text.split(' ');
  const [startFrame = 0, endFrame = 0] = span.split('-').map(Number);
  return {
    classId: classId as ClassId,
    startFrame,
    endFrame,
    score: 0.6,
    startDoubtFrames: 2,
    endDoubtFrames: 3,
    ...fields,
  };
};

/** Proposes for the video of a scene; returns its segments and what changed. */
function proposed(parts: SceneParts, proposals: Proposal[], minLengthFrames = 1) {
  const scene = new Scene(parts);
  const set = { videoId: V, runId: 7 as RunId, proposals, minLengthFrames };
  const diff = diffForProposals(scene.view, set, scene.newId);
  const view = recordView(applyDiff(scene.maps, diff));
  const texts = view
    .segments({ videoId: V })
    .map(({ id, classId, startFrame, endFrame }) => `${id} ${classId} ${startFrame}-${endFrame}`);
  return { diff, view, texts };
}

test('a proposal becomes an unreviewed segment of its run', () => {
  const { view } = proposed({}, [proposal('walk 10-20')]);
  expect(view.segments({})).toEqual([
    seg('new-1 walk 10-20', { runId: 7 as RunId, score: 0.6, startDoubtFrames: 2, endDoubtFrames: 3 }),
  ]);
});

describe('what was there', () => {
  test.each<[string, Segment, boolean]>([
    ['untouched, of any run', seg('s walk 100-200', { runId: 3 as RunId }), false],
    ['untouched, of no run', seg('s walk 100-200'), false],
    ['accepted', seg('s walk 100-200 accepted Ada'), true],
    ['corrected', seg('s walk 100-200 corrected Ada'), true],
    ['rejected', seg('s walk 100-200 rejected Ada'), true],
    ["a person's", seg('s walk 100-200', { source: 'person' }), true],
    ['imported', seg('s walk 100-200', { source: 'import' }), true],
    ['noted', seg('s walk 100-200', { note: 'hm' }), true],
    ['touched', seg('s walk 100-200 unreviewed Ada'), true],
    ["another video's", seg('s walk 100-200', { videoId: W }), true],
  ])('%s stays: %s', (_, segment, stays) => {
    const { view } = proposed({ segments: [segment] }, []);
    expect(view.segments({})).toEqual(stays ? [segment] : []);
  });

  test('the same proposal keeps its id, and is not even changed when all is equal', () => {
    const known = seg('s walk 10-20', { runId: 7 as RunId, score: 0.6, startDoubtFrames: 2, endDoubtFrames: 3 });
    expect(proposed({ segments: [known] }, [proposal('walk 10-20')]).diff).toEqual({});
    const { diff } = proposed({ segments: [known] }, [proposal('walk 10-20', { score: 0.7 }), proposal('walk 10-21')]);
    expect(diff.segment).toMatchObject({
      added: [{ id: 'new-1', endFrame: 21 }],
      updated: [{ after: { id: 's', score: 0.7 } }],
      removed: [],
    });
  });

  test.each(['run 10-20', 'walk 11-20', 'walk 10-19'])('%s is another proposal than walk 10-20', (text) => {
    const { diff } = proposed({ segments: [seg('s walk 10-20')] }, [proposal(text)]);
    expect(diff.segment?.added.map(({ id }) => id)).toEqual(['new-1']);
    expect(diff.segment?.removed.map(({ id }) => id)).toEqual(['s']);
  });

  test('two equal proposals are two segments', () => {
    expect(
      proposed({ segments: [seg('s walk 10-20')] }, [proposal('walk 10-20'), proposal('walk 10-20')]).texts,
    ).toEqual(['new-1 walk 10-20', 's walk 10-20']);
  });
});

describe('a proposal is cut', () => {
  test.each<[string, string[], string[]]>([
    ['by an accepted one of its class', ['s walk 40-60 accepted Ada'], ['10-40', '60-100']],
    ['by a corrected one', ['s walk 40-60 corrected Ada'], ['10-40', '60-100']],
    ['by a rejected one', ['s walk 40-60 rejected Ada'], ['10-40', '60-100']],
    ['by one that a person has touched', ['s walk 40-60 unreviewed Ada'], ['10-40', '60-100']],
    ['by a decided one of a class that excludes it', ['s run 40-60 accepted Ben'], ['10-40', '60-100']],
    ['not by a rejected one of that class', ['s run 40-60 rejected Ada'], ['10-100']],
    ['not by an overlapping class', ['s scratch 40-60 accepted Ada'], ['10-100']],
    ['not by what is replaced', ['s walk 40-60'], ['10-100']],
    ['away when all of it is decided', ['s walk 10-100 rejected Ada'], []],
    ['at its edges', ['s walk 0-20 accepted Ada', 't walk 90-120 accepted Ada'], ['20-90']],
  ])('%s', (_, texts, pieces) => {
    const { texts: after } = proposed({ segments: texts.map((text) => seg(text)) }, [proposal('walk 10-100')]);
    expect(after.filter((text) => text.startsWith('new')).map((text) => text.split(' ')[2])).toEqual(pieces);
  });

  test('an overlapping class only by its own', () => {
    const segments = [seg('s walk 40-60 accepted Ada'), seg('t scratch 80-90 accepted Ada')];
    expect(proposed({ segments }, [proposal('scratch 10-100')]).texts).toContain('new-1 scratch 10-80');
  });

  test('by what anyone verified absent of its class', () => {
    const absences = [
      gone('a walk 20-30 Ada'),
      gone('b walk 50-60 Ben'),
      gone('c run 70-80 Ada'),
      gone('d walk 80-90 Ada', W),
    ];
    const { texts } = proposed({ absences }, [proposal('walk 10-100'), proposal('walk 25-28')]);
    expect(texts.map((text) => text.split(' ')[2])).toEqual(['10-20', '30-50', '60-100']);
  });

  test('cut edges have no doubt', () => {
    const { view } = proposed({ segments: [seg('s walk 40-60 accepted Ada')] }, [proposal('walk 10-100')]);
    const pieces = view.segments({ statuses: ['unreviewed'] });
    expect(pieces.map((one) => [one.startDoubtFrames, one.endDoubtFrames])).toEqual([
      [2, null],
      [null, 3],
    ]);
  });

  test('pieces that are too short are dropped', () => {
    const segments = [seg('s walk 15-60 accepted Ada')];
    expect(proposed({ segments }, [proposal('walk 10-65')], 5).texts).toHaveLength(3);
    expect(proposed({ segments }, [proposal('walk 10-65')], 6).texts).toHaveLength(1);
  });
});

test.each([
  ['no such video', { videoId: 'x' as VideoId }, 'video.unknown'],
  ['no such class', { proposals: [proposal('fly 1-2')] }, 'class.unknown'],
])('%s: refused', (_, fields, code) => {
  const scene = new Scene({});
  const set = { videoId: V, runId: 7 as RunId, proposals: [], minLengthFrames: 1, ...fields };
  expect(() => diffForProposals(scene.view, set, scene.newId)).toThrow(expect.objectContaining({ code }));
});
