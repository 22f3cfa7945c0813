import { expect, test } from 'vitest';
import {
  colourBarPlace,
  cropPlacement,
  legendPx,
  patchAt,
  patchPlacement,
  unseenLabel,
  unseenParts,
} from '../../../../src-renderer/lib/overlay-layout.ts';
import {
  greatestMagnitude,
  mapPlace,
  mapValueText,
  strongestPatch,
  valuesAt,
} from '../../../../src-renderer/lib/overlay-map.ts';

const GRID = Float32Array.from([0, 0.1, 0.9, 0.2, 0.4, 1, 0.3, 0, 0.6, 0.05, 0.7, 0.15]);
test('frames between samples have the nearest one’s map, frames outside the window none', () => {
  const frames = [0, 4, 8, 8];
  const window = { startFrame: 0, endFrame: 12 };
  expect(mapPlace(frames, 4, window)).toEqual({ place: 1, frame: 4, isExact: true });
  expect(mapPlace(frames, 6, window)).toEqual({ place: 1, frame: 4, isExact: false });
  expect(mapPlace(frames, 7, window)).toEqual({ place: 2, frame: 8, isExact: false });
  expect(mapPlace(frames, 8, window)?.place).toBe(2);
  expect(mapPlace(frames, 12, window)).toBeNull();
});

test('a clip’s maps are told apart, with their strongest patches', () => {
  const map = { values: Float32Array.from([1, 2, 3, 4, -9, 6]), rows: 1, columns: 3, frames: [0, 4] };
  expect([...valuesAt(map, 1)]).toEqual([4, -9, 6]);
  expect(greatestMagnitude(map.values)).toBe(9);
  expect(strongestPatch(valuesAt(map, 1), 3)).toEqual({ x: 1, y: 0 });
  expect(strongestPatch(GRID, 4)).toEqual({ x: 1, y: 1 });
});

test.each([
  [0, '0'],
  [0.184, '.184'],
  [0.0213, '.0213'],
  [-0.5, '−.5'],
  [12.345, '12.3'],
  [0.000021, '2.1e-5'],
])('%f is printed as %s', (value, text) => {
  expect(mapValueText(value)).toBe(text);
});

const PICTURE = { left: 20, top: 10, width: 640, height: 360 };
const CROP = cropPlacement(PICTURE, { left: 0.21875, top: 0, width: 0.5625, height: 1 });

test('the crop’s place follows the picture’s', () => {
  expect(CROP).toEqual({ left: 160, top: 10, width: 360, height: 360 });
  expect(unseenParts(PICTURE, CROP)).toEqual([
    { left: 20, top: 10, width: 140, height: 360 },
    { left: 520, top: 10, width: 140, height: 360 },
  ]);
  expect(unseenParts(PICTURE, { left: 0, top: 0, width: 700, height: 400 })).toEqual([]);
});

test('the colour bar stands in a border of 96 px, else lies in the crop', () => {
  const viewport = { width: 680, height: 380 };
  expect(colourBarPlace(viewport, PICTURE, CROP)).toEqual({ kind: 'upright', rightPx: 26, bottomPx: 16 });
  const wide = { ...CROP, left: 60, width: 540 };
  expect(colourBarPlace(viewport, PICTURE, wide)).toEqual({ kind: 'level', leftPx: 66, bottomPx: 16, lengthPx: 112 });
  // Zoomed in, the corner of what is in view.
  const zoomed = { left: -400, top: -300, width: 2000, height: 2000 };
  expect(colourBarPlace(viewport, zoomed, zoomed)).toMatchObject({ kind: 'level', leftPx: 6, bottomPx: 6 });
});

test('a colour bar with its words keeps to the crop, and to what is in view of it', () => {
  const viewport = { width: 521, height: 240 };
  expect(legendPx(viewport, { left: 140, top: 0, width: 240, height: 240 })).toBe(228);
  // On a narrow crop its words may reach over the border.
  expect(legendPx(viewport, { left: 200, top: 0, width: 120, height: 120 })).toBe(220);
  expect(legendPx({ width: 180, height: 90 }, { left: 60, top: 0, width: 60, height: 60 })).toBe(108);
  expect(legendPx(viewport, { left: -400, top: -300, width: 2000, height: 2000 })).toBe(509);
});

test('the border is labelled as far as there is room', () => {
  expect(unseenLabel(PICTURE, CROP)?.text).toBe('not seen');
  expect(unseenLabel({ ...PICTURE, left: 0 }, CROP)?.text).toBe('not seen by the model');
  expect(unseenLabel(PICTURE, { ...CROP, left: 60 })).toBeNull();
});

test('a point of the viewport is a patch’s, inside the crop only', () => {
  const grid = { rows: 14, columns: 14 };
  const box = patchPlacement(CROP, grid, { x: 10, y: 4 });
  expect(patchAt(CROP, grid, { x: box.left + 1, y: box.top + 1 })).toEqual({ x: 10, y: 4 });
  expect(patchAt(CROP, grid, { x: 159, y: 20 })).toBeNull();
  expect(patchAt(CROP, grid, { x: 160, y: 370 })).toBeNull();
});
