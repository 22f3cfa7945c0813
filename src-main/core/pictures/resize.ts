import type { PictureSize, RgbPicture } from './encode.ts';

/** A picture stretched to another size (Lanczos); the same one where it has that size already. */
export async function resizePicture(picture: RgbPicture, size: PictureSize): Promise<RgbPicture> {
  const { widthPx, heightPx } = size;
  if (picture.widthPx === widthPx && picture.heightPx === heightPx) return picture;
  const { default: sharp } = await import('sharp');
  const raw = { width: picture.widthPx, height: picture.heightPx, channels: 3 as const };
  const rgb = await sharp(picture.rgb, { raw }).resize(widthPx, heightPx, { fit: 'fill' }).raw().toBuffer();
  return { widthPx, heightPx, rgb };
}
