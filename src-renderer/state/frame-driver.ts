/** Frames are asked for this long before they are due, in seconds. */
const AHEAD_SEC = 0.08;
/** A page that slept goes on where it stopped, not where it would be. */
const LONGEST_STEP_SEC = 0.25;

/** What a frame driver needs of the video that it plays. */
export interface FrameSource {
  secondsAt(frame: number): number;
  frameAt(seconds: number): number;
  has(frame: number): boolean;
  /** Fetches a frame, and others in the direction of travel. */
  ask(frame: number, direction: 1 | -1): void;
}

/** Plays decoded frames by the page's own clock: backwards, fast, and what no player plays. Frames that are late are left out. */
export class FrameDriver {
  readonly #source: FrameSource;
  readonly #onPicture: (frame: number) => void;
  #handle = 0;
  #positionSec = 0;
  #shown = 0;
  #last = 0;
  #direction: 1 | -1 = 1;
  speed = 1;

  constructor(source: FrameSource, onPicture: (frame: number) => void) {
    this.#source = source;
    this.#onPicture = onPicture;
  }

  start(frame: number, direction: 1 | -1, speed: number): void {
    this.stop();
    this.#direction = direction;
    this.speed = speed;
    this.seek(frame);
    this.#last = performance.now();
    this.#handle = requestAnimationFrame((now) => this.#tick(now));
  }

  seek(frame: number): void {
    this.#positionSec = this.#source.secondsAt(frame);
    this.#shown = frame;
  }

  stop(): void {
    cancelAnimationFrame(this.#handle);
  }

  #tick(now: number): void {
    const stepSec = Math.min(LONGEST_STEP_SEC, Math.max(0, now - this.#last) / 1000);
    this.#last = now;
    this.#positionSec += this.#direction * this.speed * stepSec;
    this.#handle = requestAnimationFrame((next) => this.#tick(next));
    const due = this.#source.frameAt(this.#positionSec);
    const ready = this.#newestReady(due);
    this.#source.ask(
      this.#source.frameAt(this.#positionSec + this.#direction * this.speed * AHEAD_SEC),
      this.#direction,
    );
    if (ready === null) return;
    this.#shown = ready;
    this.#onPicture(ready);
  }

  /** The last of the frames after the shown one that are due and there; null for none. */
  #newestReady(due: number): number | null {
    for (let frame = due; frame !== this.#shown; frame -= this.#direction) {
      if ((frame - this.#shown) * this.#direction < 0) return null;
      if (this.#source.has(frame)) return frame;
    }
    return null;
  }
}
