import type { Frame, Video } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import { keyframeBefore } from './decode-plan.ts';
import { decodeFrames } from './decode.ts';

/** What all frames that are kept may take. */
const MAX_BYTES = 256 * 2 ** 20;
/** What the neighbours on one side may take: 8 frames of 1080p. */
const NEIGHBOUR_BYTES = 50 * 2 ** 20;
const MAX_NEIGHBOURS = 12;
/** ffmpeg uses every core already. */
const MAX_RUNNING = 2;

interface Pending {
  readonly promise: Promise<Frame>;
  readonly resolve: (frame: Frame) => void;
  readonly reject: (error: unknown) => void;
}

interface Job {
  readonly video: Video;
  readonly frames: readonly number[];
}

/**
 * Frames by index, exactly as the engine decodes them, the last ones kept. A frame that is not there brings its
 * neighbours with it, so that stepping either way seldom starts ffmpeg; the newest wish is decoded first. Frames are
 * shared: their bytes must not be changed.
 */
export class FrameCache {
  readonly #closing: AbortSignal;
  readonly #maxBytes: number;
  /** The one used last at the end. */
  readonly #kept = new Map<string, Frame>();
  readonly #pending = new Map<string, Pending>();
  readonly #waiting: Job[] = [];
  #bytes = 0;
  #running = 0;

  /** @param closing ends all decoding. */
  constructor(closing: AbortSignal, maxBytes = MAX_BYTES) {
    this.#closing = closing;
    this.#maxBytes = maxBytes;
  }

  /**
   * One frame.
   *
   * @param withNeighbours decode those around it too, since they are likely to be wanted next.
   * @throws AppError 'video.no_frames' when it does not decode; as decodeFrames does.
   */
  get(video: Video, index: number, withNeighbours: boolean): Promise<Frame> {
    const key = keyOf(video, index);
    const kept = this.#kept.get(key);
    if (kept) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return Promise.resolve(kept);
    }
    const pending = this.#pending.get(key);
    if (pending) return pending.promise;
    this.ask(video, withNeighbours ? around(video, index) : [index]);
    return this.#pending.get(key)!.promise;
  }

  /**
   * Several frames, decoded together.
   *
   * @param indices ascending, none twice.
   * @returns one for each; null for one that does not decode.
   * @throws as decodeFrames does.
   */
  async many(video: Video, indices: readonly number[]): Promise<(Frame | null)[]> {
    this.ask(video, indices);
    const wished = indices.map((index) =>
      this.get(video, index, false).catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'video.no_frames') return null;
        throw error;
      }),
    );
    return Promise.all(wished);
  }

  /** Puts frames that will be wanted on their way, decoded together; not those that are kept or on it. */
  ask(video: Video, indices: readonly number[]): void {
    const keyed = indices.map((index) => ({ index, key: keyOf(video, index) }));
    const unknown = keyed.filter(({ key }) => !this.#kept.has(key) && !this.#pending.has(key));
    if (unknown.length === 0) return;
    for (const { key } of unknown) this.#pending.set(key, newPending());
    this.#waiting.push({ video, frames: unknown.map(({ index }) => index) });
    this.#startNext();
  }

  #startNext(): void {
    if (this.#running >= MAX_RUNNING) return;
    const job = this.#waiting.pop();
    if (!job) return;
    this.#running++;
    void this.#run(job).finally(() => {
      this.#running--;
      this.#startNext();
    });
  }

  async #run({ video, frames }: Job): Promise<void> {
    let failure: unknown;
    try {
      for await (const frame of decodeFrames(video, { frames, signal: this.#closing })) {
        this.#keep(keyOf(video, frame.index), frame);
        this.#settle(video, frame.index, (pending) => pending.resolve(frame));
      }
    } catch (error) {
      failure = error;
    }
    for (const index of frames) {
      this.#settle(video, index, (pending) => {
        pending.reject(failure ?? doesNotDecode(video, index));
      });
    }
  }

  #settle(video: Video, index: number, how: (pending: Pending) => void): void {
    const key = keyOf(video, index);
    const pending = this.#pending.get(key);
    if (!pending) return;
    this.#pending.delete(key);
    how(pending);
  }

  #keep(key: string, frame: Frame): void {
    this.#kept.set(key, frame);
    this.#bytes += frame.rgb.byteLength;
    for (const [oldest, { rgb }] of this.#kept) {
      if (this.#bytes <= this.#maxBytes || oldest === key) break;
      this.#kept.delete(oldest);
      this.#bytes -= rgb.byteLength;
    }
  }
}

/** Those before it as far as its key frame: they are decoded on the way. */
function around(video: Video, index: number): number[] {
  const fitting = Math.floor(NEIGHBOUR_BYTES / (video.widthPx * video.heightPx * 3));
  const reach = Math.min(MAX_NEIGHBOURS, Math.max(1, fitting));
  const from = Math.max(keyframeBefore(video.keyframes, index), index - reach);
  const to = Math.min(video.pts.length - 1, index + reach);
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function keyOf({ fingerprint, streamIndex }: Video, index: number): string {
  return `${fingerprint}/${streamIndex}/${index}`;
}

function doesNotDecode(video: Video, index: number): AppError {
  return new AppError('video.no_frames', `Frame ${index} of "${video.path}" does not decode. It lies in a hole.`);
}

function newPending(): Pending {
  let resolve: Pending['resolve'] = () => undefined;
  let reject: Pending['reject'] = () => undefined;
  const promise = new Promise<Frame>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // Nobody may be waiting for a neighbour.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
