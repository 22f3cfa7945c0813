import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { laneAt, layLanes, type LaneKind, type LaneWishes } from '../../../../../src-renderer/lib/timeline/lanes.ts';
import { groupsBy, laneRow, place, reaching } from '../../../../../src-renderer/lib/timeline/lane-rows.ts';
import { segmentOf } from './segments.ts';

const REVIEW: LaneWishes = {
  heightPx: 276,
  isSmall: false,
  heights: { frames: null, ribbon: null, labels: null },
  ribbons: 4,
  labelLanes: 6,
  hasModel: true,
  isCompared: false,
  firstLane: 0,
};
const SMALL: LaneWishes = { ...REVIEW, heightPx: 208, isSmall: true, ribbons: 3 };

const kinds = (wishes: LaneWishes): LaneKind[] => layLanes(wishes).fixed.map(({ kind }) => kind);

describe('lanes', () => {
  test('of the review layout fill its height', () => {
    const { fixed, labelLanes, labelArea } = layLanes(REVIEW);
    expect(fixed.map(({ kind, yPx, heightPx }) => [kind, yPx, heightPx])).toEqual([
      ['ruler', 0, 20],
      ['frames', 20, 34],
      ['ribbon', 54, 21],
      ['ribbon', 75, 21],
      ['ribbon', 96, 21],
      ['ribbon', 117, 21],
      ['votes', 138, 18],
      ['model', 156, 20],
      ['looked', 236, 16],
      ['whole', 252, 24],
    ]);
    expect(labelArea).toEqual({ yPx: 176, heightPx: 60 });
    expect(labelLanes.map(({ index, yPx }) => [index, yPx])).toEqual([
      [0, 176],
      [1, 196],
      [2, 216],
    ]);
  });

  test('of a small window have three ribbons and two label lanes', () => {
    expect(kinds(SMALL)).toEqual([
      'ruler',
      'frames',
      'ribbon',
      'ribbon',
      'ribbon',
      'votes',
      'model',
      'looked',
      'whole',
    ]);
    expect(layLanes(SMALL).labelArea).toEqual({ yPx: 136, heightPx: 36 });
  });

  test('of the attention layout keep what matters', () => {
    expect(kinds({ ...REVIEW, heightPx: 132 })).toEqual(['ruler', 'frames', 'ribbon', 'ribbon', 'whole']);
    expect(layLanes({ ...REVIEW, heightPx: 132 }).labelLanes).toHaveLength(1);
  });

  test('of a low window are ruler, one ribbon, one label lane and the whole video', () => {
    expect(kinds({ ...REVIEW, heightPx: 92 })).toEqual(['ruler', 'ribbon', 'whole']);
    expect(layLanes({ ...REVIEW, heightPx: 92 }).labelLanes).toEqual([
      { kind: 'labels', index: 0, yPx: 41, heightPx: 27 },
    ]);
  });

  test('never lie on one another and fill the height, whatever is wished', () => {
    const wishes = fc.record({
      heightPx: fc.integer({ min: 60, max: 800 }),
      isSmall: fc.boolean(),
      heights: fc.constant({ frames: null, ribbon: 40, labels: null }),
      ribbons: fc.integer({ min: 0, max: 9 }),
      labelLanes: fc.integer({ min: 0, max: 400 }),
      hasModel: fc.boolean(),
      isCompared: fc.boolean(),
      firstLane: fc.double({ min: 0, max: 500, noNaN: true }),
    });
    fc.assert(
      fc.property(wishes, (wished) => {
        const { fixed, labelArea, labelLanes, firstLaneMax } = layLanes(wished);
        const areas = [...fixed, labelArea].sort((a, b) => a.yPx - b.yPx || a.heightPx - b.heightPx);
        for (const [i, { yPx, heightPx }] of areas.entries())
          expect(areas[i + 1]?.yPx ?? wished.heightPx).toBe(yPx + heightPx);
        // Only lanes that are to be seen whole, one beneath the other.
        for (const [i, { index, yPx, heightPx }] of labelLanes.entries()) {
          const before = labelLanes[i - 1];
          expect(yPx).toBe(before ? before.yPx + before.heightPx : labelArea.yPx);
          expect(yPx + heightPx).toBeLessThanOrEqual(labelArea.yPx + labelArea.heightPx);
          expect(index).toBe((labelLanes[0]?.index ?? 0) + i);
          expect(index).toBeLessThan(wished.labelLanes);
        }
        if (labelArea.heightPx > 0 && wished.labelLanes > 0) expect(labelLanes.length).toBeGreaterThan(0);
        expect(firstLaneMax).toBe(wished.labelLanes - labelLanes.length);
      }),
    );
  });

  test('share what is left over, so that none is cut', () => {
    const { labelArea, labelLanes } = layLanes({ ...REVIEW, heightPx: 284 });
    expect(labelArea).toEqual({ yPx: 176, heightPx: 68 });
    expect(labelLanes.map(({ yPx, heightPx }) => [yPx, heightPx])).toEqual([
      [176, 23],
      [199, 23],
      [222, 22],
    ]);
    // Where all fit, each is as high as it was asked to be.
    expect(layLanes({ ...REVIEW, heightPx: 284, labelLanes: 2 }).labelLanes.map(({ heightPx }) => heightPx)).toEqual([
      20, 20,
    ]);
    // None is higher than it may be made.
    const heights = { ...REVIEW.heights, labels: 39 };
    expect(layLanes({ ...REVIEW, heights }).labelLanes.map(({ heightPx }) => heightPx)).toEqual([40, 40]);
  });

  test('scroll lane by lane, and a place finds the lane that is seen there', () => {
    const layout = layLanes({ ...REVIEW, firstLane: 1.6 });
    expect(layout.labelLanes.map(({ index, yPx }) => [index, yPx])).toEqual([
      [2, 176],
      [3, 196],
      [4, 216],
    ]);
    expect(layout.firstLaneMax).toBe(3);
    expect(layLanes({ ...REVIEW, firstLane: 99 }).labelLanes.map(({ index }) => index)).toEqual([3, 4, 5]);
    expect(laneAt(layout, 170)).toMatchObject({ kind: 'model' });
    expect(laneAt(layout, 177)).toMatchObject({ kind: 'labels', index: 2 });
    expect(laneAt(layout, 240)).toMatchObject({ kind: 'looked' });
    expect(laneAt(layLanes({ ...REVIEW, labelLanes: 1 }), 230)).toBeNull();
  });
});

describe('a label lane', () => {
  test('stacks segments that overlap, and only those', () => {
    const placed = place([segmentOf(0, 10), segmentOf(5, 20), segmentOf(12, 18), segmentOf(30, 40)]);
    expect(placed.map(({ track, tracks }) => [track, tracks])).toEqual([
      [0, 2],
      [1, 2],
      [0, 2],
      [0, 1],
    ]);
  });

  test('lays more than two of them on one another', () => {
    const placed = place([segmentOf(0, 10), segmentOf(1, 10), segmentOf(2, 10)]);
    expect(placed.map(({ track, tracks }) => [track, tracks])).toEqual([
      [0, 2],
      [1, 2],
      [1, 2],
    ]);
  });

  test('finds what reaches into a range as a search through all would', () => {
    const spans = fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 120 })), { maxLength: 40 });
    fc.assert(
      fc.property(spans, fc.nat(300), fc.integer({ min: 1, max: 60 }), (pairs, start, length) => {
        const segments = pairs
          .map(([from, frames]) => segmentOf(from, from + frames))
          .sort((a, b) => a.startFrame - b.startFrame);
        const row = laneRow({ key: '', classId: null, annotator: null, title: '', absences: [] }, segments);
        const { from, to } = reaching(row, start, start + length);
        const found = row.placed.slice(from, to).map(({ segment }) => segment);
        for (const segment of segments) {
          const isInRange = segment.startFrame < start + length && segment.endFrame > start;
          if (isInRange) expect(found).toContain(segment);
        }
        for (const { startFrame } of found) expect(startFrame).toBeLessThan(start + length);
      }),
    );
  });

  test('groups keep their order', () => {
    expect([...groupsBy([1, 2, 3, 4], (value) => value % 2)]).toEqual([
      [1, [1, 3]],
      [0, [2, 4]],
    ]);
  });
});
