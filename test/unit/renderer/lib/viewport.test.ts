import { expect, test } from 'vitest';
import { FITTED, fitScale, panned, placementOf, zoomedAt, zoomText } from '../../../../src-renderer/lib/viewport.ts';

const PICTURE = { width: 640, height: 360 };

test('a picture that nearly fits at its own size is shown at its own size', () => {
  expect(fitScale({ width: 677, height: 363 }, PICTURE)).toBe(1);
  expect(placementOf(FITTED, { width: 677, height: 363 }, PICTURE)).toEqual({
    left: 19,
    top: 2,
    width: 640,
    height: 360,
  });
  expect(zoomText(FITTED, { width: 677, height: 363 }, PICTURE)).toBe('Fit 100 %');
});

test('fitted, it keeps its shape and leaves a margin', () => {
  const placed = placementOf(FITTED, { width: 404, height: 500 }, PICTURE);
  expect(placed).toEqual({ left: 2, top: 138, width: 400, height: 225 });
});

test('the point under the cursor stays there while zooming in and out', () => {
  const viewport = { width: 640, height: 360 };
  const at = { x: 160, y: 270 };
  let view = FITTED;
  for (const factor of [1.2, 1.2, 1.2, 1 / 1.2]) {
    view = zoomedAt(view, viewport, PICTURE, factor, at);
    const { left, top, width, height } = placementOf(view, viewport, PICTURE);
    expect((at.x - left) / width).toBeCloseTo(0.25, 2);
    expect((at.y - top) / height).toBeCloseTo(0.75, 2);
  }
});

test('a picture that is smaller than the viewport stays in its middle', () => {
  const viewport = { width: 1000, height: 1000 };
  const view = panned({ scale: 0.5, centreX: 0.5, centreY: 0.5 }, viewport, PICTURE, 300, 300);
  expect(placementOf(view, viewport, PICTURE)).toEqual({ left: 340, top: 410, width: 320, height: 180 });
});

test('panning moves by as many px, and stops at the picture’s edge', () => {
  const viewport = { width: 320, height: 180 };
  const view = { scale: 1, centreX: 0.5, centreY: 0.5 };
  const before = placementOf(view, viewport, PICTURE);
  const moved = panned(view, viewport, PICTURE, 30, -20);
  expect(placementOf(moved, viewport, PICTURE)).toMatchObject({ left: before.left + 30, top: before.top - 20 });
  const far = panned(moved, viewport, PICTURE, 5000, 5000);
  expect(placementOf(far, viewport, PICTURE)).toMatchObject({ left: 0, top: 0 });
});

test('zoom has its limits', () => {
  const viewport = { width: 640, height: 360 };
  expect(zoomedAt(FITTED, viewport, PICTURE, 1e6, { x: 0, y: 0 }).scale).toBe(32);
  expect(zoomText(zoomedAt(FITTED, viewport, PICTURE, 2, { x: 0, y: 0 }), viewport, PICTURE)).toBe('200 %');
});
