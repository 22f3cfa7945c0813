import type { Clock } from '#shared/time';
import { frameOfMediaTime, mediaTimeOf } from '../lib/media-time.ts';
import type { Size } from '../lib/viewport.ts';

/** How long a player may take to show its first picture before it counts as one that can't, in ms. */
const FIRST_PICTURE_MS = 4000;
/** A player that tells another length than the table of frames shows another stream; as a share, and in seconds. */
const LENGTH_SHARE = 0.02;
const LENGTH_SEC = 0.6;

/** What a player is to show. */
export interface Footage {
  readonly url: string;
  readonly clock: Clock;
  readonly size: Size;
}

/** Plays a video element and tells which frame of the video its picture is. */
export class VideoDriver {
  readonly element: HTMLVideoElement;
  readonly #onPicture: (frame: number) => void;
  readonly #onEnd: () => void;
  #footage: Footage | null = null;
  /** The element's time of the first frame: files may begin later than 0. */
  #offsetSec: number | null = null;
  #callback = 0;
  #isRunning = false;

  constructor(element: HTMLVideoElement, onPicture: (frame: number) => void, onEnd: () => void) {
    this.element = element;
    this.#onPicture = onPicture;
    this.#onEnd = onEnd;
    element.addEventListener('ended', () => {
      if (this.#isRunning) this.#onEnd();
    });
  }

  /**
   * Loads a video and waits for its first picture.
   *
   * @returns whether it plays here, and is the stream that the table of frames describes.
   */
  async open(footage: Footage): Promise<boolean> {
    this.close();
    const { element } = this;
    // Without this the frame of a picture can't be known, and a guess would be a wrong number.
    if (!('requestVideoFrameCallback' in element)) return false;
    this.#footage = footage;
    const first = this.#firstPicture();
    element.src = footage.url;
    element.preload = 'auto';
    element.load();
    const offsetSec = await first;
    if (this.#footage !== footage) return false;
    if (offsetSec === null || !this.#fits(footage, offsetSec)) return false;
    this.#offsetSec = offsetSec;
    return true;
  }

  close(): void {
    this.stop();
    this.#footage = null;
    this.#offsetSec = null;
    this.element.removeAttribute('src');
    this.element.load();
  }

  get isReady(): boolean {
    return this.#offsetSec !== null;
  }

  /** Plays from a frame on. */
  start(frame: number, speed: number): void {
    const { element } = this;
    this.#isRunning = true;
    element.playbackRate = speed;
    this.seek(frame);
    // Refused while the page was never touched, or when stopped at once: then nothing plays and nothing is told.
    element.play().catch(() => undefined);
  }

  seek(frame: number): void {
    if (!this.#footage || this.#offsetSec === null) return;
    this.element.currentTime = this.#offsetSec + mediaTimeOf(this.#footage.clock, frame);
    this.#listen();
  }

  setSpeed(speed: number): void {
    this.element.playbackRate = speed;
  }

  stop(): void {
    this.#isRunning = false;
    this.element.cancelVideoFrameCallback(this.#callback);
    this.element.pause();
  }

  #listen(): void {
    this.element.cancelVideoFrameCallback(this.#callback);
    this.#callback = this.element.requestVideoFrameCallback((_, { mediaTime }) => {
      if (!this.#isRunning || !this.#footage || this.#offsetSec === null) return;
      this.#listen();
      if (!this.element.seeking) this.#onPicture(frameOfMediaTime(this.#footage.clock, mediaTime - this.#offsetSec));
    });
  }

  /** @returns the time of the first picture; null when there is none. */
  #firstPicture(): Promise<number | null> {
    const { element } = this;
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(null), FIRST_PICTURE_MS);
      const fail = () => done(null);
      const callback = element.requestVideoFrameCallback((_, { mediaTime }) => done(mediaTime));
      element.addEventListener('error', fail);
      function done(offsetSec: number | null): void {
        clearTimeout(timer);
        element.removeEventListener('error', fail);
        element.cancelVideoFrameCallback(callback);
        resolve(offsetSec);
      }
    });
  }

  #fits({ clock, size }: Footage, offsetSec: number): boolean {
    const { videoWidth, videoHeight, duration } = this.element;
    if (videoWidth === 0 || videoHeight === 0) return false;
    const aspect = videoWidth / videoHeight / (size.width / size.height);
    const lengthSec = mediaTimeOf(clock, clock.pts.length - 1);
    const tolerance = Math.max(LENGTH_SEC, LENGTH_SHARE * lengthSec);
    const hasLength = !Number.isFinite(duration) || Math.abs(duration - offsetSec - lengthSec) < tolerance;
    return Math.abs(aspect - 1) < 0.03 && hasLength;
  }
}
