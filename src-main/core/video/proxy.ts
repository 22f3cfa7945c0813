import type { Video } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import { encoderNames, type VideoEncoder } from './encoders.ts';
import { type Ffmpeg, resolveFfmpeg } from './ffmpeg-binary.ts';
import { inputArguments, splitLines, startFfmpeg, throwIfCancelled } from './ffmpeg-process.ts';
import { complaintIn, FRAME_CLOCK } from './frame-log.ts';
import { listPackets } from './packets.ts';

const MAX_HEIGHT_PX = 720;
/** Seeking decodes at most so many frames. */
const KEYFRAME_EVERY = 12;
/** WebM counts in milliseconds. */
const TOLERANCE_SEC = 0.001;

export interface ProxyOptions {
  readonly encoder: VideoEncoder;
  readonly signal: AbortSignal;
  /** @param frames written so far. */
  readonly onProgress: (frames: number) => void;
}

/**
 * Writes a video that a browser plays: each decoded frame once, at its own time counted from the first frame's, upright,
 * with square pixels, at most 720 high, with its sound where it has some. What was written is read back: its times must
 * be those of the pts table, one to one but for frames that don't decode.
 *
 * @param path of the file to write; what was begun is left there on a failure.
 * @returns how many frames it has.
 * @throws AppError 'ffmpeg.failed' where encoding fails or the times differ, 'output.unwritable', 'cancelled',
 *   'ffmpeg.missing'.
 */
export async function writeProxy(video: Video, path: string, options: ProxyOptions): Promise<number> {
  const ffmpeg = await resolveFfmpeg();
  const names = await encoderNames(ffmpeg);
  const sound = options.encoder.soundNames.find((name) => names.has(name)) ?? null;
  let outcome = await encode(ffmpeg, video, path, { ...options, sound });
  // Sound that can't be had is no reason to have no picture.
  if (outcome.failure !== null && sound !== null)
    outcome = await encode(ffmpeg, video, path, { ...options, sound: null });
  if (outcome.failure !== null) throw failed(path, outcome.failure);
  const { pts, timeBase } = await listPackets(ffmpeg, path, 0, options.signal);
  const written = Array.from(pts, (time) => (time * timeBase.num) / timeBase.den).sort((a, b) => a - b);
  checkTimes(video, written, outcome.hasComplaints);
  return written.length;
}

interface Outcome {
  /** ffmpeg's last words; null where it ended well. */
  readonly failure: string | null;
  /** Something did not decode. */
  readonly hasComplaints: boolean;
}

async function encode(
  ffmpeg: Ffmpeg,
  video: Video,
  path: string,
  options: ProxyOptions & { readonly sound: string | null },
): Promise<Outcome> {
  const { signal, onProgress } = options;
  let hasComplaints = false as boolean;
  const onLine = (line: string) => {
    hasComplaints ||= complaintIn(line) !== undefined;
    return true;
  };
  const args = proxyArguments(ffmpeg, video, path, options);
  const process = startFfmpeg(ffmpeg, args, { work: `made a proxy of "${video.path}"`, signal, onLine });
  splitLines(process.stdout, (line) => {
    const [, frames] = /^frame=\s*(\d+)/.exec(line) ?? [];
    if (frames !== undefined) onProgress(Number(frames));
  });
  const { status, tail } = await process.ended;
  throwIfCancelled(signal);
  const words = tail.filter((line) => complaintIn(line) !== undefined);
  return { failure: status === 0 ? null : (words.at(-1) ?? tail.at(-1) ?? 'no message'), hasComplaints };
}

function proxyArguments(
  ffmpeg: Ffmpeg,
  video: Video,
  path: string,
  { encoder, sound }: { readonly encoder: VideoEncoder; readonly sound: string | null },
): string[] {
  const startSec = (video.pts[0]! * video.timeBase.num) / video.timeBase.den;
  const { widthPx, heightPx } = proxySize(video);
  const filters = [
    // Equal times are moved apart, which containers ask for; the first frame's is 0 whether or not it decodes.
    "settb=AVTB,setpts='if(isnan(PREV_OUTPTS),PTS,max(PTS,PREV_OUTPTS+1))'",
    `setpts=PTS-${Math.round(startSec * 1e6)}`,
    `scale=${widthPx}:${heightPx},setsar=1,format=yuv420p`,
  ];
  const soundFilter = `atrim=start=${startSec.toFixed(6)},asetpts=PTS-${startSec.toFixed(6)}/TB,aresample=async=1`;
  return [
    '-y',
    ...inputArguments(video.path),
    ...['-map', `0:${video.streamIndex}`, '-vf', filters.join(','), ...ffmpeg.passthrough, ...FRAME_CLOCK],
    ...['-c:v', encoder.name, ...encoder.options, '-g', String(KEYFRAME_EVERY)],
    ...(sound === null ? ['-an'] : ['-map', '0:a:0?', '-af', soundFilter, '-c:a', sound, '-ac', '2', '-b:a', '96k']),
    ...['-map_metadata', '-1', '-map_chapters', '-1', '-progress', 'pipe:1'],
    ...(encoder.format === 'mp4' ? ['-video_track_timescale', '1000000', '-movflags', '+faststart'] : []),
    ...['-f', encoder.format, `file:${path}`],
  ];
}

/** Even, as the codecs ask, with square pixels. */
export function proxySize(video: Pick<Video, 'widthPx' | 'heightPx' | 'sampleAspectRatio'>): {
  readonly widthPx: number;
  readonly heightPx: number;
} {
  const { num, den } = video.sampleAspectRatio;
  const heightPx = Math.min(MAX_HEIGHT_PX, video.heightPx);
  const widthPx = (heightPx / video.heightPx) * video.widthPx * (num / den);
  return { widthPx: even(widthPx), heightPx: even(heightPx) };
}

function even(lengthPx: number): number {
  return Math.max(2, 2 * Math.round(lengthPx / 2));
}

/** @throws AppError 'ffmpeg.failed'. */
function checkTimes({ path, pts, timeBase }: Video, writtenSec: readonly number[], mayLack: boolean): void {
  const secOf = (index: number) => ((pts[index]! - pts[0]!) * timeBase.num) / timeBase.den;
  let frame = 0;
  for (const sec of writtenSec) {
    while (mayLack && frame < pts.length && secOf(frame) < sec - TOLERANCE_SEC) frame++;
    if (frame === pts.length || Math.abs(secOf(frame) - sec) > TOLERANCE_SEC) {
      throw new AppError('ffmpeg.failed', `The proxy of ${path} shows a frame at ${sec.toFixed(3)} s that it has not.`);
    }
    frame++;
  }
  if (mayLack || writtenSec.length === pts.length) return;
  const counts = `${writtenSec.length} frames instead of ${pts.length}`;
  throw new AppError('ffmpeg.failed', `The proxy of ${path} was not kept: it has ${counts}.`);
}

function failed(path: string, words: string): AppError {
  if (/no space left/i.test(words)) {
    return new AppError('output.unwritable', `The disk of ${path} is full. Free some space and try again.`);
  }
  return new AppError('ffmpeg.failed', `No proxy could be made: ${words.replace(/\.$/, '')}.`);
}
