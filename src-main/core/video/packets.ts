import { AppError } from '../../shared/errors.ts';
import type { Rational } from '../../shared/domain.ts';
import { MAX_FRAMES } from '../base/video-facts.ts';
import type { Ffmpeg } from './ffmpeg-binary.ts';
import { inputArguments, splitLines, startFfmpeg, throwIfCancelled } from './ffmpeg-process.ts';
import { tooManyFrames } from './video-file.ts';

/**
 * All packets of a stream in decoding order, as the demuxer hands them out: one array a property, since a long video
 * has a million of them. Times are in units of the time base.
 */
export interface PacketList {
  readonly timeBase: Rational;
  /** NaN: the container has none (AVI). */
  readonly pts: Float64Array;
  /** 0: unknown. */
  readonly durations: Float64Array;
  /** Sums of PACKET_FLAGS. */
  readonly flags: Uint8Array;
  /** The demuxer complained while reading, so the list may be short. */
  readonly hasErrors: boolean;
}

/** The bits of AVPacket.flags that matter here. */
export const PACKET_FLAGS = {
  /** Decoding may start here. */
  key: 1,
  corrupt: 2,
  /** Needed to decode others but never shown: it lies before the start an edit list asks for. */
  discarded: 4,
} as const;

/**
 * Lists the packets of one stream without decoding: ffmpeg copies them into its checksum muxer, which prints
 * `stream, dts, pts, duration, size, checksum[, F=flags]` for each. This is what ffprobe would give.
 *
 * @throws AppError 'video.unreadable' when the copy fails; 'ffmpeg.failed' as startFfmpeg, 'cancelled'.
 */
export async function listPackets(
  ffmpeg: Ffmpeg,
  path: string,
  streamIndex: number,
  signal?: AbortSignal,
  mostPackets = MAX_FRAMES,
): Promise<PacketList> {
  // Packets before the first key frame or before the start are packets too.
  const copy = ['-map', `0:${streamIndex}`, '-c', 'copy', '-copyinkf', '-copypriorss', '1'];
  let hasErrors = false;
  const onLine = (line: string) => {
    hasErrors ||= /\[(error|fatal|panic)\]/.test(line);
    return true;
  };
  const args = [...inputArguments(path), ...copy, '-f', 'framecrc', 'pipe:1'];
  const process = startFfmpeg(ffmpeg, args, { work: `read "${path}"`, signal, onLine });
  const listing = new PacketListing(mostPackets);
  splitLines(process.stdout, (line) => {
    if (!listing.take(line)) process.stop();
  });
  const { status, tail } = await process.ended;
  throwIfCancelled(signal);
  if (listing.isFull) throw tooManyFrames(path);
  const { timeBase, ...columns } = listing.finish();
  if (status !== 0 || timeBase.num === 0) {
    throw new AppError('video.unreadable', `The packets of "${path}" cannot be read: ${tail.at(-1) ?? 'no message'}.`);
  }
  return { timeBase, hasErrors, ...columns };
}

/** What the checksum muxer prints, line by line. */
export class PacketListing {
  readonly #most: number;
  readonly #columns = new PacketColumns();
  #timeBase: Rational = { num: 0, den: 1 };

  /** @param most packets that are taken: as many as a video may have. */
  constructor(most = MAX_FRAMES) {
    this.#most = most;
  }

  get isFull(): boolean {
    return this.#columns.count === this.#most;
  }

  /** @returns whether there is room for it. */
  take(line: string): boolean {
    if (line.startsWith('#')) this.#timeBase = parseTimeBase(line) ?? this.#timeBase;
    else if (this.isFull) return false;
    else this.#columns.push(line);
    return true;
  }

  /** All packets so far; a time base of 0 where none was told. */
  finish(): Omit<PacketList, 'hasErrors'> {
    return { timeBase: this.#timeBase, ...this.#columns.finish() };
  }
}

function parseTimeBase(line: string): Rational | undefined {
  const parts = /^#tb 0: (\d+)\/(\d+)/.exec(line);
  return parts ? { num: Number(parts[1]), den: Number(parts[2]) } : undefined;
}

/** Less than what ffmpeg prints for no time, -2^63; of a line that is none, Number makes no number. */
const NO_TIME = 9e18;

/** Arrays that grow. */
class PacketColumns {
  #count = 0;
  #pts = new Float64Array(1024);
  #durations = new Float64Array(1024);
  #flags = new Uint8Array(1024);

  get count(): number {
    return this.#count;
  }

  push(line: string): void {
    if (this.#count === this.#pts.length) {
      this.#pts = grown(this.#pts, new Float64Array(this.#count * 2));
      this.#durations = grown(this.#durations, new Float64Array(this.#count * 2));
      this.#flags = grown(this.#flags, new Uint8Array(this.#count * 2));
    }
    const [, , pts = '', duration = '0', , , ...extra] = line.split(',');
    const flags = extra.find((field) => field.startsWith(' F='));
    this.#pts[this.#count] = Math.abs(Number(pts)) < NO_TIME ? Number(pts) : NaN;
    this.#durations[this.#count] = Number(duration) > 0 && Number(duration) < NO_TIME ? Number(duration) : 0;
    // A packet that is a key frame and nothing else has no flags field.
    this.#flags[this.#count] = flags === undefined ? PACKET_FLAGS.key : Number.parseInt(flags.slice(3), 16);
    this.#count++;
  }

  finish(): Pick<PacketList, 'pts' | 'durations' | 'flags'> {
    const end = this.#count;
    return {
      pts: this.#pts.subarray(0, end),
      durations: this.#durations.subarray(0, end),
      flags: this.#flags.subarray(0, end),
    };
  }
}

function grown<T extends Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
