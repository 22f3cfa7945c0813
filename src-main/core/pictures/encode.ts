import type { Sharp } from 'sharp';

/** How a picture may be sent to a screen. PNG is exact; the others lose a little. */
export type PictureFormat = 'png' | 'jpg' | 'webp';

/** RGB24, row-major, 3 bytes a pixel, no padding. */
export interface RgbPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint8Array;
}

/** In whole pixels, both at least 1. */
export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

const QUALITY = 90;

/**
 * A picture as a file's bytes.
 *
 * @param size to which it is stretched (Lanczos); without it no pixel is changed before encoding.
 */
export async function encodePicture(
  picture: RgbPicture,
  format: PictureFormat,
  size: PictureSize = picture,
): Promise<Uint8Array> {
  return encoded(await resized(picture, size), format);
}

/**
 * Pictures side by side in one file.
 *
 * @param pictures each is stretched to `cell`; null leaves its cell black.
 */
export async function encodeStrip(
  pictures: readonly (RgbPicture | null)[],
  cell: PictureSize,
  format: PictureFormat,
): Promise<Uint8Array> {
  const cells = await Promise.all(
    pictures.map(async (picture, i) => {
      if (!picture) return [];
      const input = await (await resized(picture, cell)).raw().toBuffer();
      return [{ input, raw: rawOf(cell), left: i * cell.widthPx, top: 0 }];
    }),
  );
  const size = { width: pictures.length * cell.widthPx, height: cell.heightPx };
  const { default: sharp } = await loaded();
  const strip = sharp({ create: { ...size, channels: 3, background: '#000' } });
  return encoded(strip.composite(cells.flat()).removeAlpha(), format);
}

/** When the first picture is drawn: loading takes a quarter of a second, and most commands draw none. */
function loaded() {
  return import('sharp');
}

async function resized(picture: RgbPicture, { widthPx, heightPx }: PictureSize): Promise<Sharp> {
  const { default: sharp } = await loaded();
  const image = sharp(picture.rgb, { raw: rawOf(picture) });
  if (widthPx === picture.widthPx && heightPx === picture.heightPx) return image;
  return image.resize(widthPx, heightPx, { fit: 'fill' });
}

function rawOf({ widthPx, heightPx }: PictureSize): { width: number; height: number; channels: 3 } {
  return { width: widthPx, height: heightPx, channels: 3 };
}

function encoded(image: Sharp, format: PictureFormat): Promise<Uint8Array> {
  if (format === 'png') return image.png({ compressionLevel: 3 }).toBuffer();
  if (format === 'jpg') return image.jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' }).toBuffer();
  return image.webp({ quality: QUALITY, effort: 2 }).toBuffer();
}
