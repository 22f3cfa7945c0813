import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { contactSheetOf, sheetCell } from '../../../../src-main/core/attention/contact-sheet.ts';
import { filledRaster, type Raster } from '../../../../src-main/core/attention/draw/raster.ts';
import { matrixPicture } from '../../../../src-main/core/attention/matrix-picture.ts';
import { gridRect, overlayOf, paintOverlay, type OverlayMap } from '../../../../src-main/core/attention/overlay.ts';
import { pngFrom } from '../../../../src-main/core/attention/png.ts';
import { colourTable } from '../../../../src-main/shared/colour-maps.ts';

const GREY = [100, 100, 100] as const;

/** A 40 x 20 frame of which the model saw the middle square, 2 x 2 patches, only the lower right one looked at. */
const MAP: OverlayMap = {
  grid: { rows: 2, cols: 2, values: Float32Array.of(0, 0, 0, 1) },
  rect: { x: 10, y: 0, width: 20, height: 20 },
  query: null,
  style: { colourMap: 'magma', scale: 'sequential', largest: 1, opacity: 1, interpolation: 'patches' },
};

function pixel({ widthPx, rgb }: Raster, x: number, y: number): number[] {
  return [...rgb.slice((y * widthPx + x) * 3, (y * widthPx + x) * 3 + 3)];
}

function painted(change: Partial<OverlayMap> = {}): Raster {
  const raster = filledRaster(40, 20, GREY);
  paintOverlay(raster, { ...MAP, ...change });
  return raster;
}

test('a large picture, painted in bands, is as painted at once', () => {
  const [widthPx, heightPx] = [640, 410];
  const values = Float32Array.from({ length: 12 }, (_, i) => (i * 5) % 12);
  const map: OverlayMap = {
    grid: { rows: 3, cols: 4, values },
    rect: { x: 20.4, y: 29.5, width: 600, height: 347.2 },
    query: { x: 2, y: 1 },
    style: { ...MAP.style, largest: 11, opacity: 0.7, interpolation: 'smooth' },
  };
  const raster = filledRaster(widthPx, heightPx, GREY);
  paintOverlay(raster, map);
  const frame = {
    index: 3,
    timeSec: 1,
    picture: filledRaster(widthPx, heightPx, GREY),
    weight: null,
    isRepeated: false,
  };
  const page = overlayOf(frame, map, 'caption');
  expect(page.heightPx).toBeGreaterThan(heightPx);
  expect(Buffer.from(page.rgb.subarray(0, raster.rgb.length)).equals(Buffer.from(raster.rgb))).toBe(true);
});

describe('a map over a frame', () => {
  test('the patch looked at has the last colour, the others the frame', () => {
    const raster = painted();
    expect(pixel(raster, 25, 15)).toEqual([...colourTable('magma').slice(-3)]);
    expect(pixel(raster, 15, 15)).toEqual(GREY);
    expect(pixel(raster, 25, 5)).toEqual(GREY);
    // Patches end exactly at their edges.
    expect(pixel(raster, 20, 10)).toEqual([...colourTable('magma').slice(-3)]);
    expect(pixel(raster, 19, 10)).toEqual(GREY);
  });

  test('what the model did not see is darker, with a line around what it saw', () => {
    const raster = painted();
    for (const [x, y] of [
      [0, 0],
      [9, 10],
      [30, 10],
      [39, 19],
    ] as const)
      expect(pixel(raster, x, y)[0]).toBeLessThan(90);
    expect(pixel(raster, 10, 5)[0]).toBeGreaterThan(150);
  });

  test('smooth maps keep a peak at its value and fall off without steps', () => {
    const rect = { x: 0, y: 0, width: 40, height: 20 };
    const raster = painted({ rect, style: { ...MAP.style, interpolation: 'smooth' } });
    pixel(raster, 32, 16).forEach((value, c) =>
      expect(Math.abs(value - colourTable('magma').at(c - 3)!)).toBeLessThan(6),
    );
    expect(pixel(raster, 8, 16)).toEqual(GREY);
    for (let x = 0; x < 39; x++) {
      pixel(raster, x, 15).forEach((value, c) =>
        expect(Math.abs(value - pixel(raster, x + 1, 15)[c]!)).toBeLessThan(60),
      );
    }
  });

  test('signed maps: minus is blue, plus is red, nothing is clear', () => {
    const grid = { rows: 1, cols: 3, values: Float32Array.of(-2, 0, 2) };
    const style = { ...MAP.style, colourMap: 'blue-red', scale: 'diverging', largest: 2 } as const;
    const raster = painted({ grid, style, rect: { x: 0, y: 0, width: 40, height: 20 } });
    expect(pixel(raster, 5, 10)).toEqual([0x3b, 0x7d, 0xd8]);
    expect(pixel(raster, 20, 10)).toEqual(GREY);
    expect(pixel(raster, 35, 10)).toEqual([0xd4, 0x50, 0x3e]);
  });

  test('a map of zeros changes nothing, whatever its scale', () => {
    const grid = { rows: 2, cols: 2, values: new Float32Array(4) };
    const rect = { x: 0, y: 0, width: 40, height: 20 };
    expect(painted({ grid, rect, style: { ...MAP.style, largest: 0 } }).rgb).toEqual(filledRaster(40, 20, GREY).rgb);
  });

  test('the asked patch is outlined in white', () => {
    expect(pixel(painted({ query: { x: 0, y: 1 } }), 15, 9)).toEqual([255, 255, 255]);
  });
});

test.each([
  ['landscape', { scaleX: 398 / 640, scaleY: 224 / 360, cropLeftPx: 87, cropTopPx: 0 }, [139.9, 0, 360.2, 360]],
  ['padded', { scaleX: 1, scaleY: 1, cropLeftPx: -3, cropTopPx: -4 }, [-3, -4, 224, 224]],
])('the grid on a %s frame', (_, geometry, expected) => {
  const { x, y, width, height } = gridRect(geometry, { rows: 14, cols: 14 }, 16);
  [x, y, width, height].forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 1));
});

describe('pictures', () => {
  const frame = { index: 75, timeSec: 3, weight: 0.2, isRepeated: false };

  test('an overlay keeps the frame at its size, with a strip below', () => {
    const rect = { x: 140, y: 0, width: 360, height: 360 };
    const raster = overlayOf({ ...frame, picture: filledRaster(640, 360, GREY) }, { ...MAP, rect }, 'caption');
    expect([raster.widthPx, raster.heightPx]).toEqual([640, 400]);
    expect(pixel(raster, 200, 355)).toEqual(GREY);
  });

  test('drawing leaves the frame as it was, also where its bytes are a Buffer', () => {
    const { rgb } = filledRaster(640, 360, GREY);
    const picture = { widthPx: 640, heightPx: 360, rgb: Buffer.from(rgb) };
    const cell = { frame: { ...frame, picture }, map: MAP };
    overlayOf(cell.frame, MAP, 'caption');
    const sheet = { title: '', details: [], scores: [], weightName: '', current: null };
    contactSheetOf({ ...sheet, cells: [cell] });
    expect(picture.rgb.equals(rgb)).toBe(true);
  });

  test('a frame too small for text keeps its size', () => {
    const raster = overlayOf({ ...frame, picture: filledRaster(1, 1, GREY) }, MAP, 'caption');
    expect([raster.widthPx, raster.heightPx]).toEqual([1, 1]);
  });

  test.each([
    [1, 40, 20],
    [8, 640, 360],
    [9, 1, 1],
    [16, 90, 300],
    [24, 64, 64],
  ])('a contact sheet of %i frames of %i x %i is a readable PNG', (count, width, height) => {
    const picture = filledRaster(width, height, GREY);
    const cells = Array.from({ length: count }, (_, i) =>
      sheetCell({ frame: { ...frame, index: i, picture, weight: i % 2 ? null : -i }, map: MAP }),
    );
    const page = contactSheetOf({
      title:
        'A title that is much too long for a page of this width and has to be cut at some point, so it is cut here',
      details: ['one', 'two', 'three'],
      scores: [{ label: 'wave', score: 0.9 }],
      cells,
      weightName: 'share',
      current: 0,
    });
    const png = decode(pngFrom(page, 'Grüße → 世'));
    expect([png.width, png.height, png.channels]).toEqual([page.widthPx, page.heightPx, 3]);
    expect(png.text['Description']).toBe('Grüße ? ?');
    expect(Buffer.from(png.data.buffer, png.data.byteOffset, png.data.byteLength).equals(page.rgb)).toBe(true);
    expect(page.widthPx).toBeLessThanOrEqual(1700);
  });

  test.each([1, 8, 96])('a matrix of %i frames', (count) => {
    const matrix = {
      kind: 'matrix',
      title: 'Temporal',
      rows: count,
      cols: count,
      values: new Float32Array(count * count).fill(1),
    } as const;
    const frames = Array.from({ length: count }, (_, i) => 100_000 + i);
    const page = matrixPicture(matrix, MAP.style, { frames, row: count - 1 });
    expect(page.widthPx).toBeGreaterThanOrEqual(420);
    expect(page.rgb.length).toBe(page.widthPx * page.heightPx * 3);
  });
});
