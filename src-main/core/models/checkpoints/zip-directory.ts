import { AppError } from '../../../shared/errors.ts';
import type { RandomAccessFile } from './random-access-file.ts';

/** A file inside a zip archive. */
export interface ZipMember {
  readonly name: string;
  /** 0 is stored: the bytes lie in the archive as they are. */
  readonly method: number;
  readonly sizeBytes: number;
  readonly packedBytes: number;
  readonly headerOffset: number;
}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR64_SIGNATURE = 0x07064b50;
const LOCATOR64_BYTES = 20;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const ZIP64_EXTRA = 0x0001;
const MAX_DIRECTORY_BYTES = 64 * 2 ** 20;

/**
 * The members of a zip archive, zip64 included, from its central directory.
 *
 * @throws AppError 'checkpoint.unreadable' when the directory is missing or lies about the file.
 * @see PKWARE APPNOTE.TXT 6.3.10, 4.3.12 to 4.3.16 and 4.5.3
 */
export async function readZipDirectory(file: RandomAccessFile): Promise<Map<string, ZipMember>> {
  const { offset, length, count } = await findDirectory(file);
  if (length > MAX_DIRECTORY_BYTES) throw bad(file, `its directory claims ${length} bytes`);
  const directory = await file.read(offset, length);
  const members = new Map<string, ZipMember>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > length || directory.readUInt32LE(at) !== ENTRY_SIGNATURE) {
      throw bad(file, `entry ${i} of ${count} in its directory is damaged`);
    }
    const entryBytes = ENTRY_BYTES + [28, 30, 32].reduce((sum, field) => sum + directory.readUInt16LE(at + field), 0);
    if (at + entryBytes > length) throw bad(file, `entry ${i} of ${count} in its directory is cut off`);
    const member = memberFrom(file, directory.subarray(at, at + entryBytes));
    if (members.has(member.name)) throw bad(file, `it has two members named ${member.name}`);
    members.set(member.name, member);
    at += entryBytes;
  }
  return members;
}

/**
 * Where a stored member's bytes begin in the archive.
 *
 * @throws AppError 'checkpoint.unreadable' when the member is compressed or not where the directory says.
 */
export async function dataOffsetOf(file: RandomAccessFile, member: ZipMember): Promise<number> {
  if (member.method !== 0 || member.packedBytes !== member.sizeBytes) {
    throw new AppError(
      'checkpoint.unreadable',
      `${file.path}: ${member.name} is compressed, which torch.save never does. ` +
        'Pack the archive again without compression (zip -0).',
    );
  }
  const local = await file.read(member.headerOffset, LOCAL_BYTES);
  const nameBytes = local.readUInt16LE(26);
  const extraBytes = local.readUInt16LE(28);
  const isHere = local.readUInt32LE(0) === LOCAL_SIGNATURE && nameBytes === Buffer.byteLength(member.name);
  if (!isHere) throw bad(file, `${member.name} is not where its directory says`);
  const offset = member.headerOffset + LOCAL_BYTES + nameBytes + extraBytes;
  if (offset + member.sizeBytes > file.sizeBytes) throw bad(file, `${member.name} reaches beyond the end of the file`);
  return offset;
}

async function findDirectory(file: RandomAccessFile): Promise<{ offset: number; length: number; count: number }> {
  const tailBytes = Math.min(file.sizeBytes, END_BYTES + MAX_COMMENT_BYTES);
  const tailStart = file.sizeBytes - tailBytes;
  const tail = await file.read(tailStart, tailBytes);
  let at = tail.length - END_BYTES;
  while (at >= 0 && tail.readUInt32LE(at) !== END_SIGNATURE) at--;
  if (at < 0) throw bad(file, 'its end is missing, so it is truncated');
  const zip64 = await findDirectory64(file, tailStart + at);
  if (zip64 !== null) return zip64;
  return { count: tail.readUInt16LE(at + 10), length: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) };
}

/** The directory of an archive of more than 4 GiB or 65535 members; null for a plain archive. */
async function findDirectory64(
  file: RandomAccessFile,
  endOffset: number,
): Promise<{ offset: number; length: number; count: number } | null> {
  if (endOffset < LOCATOR64_BYTES) return null;
  const locator = await file.read(endOffset - LOCATOR64_BYTES, LOCATOR64_BYTES);
  if (locator.readUInt32LE(0) !== LOCATOR64_SIGNATURE) return null;
  const end = await file.read(Number(locator.readBigUInt64LE(8)), 56);
  if (end.readUInt32LE(0) !== END64_SIGNATURE) throw bad(file, 'its 64-bit directory is not where it says');
  return {
    count: Number(end.readBigUInt64LE(32)),
    length: Number(end.readBigUInt64LE(40)),
    offset: Number(end.readBigUInt64LE(48)),
  };
}

function memberFrom(file: RandomAccessFile, entry: Buffer): ZipMember {
  const nameEnd = ENTRY_BYTES + entry.readUInt16LE(28);
  const name = entry.toString('utf8', ENTRY_BYTES, nameEnd);
  const extra = zip64Extra(entry.subarray(nameEnd, nameEnd + entry.readUInt16LE(30)));
  let used = 0;
  // The extra field holds, in this order, only those values whose 32-bit field is full of ones.
  const value = (at: number): number => {
    const short = entry.readUInt32LE(at);
    if (short !== 0xffffffff) return short;
    if (extra === null || used + 8 > extra.length) throw bad(file, `the 64-bit sizes of ${name} are missing`);
    used += 8;
    return Number(extra.readBigUInt64LE(used - 8));
  };
  const sizeBytes = value(24);
  const packedBytes = value(20);
  return { name, method: entry.readUInt16LE(10), sizeBytes, packedBytes, headerOffset: value(42) };
}

function zip64Extra(extra: Buffer): Buffer | null {
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === ZIP64_EXTRA) return extra.subarray(at + 4, end);
    at = end;
  }
  return null;
}

function bad(file: RandomAccessFile, reason: string): AppError {
  return new AppError(
    'checkpoint.unreadable',
    `${file.path} is not a sound zip archive: ${reason}. Download or copy it again.`,
  );
}
