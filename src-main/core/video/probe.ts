import { AppError } from '../../shared/errors.ts';
import type { Rational, Video } from '../../shared/domain.ts';
import { MAX_FRAMES } from '../base/video-facts.ts';
import { type StreamBanner, parseBanner } from './banner.ts';
import { type Ffmpeg, resolveFfmpeg } from './ffmpeg-binary.ts';
import { inputArguments, startFfmpeg, throwIfCancelled } from './ffmpeg-process.ts';
import { fingerprintFile } from './fingerprint.ts';
import { FRAME_CLOCK, SHOW_FRAMES, complaintIn, isFrameLogLine, parseFrameLine } from './frame-log.ts';
import { type PacketList, listPackets } from './packets.ts';
import { readCachedVideo, writeCachedVideo } from './pts-cache.ts';
import { type PtsTable, tableFromDecoding, tableFromPackets } from './pts-table.ts';
import {
  chooseStream,
  requireNoneTooLarge,
  requireOwnPictures,
  sizeOfVideoFile,
  tooManyFrames,
  unreadableVideo,
} from './video-file.ts';

export interface ProbeOptions {
  readonly signal?: AbortSignal;
  /** Tables are kept in `<cacheDir>/pts/`, by the file's content. Without it nothing is kept. */
  readonly cacheDir?: string;
  /** Index of the stream among all streams; by default the first video stream that is not a cover picture. */
  readonly streamIndex?: number;
}

/**
 * Everything about a video but its pixels. Its pts table comes from the packets (fast, nothing is decoded) where they
 * can be trusted, else from one decoding of the whole file.
 *
 * @throws AppError 'video.not_found', 'video.unreadable', 'video.no_frames', 'ffmpeg.missing',
 *   'ffmpeg.failed' as startFfmpeg, 'cancelled', 'request.invalid' for a stream that is no video.
 */
export async function probeVideo(path: string, options: ProbeOptions = {}): Promise<Video> {
  const { signal, cacheDir, streamIndex } = options;
  const sizeBytes = await sizeOfVideoFile(path);
  const fingerprint = await fingerprintFile(path, sizeBytes);
  const key = { fingerprint, asked: streamIndex ?? 'first' } as const;
  const cached = cacheDir === undefined ? undefined : await readCachedVideo(cacheDir, key);
  if (cached) return { ...cached, path, sizeBytes, fingerprint };

  const ffmpeg = await resolveFfmpeg();
  const stream = await readStream(ffmpeg, path, streamIndex, signal);
  const list = await listPackets(ffmpeg, path, stream.index, signal);
  const table = await readTable(ffmpeg, path, stream, list, signal);
  const found = { ...describe(stream), timeBase: list.timeBase, ...table };
  if (cacheDir !== undefined) await writeCachedVideo(cacheDir, key, found);
  return { ...found, path, sizeBytes, fingerprint };
}

/** Opens the file without reading further than its description; ffmpeg ends with an error for want of an output. */
async function readStream(
  ffmpeg: Ffmpeg,
  path: string,
  asked: number | undefined,
  signal: AbortSignal | undefined,
): Promise<StreamBanner> {
  const lines: string[] = [];
  const onLine = (line: string) => {
    // Files with thousands of streams or chapters exist; no message needs more than this.
    if (lines.length < 5000) lines.push(line);
    return true;
  };
  const process = startFfmpeg(ffmpeg, inputArguments(path), { work: `opened "${path}"`, signal, onLine });
  process.stdout.resume();
  await process.ended;
  throwIfCancelled(signal);
  const { format, videoStreams } = parseBanner(lines);
  if (format === undefined) throw await unreadableVideo(path, lines);
  requireNoneTooLarge(path, lines);
  requireOwnPictures(path, videoStreams, lines);
  return chooseStream(path, videoStreams, asked);
}

async function readTable(
  ffmpeg: Ffmpeg,
  path: string,
  { index, codec }: StreamBanner,
  list: PacketList,
  signal: AbortSignal | undefined,
): Promise<PtsTable> {
  const table = tableFromPackets(list, codec) ?? (await tableByDecoding(ffmpeg, path, index, list, signal));
  if (table.pts.length === 0) {
    throw new AppError('video.no_frames', `No frame of "${path}" can be decoded. It may be cut short or damaged.`);
  }
  return table;
}

async function tableByDecoding(
  ffmpeg: Ffmpeg,
  path: string,
  streamIndex: number,
  list: PacketList,
  signal: AbortSignal | undefined,
): Promise<PtsTable> {
  const decodedPts: number[] = [];
  let hasComplaints = list.hasErrors;
  const onLine = (line: string) => {
    const info = parseFrameLine(line);
    if (info?.pts !== undefined && info.pts !== null && decodedPts.push(info.pts) > MAX_FRAMES) process.stop();
    hasComplaints ||= complaintIn(line) !== undefined;
    return !isFrameLogLine(line);
  };
  const decode = ['-map', `0:${streamIndex}`, '-vf', SHOW_FRAMES, ...ffmpeg.passthrough, ...FRAME_CLOCK];
  const args = [...inputArguments(path), ...decode, '-f', 'null', '-'];
  const process = startFfmpeg(ffmpeg, args, { work: `read "${path}"`, signal, onLine });
  process.stdout.resume();
  await process.ended;
  throwIfCancelled(signal);
  if (decodedPts.length > MAX_FRAMES) throw tooManyFrames(path);
  return tableFromDecoding(list, decodedPts, hasComplaints);
}

function describe(stream: StreamBanner): {
  codec: string;
  pixelFormat: string;
  widthPx: number;
  heightPx: number;
  rotationDeg: number;
  sampleAspectRatio: Rational;
  streamIndex: number;
} {
  const { codec, pixelFormat, codedWidthPx, codedHeightPx, rotationDeg, sampleAspectRatio, index } = stream;
  const isOnItsSide = rotationDeg % 180 === 90;
  const { num, den } = sampleAspectRatio;
  return {
    codec,
    pixelFormat,
    widthPx: isOnItsSide ? codedHeightPx : codedWidthPx,
    heightPx: isOnItsSide ? codedWidthPx : codedHeightPx,
    rotationDeg,
    sampleAspectRatio: isOnItsSide ? { num: den, den: num } : sampleAspectRatio,
    streamIndex: index,
  };
}
