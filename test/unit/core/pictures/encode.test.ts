import sharp from 'sharp';
import { expect, test } from 'vitest';
import { encodePicture, encodeStrip, type RgbPicture } from '../../../../src-main/core/pictures/encode.ts';

/** 4 x 2, every byte another. */
const PICTURE: RgbPicture = { widthPx: 4, heightPx: 2, rgb: Uint8Array.from({ length: 24 }, (_, i) => i * 10) };

async function decoded(bytes: Uint8Array) {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  return { rgb: [...data], widthPx: info.width, heightPx: info.height, channels: info.channels };
}

test('a PNG has every pixel as it was', async () => {
  const { rgb, widthPx, heightPx, channels } = await decoded(await encodePicture(PICTURE, 'png'));
  expect([widthPx, heightPx, channels]).toEqual([4, 2, 3]);
  expect(rgb).toEqual([...PICTURE.rgb]);
});

test.each([
  ['jpg', 'jpeg'],
  ['webp', 'webp'],
] as const)('a %s is one, and near the original', async (format, name) => {
  const flat = { widthPx: 16, heightPx: 16, rgb: new Uint8Array(16 * 16 * 3).map((_, i) => [200, 40, 90][i % 3]!) };
  const bytes = await encodePicture(flat, format);
  expect((await sharp(bytes).metadata()).format).toBe(name);
  const { rgb } = await decoded(bytes);
  expect(Math.max(...rgb.map((value, i) => Math.abs(value - flat.rgb[i]!)))).toBeLessThan(6);
});

test('a size stretches, whatever the aspect', async () => {
  const { widthPx, heightPx } = await decoded(await encodePicture(PICTURE, 'png', { widthPx: 3, heightPx: 9 }));
  expect([widthPx, heightPx]).toEqual([3, 9]);
});

test('a strip puts pictures side by side and leaves a missing one black', async () => {
  const red = { widthPx: 1, heightPx: 1, rgb: Uint8Array.of(255, 0, 0) };
  const blue = { widthPx: 1, heightPx: 1, rgb: Uint8Array.of(0, 0, 255) };
  const { rgb, widthPx, heightPx, channels } = await decoded(
    await encodeStrip([red, null, blue], { widthPx: 1, heightPx: 2 }, 'png'),
  );
  expect([widthPx, heightPx, channels]).toEqual([3, 2, 3]);
  const row = [255, 0, 0, 0, 0, 0, 0, 0, 255];
  expect(rgb).toEqual([...row, ...row]);
});
