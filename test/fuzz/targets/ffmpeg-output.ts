import { parseBanner } from '../../../src-main/core/video/banner.ts';
import { complaintIn, parseFrameLine } from '../../../src-main/core/video/frame-log.ts';
import { PacketListing } from '../../../src-main/core/video/packets.ts';
import { type PtsTable, tableFromDecoding, tableFromPackets } from '../../../src-main/core/video/pts-table.ts';
import { chooseStream, unreadableVideo } from '../../../src-main/core/video/video-file.ts';
import { mutatedBytes } from '../engine/bytes.ts';
import type { FuzzInput, FuzzTarget } from '../engine/target.ts';
import { mutatedText } from '../engine/text.ts';
import { require } from '../engine/verdict.ts';

export const ffmpegOutput: FuzzTarget = {
  name: 'ffmpeg-output',
  what: 'what ffmpeg prints: packets, frames with complaints among them, descriptions of files; tables of times made of them',
  inputs: 1000,
  open() {
    const kinds = Object.keys(SOUND) as (keyof typeof SOUND)[];
    const all = Object.values(SOUND);
    return {
      make(random) {
        const kind = random.pick(kinds);
        const bytes = random.isOne(4)
          ? mutatedBytes(
              Buffer.from(SOUND[kind]),
              random,
              all.map((text) => Buffer.from(text)),
            )
          : Buffer.from(mutatedText(SOUND[kind], random, all));
        return { kind, bytes };
      },
      async read({ kind, bytes }: FuzzInput) {
        const lines = bytes.toString().split('\n');
        if (kind === 'banner') await readBanner(lines);
        else readTimes(lines);
      },
    };
  },
};

async function readBanner(lines: readonly string[]): Promise<void> {
  const { format, videoStreams } = parseBanner(lines);
  if (format === undefined) throw await unreadableVideo('/videos/none.mp4', lines);
  const { codedWidthPx, codedHeightPx, rotationDeg, index } = chooseStream('a.mp4', videoStreams);
  const numbers = [codedWidthPx, codedHeightPx, rotationDeg, index];
  require(numbers.every((value) => Number.isFinite(value) && value >= 0), () => `a stream has ${numbers.join()}`);
}

/** One text is taken for both kinds of lists: lines of the other kind are hostile enough. */
function readTimes(lines: readonly string[]): void {
  const listing = new PacketListing();
  for (const line of lines) listing.take(line);
  const list = { ...listing.finish(), hasErrors: lines.some((line) => complaintIn(line) !== undefined) };
  const fromPackets = tableFromPackets(list, 'h264');
  if (fromPackets) requireTable(fromPackets);
  const frames = lines.flatMap((line) => parseFrameLine(line) ?? []);
  const decoded = frames.flatMap(({ pts }) => (pts === null ? [] : [pts]));
  requireTable(tableFromDecoding(list, decoded, list.hasErrors));
}

function requireTable({ pts, keyframes, lastDuration }: PtsTable): void {
  require(pts.every((time, i) => Number.isFinite(time) && (i === 0 || time >= pts[i - 1]!)), () =>
    'times do not ascend');
  require(keyframes.every((frame, i) => frame < pts.length && (i === 0 || frame >= keyframes[i - 1]!)), () =>
    'a key frame is none');
  require(Number.isFinite(lastDuration) && lastDuration >= 0, () => `the last frame lasts ${lastDuration}`);
}

const PACKETS = Array.from({ length: 12 }, (_, i) => {
  const flags = i % 4 === 0 ? '' : ', F=0x0';
  return `0, ${i * 512 - 512}, ${(i ^ 1) * 512}, 512, ${900 + i}, 0x7a1b03f${i % 10}${flags}`;
});
const FRAMES = Array.from({ length: 12 }, (_, i) =>
  [
    `[Parsed_showinfo_0 @ 0x55e] [info] n:${String(i).padStart(4)} pts: ${i * 512} pts_time:${i / 30} duration: 512`,
    'duration_time:0.03 fmt:yuv420p cl:left sar:1/1 s:320x180 i:P iskey:1 type:I',
  ].join(' '),
);

/** As ffmpeg 7 prints them. */
const SOUND = {
  packets: [
    ...['#software: Lavf61.7.100', '#tb 0: 1/15360', '#media_type 0: video', '#codec_id 0: h264'],
    ...['#dimensions 0: 320x180', '#sar 0: 1/1', ...PACKETS, ''],
  ].join('\n'),
  frames: [
    ...['[h264 @ 0x55] [error] error while decoding MB 3 4, bytestream -5', '#tb 0: 1/15360'],
    ...[...FRAMES, '[Parsed_showinfo_0 @ 0x55e] [info] color_range:tv'],
  ].join('\n'),
  banner: [
    `[info] Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:/videos/cam.mp4':`,
    '[info]   Metadata:',
    '[info]     major_brand     : isom',
    '[info]   Duration: 00:00:30.00, start: 0.000000, bitrate: 217 kb/s',
    '[info]   Stream #0:0[0x1](und): Video: h264 (High) (avc1 / 0x31637661), yuv420p(tv, bt709, progressive), 320x180 [SAR 1:1 DAR 16:9], 214 kb/s, 30 fps, 30 tbr, 15360 tbn (default)',
    '[info]     Side data:',
    '[info]       displaymatrix: rotation of -90.00 degrees',
    '[info]   Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, mono, fltp, 69 kb/s (default)',
    '[info]   Stream #0:2[0x0]: Video: mjpeg (Baseline), yuvj420p(pc), 640x360 [SAR 1:1 DAR 16:9], 90k tbr, 90k tbn (attached pic)',
    '[error] At least one output file must be specified',
  ].join('\n'),
} as const;
