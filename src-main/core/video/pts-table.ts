import { PACKET_FLAGS, type PacketList } from './packets.ts';

/** The times of a video's frames and where decoding may start. */
export interface PtsTable {
  /** In units of the time base, ascending; two frames can have one time where a muxer rounded badly. */
  readonly pts: Float64Array;
  readonly lastDuration: number;
  /** Indices of frames from which decoding may start, ascending. Empty: only from the file's start. */
  readonly keyframes: Uint32Array;
  readonly isVariableFrameRate: boolean;
}

/** Codecs with packets that hold no picture of their own and still carry a time. */
const CODECS_WITH_HIDDEN_FRAMES = ['vp8'];

/**
 * The table as packets have it: every packet's pts, in presentation order.
 *
 * @returns null where packets alone do not tell which frames there will be, and only decoding does: times are missing
 *   (AVI), the stream is cut by an edit list or damaged, or two packets claim one time.
 */
export function tableFromPackets({ pts, durations, flags, hasErrors }: PacketList, codec: string): PtsTable | null {
  if (hasErrors || CODECS_WITH_HIDDEN_FRAMES.includes(codec)) return null;
  const suspicious = PACKET_FLAGS.discarded | PACKET_FLAGS.corrupt;
  if (flags.some((bits) => (bits & suspicious) !== 0)) return null;
  const times = pts.slice().sort();
  if (times.some((time, i) => Number.isNaN(time) || time === times[i - 1])) return null;
  const keyframes: number[] = [];
  pts.forEach((time, packet) => {
    if ((flags[packet]! & PACKET_FLAGS.key) !== 0) keyframes.push(indexOfTime(times, time));
  });
  keyframes.sort((a, b) => a - b);
  return finishTable(times, durations[pts.indexOf(times.at(-1) ?? NaN)] ?? 0, keyframes);
}

/** @param times ascending, `time` among them once. */
function indexOfTime(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The table as decoding has it, completed by packets that were announced and did not decode although they should have.
 *
 * @param decodedPts times of the frames that came out, in any order.
 * @param hasComplaints the decoder reported errors. Without any, a packet that gave no frame never was one.
 */
export function tableFromDecoding(list: PacketList, decodedPts: readonly number[], hasComplaints: boolean): PtsTable {
  const lost = hasComplaints ? without(announcedPts(list, decodedPts), decodedPts) : [];
  const pts = Float64Array.from([...decodedPts, ...lost]).sort();
  const decoded = new Set(decodedPts);
  const keyPts = new Set(list.pts.filter((_, i) => (list.flags[i]! & PACKET_FLAGS.key) !== 0));
  // Without times in the packets the decoder counts frames from where it starts, so it must start at the start.
  const canSeek = !list.pts.some(Number.isNaN);
  const keyframes = canSeek ? Array.from(pts.keys()).filter((i) => keyPts.has(pts[i]!) && decoded.has(pts[i]!)) : [];
  const lastPacket = list.pts.indexOf(pts.at(-1) ?? NaN);
  return finishTable(pts, list.durations.at(lastPacket) ?? 0, keyframes);
}

/** Times that packets announce. Where packets have none, each is one tick long and the ticks between are theirs. */
function announcedPts({ pts, durations, flags }: PacketList, decodedPts: readonly number[]): number[] {
  if (!pts.some(Number.isNaN)) return Array.from(pts).filter((_, i) => (flags[i]! & PACKET_FLAGS.discarded) === 0);
  const first = decodedPts.reduce((least, time) => Math.min(least, time), Infinity);
  if (!Number.isFinite(first) || durations.some((duration) => duration !== 1)) return [];
  return Array.from(pts.keys(), (i) => first + i);
}

/** The items that are left when each of `taken` has taken one equal to it. */
function without(items: readonly number[], taken: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const item of taken) counts.set(item, (counts.get(item) ?? 0) + 1);
  return items.filter((item) => {
    const count = counts.get(item) ?? 0;
    if (count > 0) counts.set(item, count - 1);
    return count === 0;
  });
}

function finishTable(pts: Float64Array, announcedDuration: number, keyframes: readonly number[]): PtsTable {
  const { median, spread } = stepsOf(pts);
  return {
    pts,
    lastDuration: announcedDuration > 0 ? announcedDuration : median,
    keyframes: Uint32Array.from(keyframes),
    // Times rounded to ticks make steps differ by one; where a frame is one or two ticks long, one is a lost frame.
    isVariableFrameRate: spread > (median > 2 ? 1 : 0),
  };
}

/** How far one frame is from the next: the middle value, and the largest less the smallest. */
function stepsOf(pts: Float64Array): { median: number; spread: number } {
  if (pts.length < 2) return { median: 1, spread: 0 };
  let least = Infinity;
  let most = -Infinity;
  for (let i = 1; i < pts.length; i++) {
    const step = pts[i]! - pts[i - 1]!;
    least = Math.min(least, step);
    most = Math.max(most, step);
  }
  if (least === most) return { median: most, spread: 0 };
  const steps = pts.subarray(1).map((value, i) => value - pts[i]!);
  steps.sort();
  return { median: steps[steps.length >> 1]!, spread: most - least };
}
