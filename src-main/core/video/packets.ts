import { AppError } from '../../shared/errors.ts';
import type { Rational } from '../../shared/domain.ts';
import type { Ffmpeg } from './ffmpeg-binary.ts';
import { inputArguments, splitLines, startFfmpeg, throwIfCancelled } from './ffmpeg-process.ts';

/** One packet of the stream, as the demuxer hands it out; times in units of the time base. */
export interface Packet {
  /** null: the container has none (AVI). */
  readonly pts: number | null;
  readonly duration: number;
  readonly isKey: boolean;
  /** Needed to decode others but never shown: it lies before the start an edit list asks for. */
  readonly isDiscarded: boolean;
  readonly isCorrupt: boolean;
}

/** All packets of a stream in decoding order. */
export interface PacketList {
  readonly timeBase: Rational;
  readonly packets: readonly Packet[];
  /** The demuxer complained while reading, so the list may be short. */
  readonly hasErrors: boolean;
}

/** Bits of AVPacket.flags. */
const KEY = 1;
const CORRUPT = 2;
const DISCARD = 4;

/**
 * Lists the packets of one stream without decoding: ffmpeg copies them into its checksum muxer, which prints
 * `stream, dts, pts, duration, size, checksum[, F=flags]` for each. This is what ffprobe would give.
 *
 * @throws AppError 'video.unreadable' when the copy fails; 'cancelled'.
 */
export async function listPackets(
  ffmpeg: Ffmpeg,
  path: string,
  streamIndex: number,
  signal?: AbortSignal,
): Promise<PacketList> {
  // Packets before the first key frame or before the start are packets too.
  const copy = ['-map', `0:${streamIndex}`, '-c', 'copy', '-copyinkf', '-copypriorss', '1'];
  let hasErrors = false;
  const onLine = (line: string) => {
    hasErrors ||= /\[(error|fatal|panic)\]/.test(line);
    return true;
  };
  const args = [...inputArguments(path), ...copy, '-f', 'framecrc', 'pipe:1'];
  const process = startFfmpeg(ffmpeg, args, { signal, onLine });
  const packets: Packet[] = [];
  let timeBase: Rational = { num: 0, den: 1 };
  splitLines(process.stdout, (line) => {
    if (line.startsWith('#')) timeBase = parseTimeBase(line) ?? timeBase;
    else packets.push(parsePacket(line));
  });
  const { status, tail } = await process.ended;
  throwIfCancelled(signal);
  if (status !== 0 || timeBase.num === 0) {
    throw new AppError('video.unreadable', `The packets of "${path}" cannot be read: ${tail.at(-1) ?? 'no message'}.`);
  }
  return { timeBase, packets, hasErrors };
}

function parseTimeBase(line: string): Rational | undefined {
  const parts = /^#tb 0: (\d+)\/(\d+)/.exec(line);
  return parts ? { num: Number(parts[1]), den: Number(parts[2]) } : undefined;
}

function parsePacket(line: string): Packet {
  const [, , pts = '', duration = '0', , , ...extra] = line.split(',').map((field) => field.trim());
  const flagsField = extra.find((field) => field.startsWith('F='));
  // A packet that is a key frame and nothing else has no flags field.
  const flags = flagsField === undefined ? KEY : Number.parseInt(flagsField.slice(2), 16);
  return {
    pts: Number(pts) < -9e18 ? null : Number(pts),
    duration: Math.max(0, Number(duration)),
    isKey: (flags & KEY) !== 0,
    isDiscarded: (flags & DISCARD) !== 0,
    isCorrupt: (flags & CORRUPT) !== 0,
  };
}
