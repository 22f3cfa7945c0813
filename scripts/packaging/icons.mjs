import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

const SIZES_PX = [16, 32, 48, 64, 128, 256, 512, 1024];
/** Types of Apple's container that hold a PNG, by its size. */
const ICNS_TYPES = { 128: 'ic07', 256: 'ic08', 512: 'ic09', 1024: 'ic10' };

/** Draws the icon of the page in every size and container that a system takes, so that no tool need be fetched. */
export async function writeIcons(svgFile, folder) {
  mkdirSync(folder, { recursive: true });
  const svg = readFileSync(svgFile);
  const pictures = new Map();
  for (const sizePx of SIZES_PX) {
    const png = await sharp(svg, { density: (72 * sizePx) / 32 })
      .resize(sizePx, sizePx)
      .png()
      .toBuffer();
    pictures.set(sizePx, png);
    writeFileSync(join(folder, `${sizePx}x${sizePx}.png`), png);
  }
  writeFileSync(join(folder, 'icon.ico'), ico([16, 32, 48, 256].map((sizePx) => [sizePx, pictures.get(sizePx)])));
  writeFileSync(join(folder, 'icon.icns'), icns(pictures));
}

/** Windows' container: a table of sizes and places, then the PNGs. 256 px are written as 0. */
function ico(entries) {
  const head = Buffer.alloc(6 + 16 * entries.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(entries.length, 4);
  let offset = head.length;
  for (const [index, [sizePx, png]] of entries.entries()) {
    const at = 6 + 16 * index;
    head[at] = head[at + 1] = sizePx % 256;
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...entries.map(([, png]) => png)]);
}

/** Apple's container: a type and a length before each part, and before the whole. */
function icns(pictures) {
  const parts = Object.entries(ICNS_TYPES).map(([sizePx, type]) => chunk(type, pictures.get(Number(sizePx))));
  return chunk('icns', Buffer.concat(parts));
}

function chunk(type, body) {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(8 + body.length, 4);
  return Buffer.concat([head, body]);
}
