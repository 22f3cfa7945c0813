import { describe, expect, test } from 'vitest';
import { clockTime, frameNumber, shortNumber } from '../../../../src-main/core/attention/draw/numbers.ts';
import { filledRaster } from '../../../../src-main/core/attention/draw/raster.ts';
import { resizedRaster } from '../../../../src-main/core/attention/draw/shrink.ts';
import { drawText, fittedText, textWidth } from '../../../../src-main/core/attention/draw/text.ts';
import { npyFrom } from '../../../../src-main/core/attention/npy.ts';

test.each([
  [0, '0'],
  [0.1844, '0.184'],
  [0.2, '0.200'],
  [12.34, '12.3'],
  [1234.5, '1235'],
  [-0.05, '-0.0500'],
  [0.000012, '1.2e-5'],
  [123456, '1.2e5'],
])('%f is written %s', (value, text) => expect(shortNumber(value)).toBe(text));

test.each([
  [7, '7'],
  [31616, '31,616'],
  [1234567, '1,234,567'],
])('frame %i is written %s', (index, text) => expect(frameNumber(index)).toBe(text));

test.each([
  [0, '00:00.000'],
  [59.9996, '01:00.000'],
  [1264.64, '21:04.640'],
  [3661.5, '1:01:01.500'],
  [-0.04, '-00:00.040'],
])('%f s is written %s', (sec, text) => expect(clockTime(sec)).toBe(text));

describe('text', () => {
  const style = { colour: [255, 255, 255], scale: 1 } as const;

  test.each(['Frame 31,616', 'Hg|', 'Größe', '世界'])('"%s" leaves ink within its width and only there', (text) => {
    const raster = filledRaster(120, 20, [0, 0, 0]);
    const width = drawText(raster, text, { x: 4, y: 4 }, style);
    expect(width).toBe(textWidth(text, style));
    const inked = Array.from(raster.rgb).flatMap((value, i) => (value > 40 ? [Math.floor(i / 3) % 120] : []));
    expect(inked.length).toBeGreaterThan(0);
    expect(Math.min(...inked)).toBeGreaterThanOrEqual(3);
    expect(Math.max(...inked)).toBeLessThanOrEqual(4 + width);
  });

  test('is cut where it does not fit', () => {
    expect(fittedText('arm wrestling', 200, style)).toBe('arm wrestling');
    const cut = fittedText('arm wrestling', 40, style);
    expect(cut).toMatch(/^arm.*…$/);
    expect(textWidth(cut, style)).toBeLessThanOrEqual(40);
    expect(fittedText('arm', 2, style)).toBe('');
  });
});

describe('shrinking', () => {
  test('takes the mean of the area', () => {
    const picture = { widthPx: 4, heightPx: 2, rgb: Uint8Array.from({ length: 24 }, (_, i) => Math.floor(i / 3) * 10) };
    const small = resizedRaster(picture, 2, 1);
    expect([...small.rgb]).toEqual([25, 25, 25, 45, 45, 45]);
  });

  test('to the same size changes nothing; enlarging repeats', () => {
    const picture = { widthPx: 2, heightPx: 1, rgb: Uint8Array.of(1, 2, 3, 200, 100, 50) };
    expect(resizedRaster(picture, 2, 1).rgb).toEqual(picture.rgb);
    expect([...resizedRaster(picture, 4, 1).rgb]).toEqual([1, 2, 3, 1, 2, 3, 200, 100, 50, 200, 100, 50]);
  });
});

describe('npy', () => {
  test('has the header of the format and the values after it', () => {
    const file = npyFrom([2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
    expect([...file.slice(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
    const headerLength = file[8]! + 256 * file[9]!;
    expect((10 + headerLength) % 64).toBe(0);
    const header = Buffer.from(file.slice(10, 10 + headerLength)).toString('latin1');
    expect(header.trimEnd()).toBe("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }");
    expect(header.endsWith('\n')).toBe(true);
    expect(new Float32Array(file.slice(10 + headerLength).buffer)).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
  });

  test('one axis is a tuple of one', () => {
    const header = Buffer.from(npyFrom([3], Int32Array.of(7, 8, 9))).toString('latin1');
    expect(header).toContain("'descr': '<i4', 'fortran_order': False, 'shape': (3,), }");
  });

  test('a shape that does not fit is a bug', () => {
    expect(() => npyFrom([2, 2], new Float32Array(3))).toThrow('An array of shape 2 x 2 cannot have 3 values.');
  });
});
