import type { PacketList } from './packets.ts';

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
 * Whether packets alone tell which frames there will be. They do not when times are missing (AVI), when the stream
 * is cut by an edit list, damaged, or when two packets claim one time: then only decoding tells.
 */
export function canTrustPackets({ packets, hasErrors }: PacketList, codec: string): boolean {
  if (hasErrors || CODECS_WITH_HIDDEN_FRAMES.includes(codec)) return false;
  if (packets.some((packet) => packet.pts === null || packet.isDiscarded || packet.isCorrupt)) return false;
  return new Set(packets.map((packet) => packet.pts)).size === packets.length;
}

/** The table as the packets have it: every shown packet's pts, in presentation order. */
export function tableFromPackets({ packets }: PacketList): PtsTable {
  const shown = packets.filter((packet) => packet.pts !== null && !packet.isDiscarded);
  shown.sort((a, b) => a.pts! - b.pts!);
  const keyframes = shown.flatMap((packet, i) => (packet.isKey ? [i] : []));
  const pts = Float64Array.from(shown, (packet) => packet.pts!);
  return finishTable(pts, shown.at(-1)?.duration ?? 0, keyframes);
}

/**
 * The table as decoding has it, completed by packets that were announced and did not decode although they should have.
 *
 * @param decodedPts times of the frames that came out, in any order.
 * @param hasComplaints the decoder reported errors. Without any, a packet that gave no frame never was one.
 */
export function tableFromDecoding(list: PacketList, decodedPts: readonly number[], hasComplaints: boolean): PtsTable {
  const decoded = new Set(decodedPts);
  const lost = hasComplaints ? without(announcedPts(list, decodedPts), decodedPts) : [];
  const pts = Float64Array.from([...decodedPts, ...lost]).sort();
  const keyPts = new Set(list.packets.flatMap(({ isKey, pts }) => (isKey && pts !== null ? [pts] : [])));
  const hasAllTimes = list.packets.every((packet) => packet.pts !== null);
  // Without times in the packets the decoder counts frames from where it starts, so it must start at the start.
  const keyframes = hasAllTimes
    ? Array.from(pts.keys()).filter((i) => keyPts.has(pts[i]!) && decoded.has(pts[i]!))
    : [];
  const lastPacket = list.packets.find((packet) => packet.pts === pts.at(-1)) ?? list.packets.at(-1);
  return finishTable(pts, lastPacket?.duration ?? 0, keyframes);
}

/** Times that packets announce. Where packets have none, each is one tick long and the ticks between are theirs. */
function announcedPts({ packets }: PacketList, decodedPts: readonly number[]): number[] {
  if (packets.every((packet) => packet.pts !== null)) {
    return packets.filter((packet) => !packet.isDiscarded).map((packet) => packet.pts!);
  }
  const first = decodedPts.reduce((least, pts) => Math.min(least, pts), Infinity);
  if (!Number.isFinite(first) || packets.some((packet) => packet.duration !== 1)) return [];
  return packets.map((_, i) => first + i);
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
  const steps = pts.subarray(1).map((value, i) => value - pts[i]!);
  const sorted = steps.slice().sort();
  const median = sorted[sorted.length >> 1] ?? 1;
  const spread = sorted.length === 0 ? 0 : sorted.at(-1)! - sorted[0]!;
  return {
    pts,
    lastDuration: announcedDuration > 0 ? announcedDuration : median,
    keyframes: Uint32Array.from(keyframes),
    // Times rounded to ticks make steps differ by one; where a frame is one or two ticks long, one is a lost frame.
    isVariableFrameRate: spread > (median > 2 ? 1 : 0),
  };
}
