import { setImmediate } from 'node:timers/promises';
import { unreadable } from './fault.ts';

/** So much is decoded at once, in bytes, between turns of the event loop. */
const PIECE = 4 * 2 ** 20;

/** What files begin with that are no text, and what to do with them. */
const MAGIC: readonly { readonly bytes: readonly number[]; readonly what: string; readonly advice: string }[] = [
  {
    bytes: [0x50, 0x4b],
    what: 'it is a spreadsheet (.xlsx, .ods) or another zip archive',
    advice: 'Save the sheet as CSV, or unpack the archive, and import that',
  },
  { bytes: [0x1f, 0x8b], what: 'it is compressed with gzip', advice: 'Unpack it, and import what is in it' },
  {
    bytes: [...Buffer.from('SQLite format 3')],
    what: 'it is a database, or a Timeloupe project',
    advice: 'Export from that project as timeloupe-json, and import that',
  },
  {
    bytes: [0xd0, 0xcf, 0x11, 0xe0],
    what: 'it is an old spreadsheet (.xls)',
    advice: 'Save the sheet as CSV, and import that',
  },
];

/**
 * A file's text: UTF-8, or UTF-16 with its mark.
 *
 * @throws AppError 'import.unreadable' for another encoding, for archives and for binary data.
 */
export async function decodeText(file: string, bytes: Uint8Array): Promise<string> {
  if (bytes.length === 0) throw unreadable(file, 'it is empty', 'Write it again, or choose another file');
  const magic = MAGIC.find((one) => one.bytes.every((byte, i) => bytes[i] === byte));
  if (magic) throw unreadable(file, magic.what, magic.advice);
  const encoding = encodingOf(file, bytes);
  const decoder = new TextDecoder(encoding, { fatal: true });
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; from += PIECE) {
    try {
      parts.push(decoder.decode(bytes.subarray(from, from + PIECE), { stream: from + PIECE < bytes.length }));
    } catch {
      throw unreadable(file, `it is no ${encoding.toUpperCase()} text`, 'Save it with the encoding UTF-8');
    }
    await setImmediate();
  }
  const text = parts.join('');
  if (text.includes('\0')) throw unreadable(file, 'it holds binary data', 'Choose a text file of a known format');
  if (text.trim() === '') throw unreadable(file, 'there is nothing in it', 'Write it again, or choose another file');
  return text;
}

function encodingOf(file: string, bytes: Uint8Array): string {
  const [a, b, c, d] = bytes;
  const isUtf32 = (a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff);
  if (isUtf32) throw unreadable(file, 'it is UTF-32 text', 'Save it with the encoding UTF-8');
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return 'utf-8';
}
