import { encode } from 'fast-png';
import type { Raster } from './draw/raster.ts';

/** A picture as a PNG file. @param description is stored in the file's text chunk of that name. */
export function pngFrom({ widthPx, heightPx, rgb }: Raster, description: string): Uint8Array {
  // The chunk's character set is Latin-1.
  const latin = description.replaceAll(/[^\x20-\xff]/g, '?');
  const text = { Software: 'Timeloupe', Description: latin };
  return encode({ width: widthPx, height: heightPx, data: rgb, channels: 3, depth: 8, text });
}
