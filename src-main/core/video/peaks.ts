import type { Video } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import { resolveFfmpeg } from './ffmpeg-binary.ts';
import { inputArguments, startFfmpeg, throwIfCancelled } from './ffmpeg-process.ts';

/** All channels are mixed to one at this rate before peaks are taken. */
export const PEAK_SAMPLE_RATE = 16_000;
/** Samples in one bucket: 8 ms. */
export const SAMPLES_PER_PEAK = 128;

/**
 * The least and greatest sample of each bucket of a video's first audio stream: int8, two a bucket, -127 to 127 of full
 * scale. The first bucket begins with the video's first frame: what sounds before it is left out, and a gap is silence.
 *
 * @throws AppError 'video.no_audio'; 'video.unreadable' when the sound cannot be decoded; 'ffmpeg.missing',
 *   'ffmpeg.failed' as startFfmpeg, 'cancelled'.
 */
export async function readPeaks(video: Video, signal?: AbortSignal): Promise<Int8Array> {
  const ffmpeg = await resolveFfmpeg();
  const startSample = Math.round(((video.pts[0]! * video.timeBase.num) / video.timeBase.den) * PEAK_SAMPLE_RATE);
  const clock = `aresample=${PEAK_SAMPLE_RATE}:async=1:first_pts=${startSample}`;
  const args = ['-map', '0:a:0', '-vn', '-af', clock, '-ac', '1', '-f', 's16le', 'pipe:1'];
  let isSilent = false as boolean;
  const onLine = (line: string) => {
    isSilent ||= line.includes('matches no streams');
    return true;
  };
  const process = startFfmpeg(ffmpeg, [...inputArguments(video.path), ...args], {
    work: `read the sound of "${video.path}"`,
    signal,
    onLine,
  });
  const collector = new PeakCollector();
  try {
    for await (const chunk of process.stdout as AsyncIterable<Buffer>) collector.push(chunk);
    throwIfCancelled(signal);
    const { status, tail } = await process.ended;
    if (isSilent) throw new AppError('video.no_audio', `"${video.path}" has no sound.`);
    const peaks = collector.finish();
    if (status === 0 && peaks.length > 0) return peaks;
    const why = tail.at(-1) ?? 'no message';
    throw new AppError('video.unreadable', `The sound of "${video.path}" cannot be decoded: ${why}.`);
  } finally {
    process.stop();
  }
}

/**
 * Buckets [from, to) of a coarser level, each of 2^level buckets of the peaks; the last may be of fewer.
 *
 * @param from, to within what the level has.
 */
export function coarserPeaks(peaks: Int8Array, level: number, from: number, to: number): Int8Array {
  const width = 2 ** level;
  const out = new Int8Array(2 * (to - from));
  for (let bucket = from; bucket < to; bucket++) {
    const end = Math.min((bucket + 1) * width, peaks.length / 2);
    let least = 127;
    let greatest = -127;
    for (let i = bucket * width; i < end; i++) {
      least = Math.min(least, peaks[2 * i]!);
      greatest = Math.max(greatest, peaks[2 * i + 1]!);
    }
    out[2 * (bucket - from)] = least;
    out[2 * (bucket - from) + 1] = greatest;
  }
  return out;
}

/** How many buckets a level has. */
export function bucketsAt(peaks: Int8Array, level: number): number {
  return Math.ceil(peaks.length / 2 / 2 ** level);
}

/** Takes signed 16-bit samples in chunks of any length, even half a sample. */
class PeakCollector {
  #out = new Int8Array(4096);
  #count = 0;
  #inBucket = 0;
  #least = 32_767;
  #greatest = -32_768;
  #lowByte = -1;

  push(chunk: Buffer): void {
    let at = 0;
    if (this.#lowByte >= 0 && chunk.length > 0) {
      this.#sample((((chunk[at++]! << 8) | this.#lowByte) << 16) >> 16);
      this.#lowByte = -1;
    }
    for (; at + 1 < chunk.length; at += 2) this.#sample(chunk.readInt16LE(at));
    if (at < chunk.length) this.#lowByte = chunk[at]!;
  }

  finish(): Int8Array {
    if (this.#inBucket > 0) this.#closeBucket();
    return this.#out.slice(0, this.#count);
  }

  #sample(value: number): void {
    if (value < this.#least) this.#least = value;
    if (value > this.#greatest) this.#greatest = value;
    if (++this.#inBucket === SAMPLES_PER_PEAK) this.#closeBucket();
  }

  #closeBucket(): void {
    if (this.#count === this.#out.length) {
      const wider = new Int8Array(this.#out.length * 2);
      wider.set(this.#out);
      this.#out = wider;
    }
    this.#out[this.#count++] = scaled(this.#least);
    this.#out[this.#count++] = scaled(this.#greatest);
    this.#inBucket = 0;
    this.#least = 32_767;
    this.#greatest = -32_768;
  }
}

function scaled(sample: number): number {
  return Math.max(-127, Math.round((sample / 32_767) * 127));
}
