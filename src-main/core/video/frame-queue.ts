import type { Readable } from 'node:stream';
import type { FrameInfo } from './frame-log.ts';

/** A decoded frame and what ffmpeg says of it. */
export interface RawFrame extends FrameInfo {
  /** RGB24, row-major, as long as the queue's frames; belongs to the receiver. */
  readonly rgb: Uint8Array;
}

/** Whole frames waiting to be taken before the pipe is paused. */
const MAX_WAITING = 3;

/**
 * Puts frames together from a pipe of bytes and a log of descriptions that arrive independently but in one order.
 * Bytes are copied once, from the pipe's chunks into the frame.
 */
export class FrameQueue {
  readonly #frameBytes: number;
  readonly #infos: FrameInfo[] = [];
  readonly #frames: Uint8Array[] = [];
  #partial: Uint8Array | undefined;
  #filledBytes = 0;
  #source: Readable | undefined;
  #isEnded = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(frameBytes: number) {
    this.#frameBytes = frameBytes;
  }

  /** Takes bytes from a stream, pausing it while enough frames wait. */
  readFrom(source: Readable): void {
    this.#source = source;
    source.on('data', (chunk: Buffer) => this.#pushBytes(chunk));
  }

  pushInfo(info: FrameInfo): void {
    this.#infos.push(info);
    this.#notify();
  }

  /** Nothing more will come; with an error, `next` throws it once the frames are taken. */
  end(error?: Error): void {
    this.#isEnded = true;
    this.#error = error;
    this.#notify();
  }

  /** The next frame, or undefined after the last. A frame that was cut short is not delivered. */
  async next(): Promise<RawFrame | undefined> {
    for (;;) {
      const frame = this.#take();
      if (frame) return frame;
      if (this.#isEnded) {
        if (this.#error) throw this.#error;
        return undefined;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #take(): RawFrame | undefined {
    if (this.#frames.length === 0 || this.#infos.length === 0) return undefined;
    const frame = { ...this.#infos.shift()!, rgb: this.#frames.shift()! };
    if (this.#frames.length < MAX_WAITING) this.#source?.resume();
    return frame;
  }

  #pushBytes(chunk: Buffer): void {
    for (let used = 0; used < chunk.length;) {
      // Not from Node's shared pool, and not zeroed first: every byte is written below.
      this.#partial ??= Buffer.allocUnsafeSlow(this.#frameBytes);
      const part = chunk.subarray(used, used + this.#frameBytes - this.#filledBytes);
      this.#partial.set(part, this.#filledBytes);
      this.#filledBytes += part.length;
      used += part.length;
      if (this.#filledBytes === this.#frameBytes) this.#finishFrame(this.#partial);
    }
    if (this.#frames.length >= MAX_WAITING) this.#source?.pause();
  }

  #finishFrame(frame: Uint8Array): void {
    this.#frames.push(frame);
    this.#partial = undefined;
    this.#filledBytes = 0;
    this.#notify();
  }

  #notify(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
