import type { Video } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import type { Span } from '../../shared/records.ts';
import { keyframeBefore } from './decode-plan.ts';
import { type Ffmpeg, resolveFfmpeg } from './ffmpeg-binary.ts';
import { inputArguments, startFfmpeg, throwIfCancelled } from './ffmpeg-process.ts';
import { complaintIn, isFrameLogLine, parseFrameLine } from './frame-log.ts';
import { H264, requireH264 } from './h264.ts';
import { listPackets } from './packets.ts';
import { seekTimeSec } from './seek-time.ts';

export interface ClipRequest {
  readonly span: Span;
  /** The file to write, mp4; one that is there is replaced. */
  readonly out: string;
  /** Shorter edge in px, never enlarged; null: as it is. */
  readonly shortEdgePx: number | null;
  readonly signal?: AbortSignal;
}

/** What reading a written clip's packets again showed. */
export interface CutClip {
  readonly frameCount: number;
  /** Its frames are as many as the span's, and as far apart in time. */
  readonly isExact: boolean;
}

/**
 * Writes the frames [startFrame, endFrame) to a file of their own: H.264 without sound, each frame found by its pts
 * and at its distance from the first. What comes out is read again; where it isn't the span's frames, or where seeking
 * was not clean, the clip is cut once more with the video decoded from its start.
 *
 * @throws AppError 'ffmpeg.missing' without an H.264 encoder, 'ffmpeg.failed', 'cancelled'; where the disk is full an
 * error as a file system's.
 */
export async function cutClip(video: Video, request: ClipRequest): Promise<CutClip> {
  const ffmpeg = await resolveFfmpeg();
  await requireH264(ffmpeg);
  const keyframe = keyframeBefore(video.keyframes, request.span.startFrame);
  if (keyframe > 0 && (await writeClip(ffmpeg, video, request, keyframe))) {
    const clip = await readAgain(ffmpeg, video, request);
    if (clip.isExact) return clip;
  }
  await writeClip(ffmpeg, video, request, null);
  return readAgain(ffmpeg, video, request);
}

/**
 * @param keyframe where to start; null: the file's start.
 * @returns whether decoding began as it should, without a complaint.
 */
async function writeClip(
  ffmpeg: Ffmpeg,
  video: Video,
  { span, out, shortEdgePx, signal }: ClipRequest,
  keyframe: number | null,
): Promise<boolean> {
  const { pts, timeBase, path, streamIndex } = video;
  const seek =
    keyframe === null
      ? []
      : ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', seekTimeSec(video, keyframe).toFixed(6)];
  let isWitnessed = keyframe === null;
  let isClean = true;
  const onLine = (line: string) => {
    const info = parseFrameLine(line);
    if (info && !isWitnessed) {
      isWitnessed = true;
      isClean &&= info.pts === pts[keyframe!] && info.pictureType === 'I';
    } else if (isWitnessed && complaintIn(line) !== undefined) {
      isClean = false;
    }
    return !isFrameLogLine(line);
  };
  const args = [
    ...seek,
    ...inputArguments(path),
    ...['-map', `0:${streamIndex}`, '-vf', filtersFor(video, { span, shortEdgePx }, keyframe)],
    ...['-frames:v', String(span.endFrame - span.startFrame), ...ffmpeg.passthrough],
    // By default times would be rounded to the stream's nominal rate.
    ...['-enc_time_base', `${timeBase.num}:${timeBase.den}`, ...H264, '-y', `file:${out}`],
  ];
  const process = startFfmpeg(ffmpeg, args, { work: `cut a clip from "${path}"`, signal, onLine });
  process.stdout.resume();
  const { status, tail } = await process.ended;
  throwIfCancelled(signal);
  if (status !== 0) throwIfFull(tail);
  return status === 0 && isWitnessed && isClean;
}

/** Where there is no room for a file, as ffmpeg says it (the numbers: where it has no words for it). */
const FULL: readonly (readonly [string, RegExp])[] = [
  ['ENOSPC', /No space left on device|Error number -28 /],
  ['EDQUOT', /Disk quota exceeded|Error number -122 /],
];

/** @throws an error as a file system's, with its code: another try would end alike. */
function throwIfFull(log: readonly string[]): void {
  for (const [code, pattern] of FULL) {
    const line = log.find((one) => pattern.test(one));
    if (line !== undefined) throw Object.assign(new Error(line), { code });
  }
}

/** The key frame passes the first filter as a witness of a good seek, and not the second. */
function filtersFor(
  video: Video,
  { span, shortEdgePx }: Pick<ClipRequest, 'span' | 'shortEdgePx'>,
  keyframe: number | null,
): string {
  const { pts, widthPx, heightPx } = video;
  const wanted = `between(pts,${pts[span.startFrame]! - 0.5},${pts[span.endFrame - 1]! + 0.5})`;
  const witness = keyframe === null ? [] : [`select='eq(pts,${pts[keyframe]!})+${wanted}'`, 'showinfo=checksum=0'];
  return [
    ...witness,
    `select='${wanted}'`,
    'setpts=PTS-STARTPTS',
    // Changes nothing as long as the stream keeps its size; where it does not, frames stay as long as announced.
    `scale=${widthPx}:${heightPx}`,
    ...sizeFilters(video, shortEdgePx),
    'format=yuv420p',
  ].join(',');
}

/** H.264 takes even sizes only: a resized clip gets one, of another an odd last row or column is left out. */
function sizeFilters({ widthPx, heightPx }: Video, shortEdgePx: number | null): string[] {
  const shorter = Math.min(widthPx, heightPx);
  if (shortEdgePx !== null && shortEdgePx < shorter) {
    const even = (px: number) => Math.max(2, 2 * Math.round((px * shortEdgePx) / shorter / 2));
    return [`scale=${even(widthPx)}:${even(heightPx)}:flags=area`];
  }
  if (shorter < 2) return [`pad=${widthPx + (widthPx % 2)}:${heightPx + (heightPx % 2)}`];
  return widthPx % 2 === 0 && heightPx % 2 === 0 ? [] : [`crop=${widthPx & ~1}:${heightPx & ~1}:0:0:exact=1`];
}

async function readAgain(ffmpeg: Ffmpeg, video: Video, { span, out, signal }: ClipRequest): Promise<CutClip> {
  const frameCount = span.endFrame - span.startFrame;
  const list = await listPackets(ffmpeg, out, 0, signal).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'video.unreadable') return null;
    // Not the clip's fault: nothing was learned of it.
    throw error;
  });
  if (!list) return { frameCount: 0, isExact: false };
  const times = list.pts.slice().sort();
  const tickSec = list.timeBase.num / list.timeBase.den;
  const sourceTickSec = video.timeBase.num / video.timeBase.den;
  const isInTime = times.every((time, i) => {
    const wanted = (video.pts[span.startFrame + i]! - video.pts[span.startFrame]!) * sourceTickSec;
    // Of two frames with one time the second is written a tick later.
    return Math.abs((time - times[0]!) * tickSec - wanted) <= 1.5 * tickSec;
  });
  return { frameCount: times.length, isExact: !list.hasErrors && times.length === frameCount && isInTime };
}
