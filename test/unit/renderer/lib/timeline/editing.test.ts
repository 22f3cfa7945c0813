import { describe, expect, test } from 'vitest';
import type { ClassId } from '../../../../../src-main/shared/records.ts';
import { evenAxis } from '../../../../../src-renderer/lib/timeline/axis.ts';
import { chipWords, draggedSpan, overlapsOf } from '../../../../../src-renderer/lib/timeline/dragging.ts';
import { edgeAt, hitAt } from '../../../../../src-renderer/lib/timeline/hit.ts';
import { laneRow } from '../../../../../src-renderer/lib/timeline/lane-rows.ts';
import { layLanes } from '../../../../../src-renderer/lib/timeline/lanes.ts';
import { finished, pressed, released } from '../../../../../src-renderer/lib/timeline/recording.ts';
import { snapped, type SnapTarget } from '../../../../../src-renderer/lib/timeline/snap.ts';
import { classOf, segmentOf } from './segments.ts';

const [WALK, TALK] = ['walk' as ClassId, 'talk' as ClassId];

describe('snapping', () => {
  const perFrame = 2;
  const px = (a: number, b: number) => (a - b) * perFrame;
  const target = (frame: number, kind: SnapTarget['kind']): SnapTarget => ({ frame, kind, words: kind });

  test('takes the kind that comes first, however near others are', () => {
    expect(snapped(100.2, [target(100, 'change'), target(102, 'window'), target(103, 'playhead')], px).kind).toBe(
      'playhead',
    );
  });

  test('of one kind takes the nearest', () => {
    expect(snapped(100, [target(98, 'edge'), target(101, 'edge')], px).frame).toBe(101);
  });

  test('reaches six px, not more', () => {
    expect(snapped(100, [target(103, 'edge')], px).frame).toBe(103);
    expect(snapped(100, [target(104, 'edge')], px)).toEqual({ frame: 100, kind: 'frame', words: '' });
  });

  test('goes to the nearest frame where nothing is near', () => {
    expect(snapped(99.6, [], px).frame).toBe(100);
  });
});

describe('dragging', () => {
  const span = { startFrame: 10, endFrame: 20 };

  test('leaves a segment one frame and keeps it within the video', () => {
    expect(draggedSpan(span, 'start', 25, 100)).toEqual({ startFrame: 19, endFrame: 20 });
    expect(draggedSpan(span, 'start', -3, 100)).toEqual({ startFrame: 0, endFrame: 20 });
    expect(draggedSpan(span, 'end', 2, 100)).toEqual({ startFrame: 10, endFrame: 11 });
    expect(draggedSpan(span, 'end', 200, 100)).toEqual({ startFrame: 10, endFrame: 100 });
    expect(draggedSpan(span, 'whole', 95, 100)).toEqual({ startFrame: 90, endFrame: 100 });
  });

  test('warns of neighbours that would be cut: the same class, and exclusive ones of its group', () => {
    const classes = new Map(
      [
        classOf('walk', { isExclusive: true, group: 'legs' }),
        classOf('stand', { isExclusive: true, group: 'legs' }),
        classOf('talk', { isExclusive: true, group: 'mouth' }),
      ].map((entry) => [entry.id, entry]),
    );
    const own = segmentOf(0, 10, { classId: WALK });
    const others = [
      own,
      segmentOf(14, 30, { id: 'same' as never, classId: WALK }),
      segmentOf(15, 30, { id: 'rival' as never }),
      segmentOf(12, 30, { classId: TALK }),
      segmentOf(12, 30, { status: 'rejected' }),
      segmentOf(12, 30, { status: 'accepted', annotator: 'Grace' }),
      segmentOf(20, 30),
    ];
    const rules = { classOf: (id: ClassId) => classes.get(id), annotator: 'Ada' };
    expect(overlapsOf({ startFrame: 0, endFrame: 18 }, own, others, rules)).toEqual([
      { segmentId: 'same', span: { startFrame: 14, endFrame: 18 } },
      { segmentId: 'rival', span: { startFrame: 15, endFrame: 18 } },
    ]);
  });

  test('says where an edge is, how far it moved, and what it snapped to', () => {
    const secondsAt = (frame: number) => frame / 25;
    expect(chipWords(31_632, 31_624, secondsAt, 'window 1,976 end')).toEqual({
      strong: '31,632',
      rest: '+8 · 0.32 s · window 1,976 end',
    });
    expect(chipWords(31_620, 31_624, secondsAt, '').rest).toBe('-4 · -0.16 s');
  });
});

describe('the pointer', () => {
  const layout = layLanes({
    heightPx: 276,
    isSmall: false,
    heights: { frames: null, ribbon: null, labels: null },
    ribbons: 4,
    labelLanes: 1,
    hasModel: true,
    isCompared: false,
    firstLane: 0,
  });
  const view = { axis: evenAxis(1000), fromUnit: 0, pxPerUnit: 1, widthPx: 1000 };
  const [first, second] = [segmentOf(100, 200), segmentOf(200, 300)];
  const row = laneRow({ key: 'a', classId: WALK, annotator: null, title: 'walk', absences: [] }, [first, second]);
  const at = (xPx: number, yPx = 185, selected: readonly string[] = []) =>
    hitAt({ view, layout, rows: [row], selectedIds: new Set(selected) }, xPx, yPx);

  test('takes hold of an edge 5 px inside and 4 px outside', () => {
    expect([95, 96, 105, 106].map((x) => edgeAt(view, first, x))).toEqual([null, 'start', 'start', null]);
    expect([194, 195, 204, 205].map((x) => edgeAt(view, first, x))).toEqual([null, 'end', 'end', null]);
    expect(edgeAt(view, segmentOf(10, 13), 11)).toBeNull();
  });

  test('finds segments, their edges, the lane beside them, and other lanes', () => {
    expect(at(150)).toMatchObject({ kind: 'segment', segment: first });
    expect(at(97)).toMatchObject({ kind: 'edge', edge: 'start', segment: first });
    expect(at(50)).toMatchObject({ kind: 'row', row });
    expect(at(50, 10)).toMatchObject({ kind: 'lane', lane: { kind: 'ruler' } });
    expect(at(50, 215)).toEqual({ kind: 'nothing' });
  });

  test('of two edges that meet takes the selected segment’s', () => {
    expect(at(200, 185, [first.id])).toMatchObject({ kind: 'edge', edge: 'end', segment: first });
    expect(at(200, 185, [second.id])).toMatchObject({ kind: 'edge', edge: 'start', segment: second });
  });
});

describe('recording', () => {
  const key = (classId: ClassId, frame: number, atMs: number) => ({ classId, frame, atMs });

  test('labels for as long as a key is held, several at once', () => {
    const walk = pressed('record', [], key(WALK, 10, 0));
    const both = pressed('record', walk.open, key(TALK, 15, 200));
    const first = released('record', both.open, key(WALK, 30, 800));
    expect(first.done).toEqual([{ classId: WALK, startFrame: 10, endFrame: 31 }]);
    expect(first.open.map(({ classId }) => classId)).toEqual([TALK]);
  });

  test('a short press runs on until the next one', () => {
    const begun = pressed('record', [], key(WALK, 10, 0));
    const tapped = released('record', begun.open, key(WALK, 12, 100));
    expect(tapped.done).toEqual([]);
    const ended = pressed('record', tapped.open, key(WALK, 40, 2000));
    expect(ended).toEqual({ open: [], done: [{ classId: WALK, startFrame: 10, endFrame: 41 }] });
    expect(released('record', ended.open, key(WALK, 41, 2100)).done).toEqual([]);
  });

  test('in a chain one segment ends where the next begins', () => {
    const walk = pressed('chain', [], key(WALK, 10, 0));
    expect(released('chain', walk.open, key(WALK, 50, 900)).done).toEqual([]);
    const talk = pressed('chain', walk.open, key(TALK, 50, 1000));
    expect(talk.done).toEqual([{ classId: WALK, startFrame: 10, endFrame: 50 }]);
    expect(pressed('chain', talk.open, key(TALK, 70, 2000))).toEqual({
      open: [],
      done: [{ classId: TALK, startFrame: 50, endFrame: 71 }],
    });
  });

  test('the end of recording ends what is open; played backwards the ends change places', () => {
    const begun = pressed('record', [], key(WALK, 40, 0));
    expect(finished(begun.open, 20)).toEqual({ open: [], done: [{ classId: WALK, startFrame: 20, endFrame: 41 }] });
  });
});
