import { describe, expect, test } from 'vitest';
import { paintHeatLayer } from '../../../../src-main/core/attention/draw/heat-layer.ts';
import { filledRaster } from '../../../../src-main/core/attention/draw/raster.ts';
import { heatGradient, paintHeat } from '../../../../src-renderer/lib/heat.ts';

const SIZE = { width: 60, height: 45 };
const GRID = { rows: 3, columns: 4, values: Float32Array.from({ length: 12 }, (_, i) => ((i * 7) % 12) / 10) };
const SIGNED = { ...GRID, values: GRID.values.map((value) => value - 0.5) };

/** What is left of a grey picture under the layer. */
function composed(layer: Uint8ClampedArray, grey: number): number[] {
  return Array.from({ length: SIZE.width * SIZE.height * 3 }, (_, i) => {
    const [pixel, channel] = [Math.floor(i / 3), i % 3];
    const alpha = layer[4 * pixel + 3]! / 255;
    return grey + (layer[4 * pixel + channel]! - grey) * alpha;
  });
}

describe.each([true, false])('smooth: %s', (isSmooth) => {
  test.each([
    ['magma', false, GRID],
    ['blue-red', true, SIGNED],
  ] as const)('%s is what exported pictures show', (colourMap, isSigned, grid) => {
    const layer = new Uint8ClampedArray(SIZE.width * SIZE.height * 4);
    paintHeat(layer, SIZE, grid, { colourMap, isSigned, largest: 1.1, opacity: 0.66, isSmooth });
    const picture = filledRaster(SIZE.width, SIZE.height, [90, 90, 90]);
    paintHeatLayer(
      picture,
      { x: 0, y: 0, ...SIZE },
      { ...grid, cols: grid.columns },
      {
        ...{ colourMap, largest: 1.1, opacity: 0.66 },
        scale: isSigned ? 'diverging' : 'sequential',
        interpolation: isSmooth ? 'smooth' : 'patches',
      },
    );
    // Alpha is a byte here: half a step of it, and rounding.
    composed(layer, 90).forEach((value, i) => expect(Math.abs(value - picture.rgb[i]!)).toBeLessThanOrEqual(1.5));
    expect(picture.rgb.some((value) => value !== 90)).toBe(true);
  });
});

test('nothing is drawn of a map of zeros', () => {
  const layer = new Uint8ClampedArray(4 * 4 * 4);
  const grid = { rows: 2, columns: 2, values: new Float32Array(4) };
  const look = { colourMap: 'magma', isSigned: false, largest: 0, opacity: 1, isSmooth: true } as const;
  paintHeat(layer, { width: 4, height: 4 }, grid, look);
  expect([...layer].filter((_, i) => i % 4 === 3).every((alpha) => alpha === 0)).toBe(true);
});

test('a gradient goes from the first colour to the last', () => {
  expect(heatGradient('magma', 'to right')).toMatch(
    /^linear-gradient\(to right, rgb\(0 0 4\), .*rgb\(252 253 191\)\)$/,
  );
});
