import { describe, expect, test } from 'vitest';
import type { ClassId, SegmentId } from '../../../../src-main/shared/records.ts';
import { Scene, V, seg } from '../../../support/record-view.ts';

type Rule = 'keep' | 'trim' | 'push';

/** Moves the accepted walk "s" from 100-200 to a span, among neighbours. */
function moved(to: [number, number], neighbours: Rule, segments: string[]): string[] {
  const scene = new Scene({
    segments: [seg('s walk 100-200 accepted Ada', { source: 'person' }), ...segments.map((text) => seg(text))],
  });
  scene.edit({ kind: 'setSpan', segmentId: 's', startFrame: to[0], endFrame: to[1], neighbours });
  return scene.segments().filter((text) => !text.startsWith('s '));
}

describe('trim', () => {
  test.each<[string, [number, number], string[], string[]]>([
    ['cuts the start', [100, 250], ['n run 220-300 accepted Ada'], ['n run 250-300 corrected Ada']],
    ['cuts the end', [50, 200], ['n run 20-90 accepted Ada'], ['n run 20-50 corrected Ada']],
    ['leaves what only touches', [100, 220], ['n run 220-300 accepted Ada'], ['n run 220-300 accepted Ada']],
    ['removes what is covered', [100, 300], ['n run 220-300 accepted Ada'], []],
    [
      'splits what is cut in its middle',
      [110, 150],
      ['n run 50-300'],
      ['n run 50-110 unreviewed Ada', 'new-1 run 150-300 unreviewed Ada'],
    ],
    ['cuts its own class', [100, 250], ['n walk 220-300 accepted Ada'], ['n walk 250-300 corrected Ada']],
    ['a proposal stays one, but is touched', [100, 250], ['n run 220-300'], ['n run 250-300 unreviewed Ada']],
    ['leaves the rejected', [100, 250], ['n run 220-300 rejected Ada'], ['n run 220-300 rejected Ada']],
    ["leaves another's decision", [100, 250], ['n run 220-300 accepted Ben'], ['n run 220-300 accepted Ben']],
    ["cuts another's proposal", [100, 250], ['n run 220-300 unreviewed Ben'], ['n run 250-300 unreviewed Ada']],
    ['leaves overlapping classes', [100, 250], ['n scratch 220-300 accepted Ada'], ['n scratch 220-300 accepted Ada']],
  ])('%s', (_, to, before, after) => expect(moved(to, 'trim', before)).toEqual(after));

  test('only cut edges lose their doubt', () => {
    const scene = new Scene({ segments: [seg('n run 50-300', { endDoubtFrames: 4 })] });
    scene.edit({
      kind: 'create',
      videoId: V,
      classId: 'walk',
      startFrame: 100,
      endFrame: 200,
      neighbours: 'trim',
    });
    const doubts = scene.view
      .segments({ classId: 'run' as ClassId })
      .map((n) => [n.startDoubtFrames, n.endDoubtFrames]);
    expect(doubts).toEqual([
      [1.5, null],
      [null, 4],
    ]);
  });

  test('a class that overlaps others trims its own', () => {
    const scene = new Scene({ segments: [seg('n scratch 50-300 accepted Ada'), seg('m groom 50-300 accepted Ada')] });
    scene.edit({
      kind: 'create',
      videoId: V,
      classId: 'scratch',
      startFrame: 200,
      endFrame: 300,
      neighbours: 'trim',
    });
    expect(scene.segments()).toEqual([
      'n scratch 50-200 corrected Ada',
      'm groom 50-300 accepted Ada',
      'new-1 scratch 200-300 accepted Ada',
    ]);
  });
});

describe('push', () => {
  test.each<[string, [number, number], string[], string[]]>([
    ['moves along to the right', [100, 250], ['n run 220-300 accepted Ada'], ['n run 250-330 corrected Ada']],
    ['moves along to the left', [50, 200], ['n run 10-60 accepted Ada'], ['n run 0-50 corrected Ada']],
    [
      'pushes one by another, as far as each needs',
      [100, 250],
      ['a run 200-260 accepted Ada', 'b run 280-300 accepted Ada', 'c run 400-410 accepted Ada'],
      ['a run 250-310 corrected Ada', 'b run 310-330 corrected Ada', 'c run 400-410 accepted Ada'],
    ],
    [
      'to the left one by another, too',
      [80, 200],
      ['a run 40-60 accepted Ada', 'b run 60-100 accepted Ada', 'c run 0-10 accepted Ada'],
      ['c run 0-10 accepted Ada', 'a run 20-40 corrected Ada', 'b run 40-80 corrected Ada'],
    ],
    ['passes over what it does not meet', [300, 400], ['n run 220-300 accepted Ada'], ['n run 220-300 accepted Ada']],
    ['to the left, too', [0, 50], ['n run 60-90 accepted Ada'], ['n run 60-90 accepted Ada']],
    ['beyond the old middle goes right', [120, 400], ['n run 210-220 accepted Ada'], ['n run 400-410 corrected Ada']],
    ['before the old middle goes left', [20, 180], ['n run 30-40 accepted Ada'], ['n run 10-20 corrected Ada']],
    ['what touches stays', [100, 220], ['n run 220-300 accepted Ada'], ['n run 220-300 accepted Ada']],
    ['a proposal is moved, and touched', [100, 250], ['n run 220-300'], ['n run 250-330 unreviewed Ada']],
  ])('%s', (_, to, before, after) => expect(moved(to, 'push', before)).toEqual(after));

  test('up to the very end', () => {
    expect(moved([100, 900], 'push', ['n run 500-600 accepted Ada'])).toEqual(['n run 900-1000 corrected Ada']);
  });

  test.each<[string, [number, number], string, RegExp]>([
    ['the end', [100, 901], 'n run 500-600 accepted Ada', /"run" would be pushed beyond the end of the video/],
    ['the start', [50, 200], 'n run 0-60 accepted Ada', /"run" would be pushed beyond the start of the video/],
  ])('beyond %s: refused', (_, to, neighbour, message) => {
    expect(() => moved(to, 'push', [neighbour])).toThrow(expect.objectContaining({ code: 'edit.invalid' }));
    expect(() => moved(to, 'push', [neighbour])).toThrow(message);
  });

  test('a moved neighbour is in no windows any more: its doubts go', () => {
    const scene = new Scene({ segments: [seg('n run 150-300', { endDoubtFrames: 4 })] });
    scene.edit({
      kind: 'create',
      videoId: V,
      classId: 'walk',
      startFrame: 100,
      endFrame: 200,
      neighbours: 'push',
    });
    expect(scene.view.segment('n' as SegmentId)).toMatchObject({
      startFrame: 200,
      startDoubtFrames: null,
      endDoubtFrames: null,
    });
  });

  test('with the very same middle it goes right', () => {
    const scene = new Scene({ segments: [seg('n run 140-160 accepted Ada')] });
    scene.edit({
      kind: 'create',
      videoId: V,
      classId: 'walk',
      startFrame: 100,
      endFrame: 200,
      neighbours: 'push',
    });
    expect(scene.segments()[1]).toBe('n run 200-220 corrected Ada');
  });
});

test('keep leaves neighbours as they are, and is refused where they exclude one another', () => {
  expect(moved([100, 250], 'keep', ['n run 220-300'])).toEqual(['n run 220-300 unreviewed nobody']);
  expect(() => moved([100, 250], 'keep', ['n run 220-300 accepted Ada'])).toThrow(
    /The accepted "walk" at frames 100 to 249 would overlap the accepted "run" at frames 220 to 299/,
  );
});
