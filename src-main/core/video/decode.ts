import type { Frame, Hole, Video } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import { type DecodeRun, planRuns } from './decode-plan.ts';
import { type Ffmpeg, resolveFfmpeg } from './ffmpeg-binary.ts';
import { throwIfCancelled } from './ffmpeg-process.ts';
import { HoleLog } from './hole-log.ts';
import { readRawFrames } from './raw-frames.ts';
import { seekTimeSec } from './seek-time.ts';
import { selectExpression } from './select-filter.ts';

export interface DecodeOptions {
  /** Indices wanted, ascending, none twice. By default every frame. */
  readonly frames?: readonly number[];
  readonly signal?: AbortSignal;
  /** Is told of every frame that did not decode and of spans the decoder found damaged. */
  readonly onHole?: (hole: Hole) => void;
  /**
   * Is told at once of damage whose extent is not known yet, and again as it grows: `onHole` is told of it when it is
   * over, which an interrupted reader doesn't live to see.
   */
  readonly onDamage?: (soFar: Hole) => void;
}

/**
 * Decodes frames in ascending order. Frame i is the i-th of the video's pts table and is found by its exact pts; one
 * that does not come out of the decoder is left out here and reported to `onHole`. Long gaps are skipped by seeking,
 * which gives the same pixels as decoding from the start: a seek that did not land on a clean key frame is given up.
 *
 * Each frame's bytes are a new array that belongs to the receiver. A few frames are decoded ahead, no more. Leaving
 * the loop early ends ffmpeg.
 *
 * @throws AppError 'request.invalid' for indices out of order or range; 'video.no_frames' when none of the wanted
 *   frames decodes; 'ffmpeg.missing', 'ffmpeg.failed', 'cancelled'.
 */
export async function* decodeFrames(video: Video, options: DecodeOptions = {}): AsyncGenerator<Frame> {
  const { signal, onHole, onDamage } = options;
  throwIfCancelled(signal);
  const wanted = options.frames ?? Array.from(video.pts.keys());
  requireAscending(video, wanted);
  const ffmpeg = await resolveFfmpeg();
  const holes = new HoleLog(video, onHole ?? (() => undefined), onDamage);
  const runs = planRuns(video, wanted);
  let firstComplaint: string | undefined;
  let count = 0;
  const onComplaint = (text: string) => (firstComplaint ??= text);
  for (let run = runs.shift(); run; run = runs.shift()) {
    const result = yield* decodeRun(ffmpeg, video, run, { signal, holes, onComplaint });
    count += result.count;
    if (!result.isSeekClean) {
      // Seeking is not to be trusted in this file: one run from the start for all that is still wanted.
      const rest = [run, ...runs.splice(0)].flatMap((part) => part.wanted);
      runs.push({ keyframe: null, wanted: rest });
    }
  }
  holes.close();
  if (count === 0 && wanted.length > 0) {
    const why = firstComplaint === undefined ? '' : ` (${firstComplaint})`;
    throw new AppError('video.no_frames', `No wanted frame of "${video.path}" decodes${why}. It may be damaged.`);
  }
}

/**
 * One frame by its index, bit for bit as decoding from the start gives it.
 *
 * @throws AppError 'request.invalid' for an index out of range; 'video.no_frames' when the frame does not decode.
 */
export async function readFrame(video: Video, index: number, signal?: AbortSignal): Promise<Frame> {
  for await (const frame of decodeFrames(video, { frames: [index], signal })) return frame;
  throw new AppError('video.no_frames', `Frame ${index} of "${video.path}" does not decode.`);
}

interface RunContext {
  readonly signal: AbortSignal | undefined;
  readonly holes: HoleLog;
  readonly onComplaint: (text: string) => void;
}

async function* decodeRun(
  ffmpeg: Ffmpeg,
  video: Video,
  { keyframe, wanted }: DecodeRun,
  { signal, holes, onComplaint }: RunContext,
): AsyncGenerator<Frame, { count: number; isSeekClean: boolean }> {
  const { pts, widthPx, heightPx } = video;
  const lastIndex = wanted.at(-1)!;
  // The key frame itself is the witness of a good seek, so it is decoded even where it is not wanted.
  const passed = keyframe === null || keyframe === wanted[0] ? wanted : [keyframe, ...wanted];
  const isAll = passed.length === pts.length;
  let last = -1;
  let isWitnessed = keyframe === null;
  const source = readRawFrames(ffmpeg, video, {
    seekSec: keyframe === null ? null : seekTimeSec(video, keyframe),
    select: isAll ? null : selectExpression(pts, passed),
    signal,
    onComplaint(text) {
      // Right after a seek the decoder misses what lies before; only frames that are thrown away suffer.
      if (!isWitnessed) return;
      onComplaint(text);
      holes.addComplaint(last, text);
    },
  });
  let next = 0;
  let count = 0;
  for await (const raw of source) {
    if (!isWitnessed) {
      if (raw.pts !== pts[keyframe!] || raw.pictureType !== 'I') return { count: 0, isSeekClean: false };
      isWitnessed = true;
    }
    const index = nextIndexOf(pts, raw.pts, last);
    if (index === null) {
      holes.addUnannounced(Math.max(0, last));
      continue;
    }
    last = index;
    while (next < wanted.length && wanted[next]! < index) holes.addMissing(wanted[next++]!);
    if (wanted[next] !== index) continue;
    next++;
    count++;
    holes.closeMissing();
    if (raw.widthPx !== widthPx || raw.heightPx !== heightPx) holes.addScaled(index, raw.widthPx, raw.heightPx);
    yield { index, pts: pts[index]!, widthPx, heightPx, rgb: raw.rgb };
    if (index === lastIndex) break;
  }
  if (!isWitnessed) return { count: 0, isSeekClean: false };
  while (next < wanted.length) holes.addMissing(wanted[next++]!);
  return { count, isSeekClean: true };
}

/** The first frame after `last` with this very pts; null when there is none. */
function nextIndexOf(table: Float64Array, pts: number | null, last: number): number | null {
  if (pts === null) return null;
  let low = last + 1;
  let high = table.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (table[middle]! < pts) low = middle + 1;
    else high = middle;
  }
  return low < table.length && table[low] === pts ? low : null;
}

function requireAscending(video: Video, wanted: readonly number[]): void {
  let previous = -1;
  for (const index of wanted) {
    if (!Number.isInteger(index) || index <= previous || index >= video.pts.length) {
      const range = `0 to ${video.pts.length - 1}, ascending`;
      throw new AppError('request.invalid', `Frame ${index} cannot be read from "${video.path}": give ${range}.`);
    }
    previous = index;
  }
}
