/** Boxes from the outermost to the one that says where a track's bytes lie. */
const TO_REFERENCES = ['moov', 'trak', 'mdia', 'minf', 'dinf', 'dref'];
const HEAD_BYTES = 8;

/**
 * A film without a picture in it, which says that the bytes of its first track lie in another file: by an alias as
 * Macintosh programs write it.
 *
 * @param film a QuickTime film whose index lies behind its pictures.
 * @param path of the other file, absolute.
 */
export function withPicturesElsewhere(film: Buffer, path: string): Buffer {
  const pictures = film.indexOf('mdat');
  const blank = Buffer.from(film).fill(0, pictures + 4, film.indexOf('moov') - 4);
  const places = placesOf(blank, TO_REFERENCES);
  const references = places.at(-1)!;
  const end = references + blank.readUInt32BE(references);
  const alias = boxOf('dref', u32(0), u32(1), aliasTo(path));
  const grown = alias.length - (end - references);
  for (const place of places.slice(0, -1)) blank.writeUInt32BE(blank.readUInt32BE(place) + grown, place);
  return Buffer.concat([blank.subarray(0, references), alias, blank.subarray(end)]);
}

/** A film that says of its first track that it has so many pictures, each as long as the first one. */
export function claimingPictures(film: Buffer, count: number): Buffer {
  const claiming = Buffer.from(film);
  const field = (box: string, bytesIn: number) => claiming.indexOf(box) + 4 + bytesIn;
  claiming.writeUInt32BE(count, field('stts', 8));
  claiming.writeUInt32BE(count, field('stsc', 12));
  claiming.copy(claiming, field('stsz', 4), field('stsz', 12), field('stsz', 16));
  claiming.writeUInt32BE(count, field('stsz', 8));
  return claiming;
}

/** Where each box begins, the next one within the one before. */
function placesOf(film: Buffer, names: readonly string[]): number[] {
  const places: number[] = [];
  for (const name of names) places.push(film.indexOf(name, (places.at(-1) ?? 0) + HEAD_BYTES) - 4);
  return places;
}

/** @see https://developer.apple.com/documentation/quicktime-file-format/data_reference_atom and ffmpeg's mov_read_dref */
function aliasTo(path: string): Buffer {
  const name = Buffer.from(path);
  const padded = Buffer.concat([name, Buffer.alloc(name.length % 2)]);
  const record = Buffer.alloc(10 + 1 + 27 + 12 + 1 + 63 + 16 + 4 + 16);
  const wholePath = Buffer.concat([u16(2), u16(padded.length), padded]);
  return boxOf('alis', u32(0), record, wholePath, u16(0xffff), u16(0));
}

function boxOf(name: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(HEAD_BYTES + body.length), Buffer.from(name), body]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
