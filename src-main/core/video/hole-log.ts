import type { Hole, Video } from '../../shared/domain.ts';
import { keyframeBefore } from './decode-plan.ts';

/** Frames that may be on their way through ffmpeg when it reports an error. */
const FRAMES_IN_FLIGHT = 32;

/** Errors whose spans touch. */
interface Damage {
  readonly from: number;
  to: number;
  count: number;
  /** The first error's text. */
  readonly first: string;
}

/**
 * Collects what decoding did not deliver as announced and reports it as holes: frames that did not come, exactly; and
 * spans in which the decoder reported damage, as far as the damage may reach, which is from key frame to key frame.
 */
export class HoleLog {
  readonly #video: Video;
  readonly #onHole: (hole: Hole) => void;
  readonly #onDamage: (soFar: Hole) => void;
  #missing: { from: number; to: number } | undefined;
  #damage: Damage | undefined;

  #unannounced: { readonly index: number; readonly count: number } | undefined;

  #scaled: { readonly from: number; readonly to: number; readonly size: string } | undefined;

  /** @param onDamage is told of damage as far as it is known, each time that it grows. */
  constructor(video: Video, onHole: (hole: Hole) => void, onDamage: (soFar: Hole) => void = () => undefined) {
    this.#video = video;
    this.#onHole = onHole;
    this.#onDamage = onDamage;
  }

  /** A wanted frame did not come. Frames are reported in ascending order. */
  addMissing(index: number): void {
    if (this.#missing) this.#missing.to = index + 1;
    else this.#missing = { from: index, to: index + 1 };
  }

  /** A wanted frame came: what went wrong before it is one hole of each kind. */
  closeMissing(): void {
    this.#closeUnannounced();
    if (!this.#missing) return;
    const { from, to } = this.#missing;
    const reason = to - from === 1 ? 'This frame was announced and did not decode.' : 'These frames did not decode.';
    this.#onHole({ fromFrame: from, toFrame: to, reason });
    this.#missing = undefined;
  }

  /** A frame came whose time no frame should have; `index` is the last that had come before. */
  addUnannounced(index: number): void {
    if (this.#unannounced) this.#unannounced = { ...this.#unannounced, count: this.#unannounced.count + 1 };
    else this.#unannounced = { index, count: 1 };
  }

  /** A frame came in another size than the video's and was scaled. */
  addScaled(index: number, widthPx: number, heightPx: number): void {
    const size = `${widthPx}x${heightPx}`;
    if (this.#scaled?.size !== size) {
      this.#closeScaled();
      this.#scaled = { from: index, to: index + 1, size };
    } else this.#scaled = { ...this.#scaled, to: index + 1 };
  }

  /** The decoder reported an error; `lastIndex` is the last frame that had come (-1: none). */
  addComplaint(lastIndex: number, text: string): void {
    const { keyframes, pts } = this.#video;
    const from = keyframeBefore(keyframes, Math.min(lastIndex + 1, pts.length - 1));
    const to = keyframes.find((keyframe) => keyframe > lastIndex + FRAMES_IN_FLIGHT) ?? pts.length;
    if (this.#damage && from <= this.#damage.to) {
      this.#damage.to = Math.max(this.#damage.to, to);
      this.#damage.count++;
    } else {
      this.#closeDamage();
      this.#damage = { from, to, count: 1, first: text };
    }
    this.#onDamage(damageHole(this.#damage));
  }

  /** Reports what is left. */
  close(): void {
    this.closeMissing();
    this.#closeScaled();
    this.#closeDamage();
  }

  #closeScaled(): void {
    if (!this.#scaled) return;
    const { from, to, size } = this.#scaled;
    const reason = `The picture's size changes to ${size} here; it was scaled to the video's.`;
    this.#onHole({ fromFrame: from, toFrame: to, reason });
    this.#scaled = undefined;
  }

  #closeUnannounced(): void {
    if (!this.#unannounced) return;
    const { index, count } = this.#unannounced;
    const frames = count === 1 ? 'a frame' : `${count} frames`;
    const reason = `The decoder gave ${frames} behind this one at times at which the container announces none.`;
    this.#onHole({ fromFrame: index, toFrame: index + 1, reason: `${reason} They were left out.` });
    this.#unannounced = undefined;
  }

  #closeDamage(): void {
    if (!this.#damage) return;
    this.#onHole(damageHole(this.#damage));
    this.#damage = undefined;
  }
}

function damageHole({ from, to, count, first }: Damage): Hole {
  const times = count === 1 ? 'an error' : `${count} errors`;
  const reason = `The decoder reported ${times} within these frames (${first}); their pictures may be damaged.`;
  return { fromFrame: from, toFrame: to, reason };
}
