import { describe, expect, test } from 'vitest';
import { divide, limitsOf, type LayoutRequest } from '../../../../src-renderer/lib/layout-rules.ts';

const REVIEW: LayoutRequest = { widthPx: 1440, heightPx: 900, name: 'review', hasProject: true, wishes: {} };

describe('the window is divided', () => {
  test('at 1440 x 900 as the design says', () => {
    expect(divide(REVIEW)).toMatchObject({
      ...{ isRail: false, libraryPx: 224, queuePx: 224, inspectorPx: 312, stagePx: 677, timelinePx: 304 },
      laneHeadPx: 132,
    });
  });

  test('at 1024 x 700 with a rail', () => {
    expect(divide({ ...REVIEW, widthPx: 1024, heightPx: 700 })).toMatchObject({
      ...{ isRail: true, libraryPx: 44, queuePx: 192, inspectorPx: 264, stagePx: 521, timelinePx: 236 },
      laneHeadPx: 116,
    });
  });

  test('wide', () => {
    const wide = divide({ ...REVIEW, widthPx: 1920, heightPx: 1080 });
    expect(wide).toMatchObject({ libraryPx: 264, queuePx: 264, inspectorPx: 360, timelinePx: 324 });
    expect(divide({ ...REVIEW, widthPx: 3000, heightPx: 2000 }).timelinePx).toBe(420);
    expect(divide({ ...REVIEW, widthPx: 1920, name: 'attention' }).inspectorPx).toBe(440);
  });

  test('for looking at attention, and for an overview', () => {
    expect(divide({ ...REVIEW, name: 'attention' })).toMatchObject({
      ...{ isRail: true, queueShown: false, inspectorPx: 400, timelinePx: 160 },
    });
    expect(divide({ ...REVIEW, name: 'overview' })).toMatchObject({ inspectorShown: false, timelinePx: 540 });
  });

  test('with the clip beside the picture where both would be low and there is room', () => {
    expect(divide(REVIEW).isClipBeside).toBe(false);
    expect(divide({ ...REVIEW, name: 'overview' }).isClipBeside).toBe(true);
    const small = { ...REVIEW, widthPx: 1024, heightPx: 700 };
    expect(divide(small).isClipBeside).toBe(false);
    expect(divide({ ...small, name: 'overview' }).isClipBeside).toBe(true);
    // Beside each other both would be narrow.
    expect(divide({ ...small, name: 'overview', wishes: { inspectorShown: true } }).isClipBeside).toBe(false);
    expect(divide({ ...REVIEW, name: 'overview', heightPx: 1400 }).isClipBeside).toBe(false);
  });

  test('without a project: no queue, no inspector', () => {
    expect(divide({ ...REVIEW, hasProject: false })).toMatchObject({
      ...{ queueShown: false, inspectorShown: false, libraryShown: true, timelinePx: 220 },
    });
  });

  test('low: the timeline shows the least, whatever was set', () => {
    expect(divide({ ...REVIEW, heightPx: 619, wishes: { timeline: 300 } }).timelinePx).toBe(120);
    expect(divide({ ...REVIEW, heightPx: 620 }).timelinePx).toBe(304);
  });
});

describe('the stage keeps 420', () => {
  const wishes = { library: 360, queue: 360, inspector: 520 };

  test('the library becomes a rail first', () => {
    const found = divide({ ...REVIEW, widthPx: 1440, wishes });
    expect(found).toMatchObject({ isRail: true, isQueueOver: false, stagePx: 513 });
  });

  test('then the queue lies over it, then the inspector', () => {
    expect(divide({ ...REVIEW, widthPx: 1300, wishes })).toMatchObject({ isQueueOver: true, isInspectorOver: false });
    const tight = divide({ ...REVIEW, widthPx: 720, heightPx: 620 });
    expect(tight).toMatchObject({ isRail: true, isQueueOver: true, isInspectorOver: true, stagePx: 675 });
  });

  test('what is hidden takes nothing', () => {
    const found = divide({ ...REVIEW, wishes: { ...wishes, queueShown: false, inspectorShown: false } });
    expect(found).toMatchObject({ isRail: false, isQueueOver: false, isInspectorOver: false, stagePx: 1079 });
  });
});

describe('wishes', () => {
  test('are kept within the limits', () => {
    const found = divide({
      ...REVIEW,
      widthPx: 2400,
      wishes: { library: 20, queue: 9000, laneHead: NaN, timeline: 800 },
    });
    expect(found).toMatchObject({ libraryPx: 180, queuePx: 360, laneHeadPx: 132, timelinePx: 540 });
  });

  test('leave the work area a place in a low window', () => {
    const [least, greatest] = limitsOf('timeline', 300);
    expect(least).toBe(120);
    expect(greatest).toBe(120);
  });

  test('a rail is not hidden: nothing would bring the library back', () => {
    expect(divide({ ...REVIEW, widthPx: 1000, wishes: { libraryShown: false } }).libraryShown).toBe(true);
    expect(divide({ ...REVIEW, wishes: { libraryShown: false } }).libraryShown).toBe(false);
  });
});
