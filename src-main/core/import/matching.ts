import type { ImportMediaMatch } from '../../shared/protocol/import-methods.ts';
import type { VideoId } from '../../shared/records.ts';
import type { ImportMedia } from './document.ts';
import { looseKey, stem } from './names.ts';

/** A video of the project, as far as it is looked for. */
export interface KnownVideo {
  readonly id: VideoId;
  readonly name: string;
  /** Of its file, which a person may have renamed in the project. */
  readonly fileName: string;
  readonly fingerprint: string;
  readonly durationSec: number;
  readonly frameCount: number;
}

type Match = Pick<ImportMediaMatch, 'videoId' | 'by' | 'why' | 'candidates'>;

/** Programs measure lengths differently: by container, by stream, by frames. */
const LENGTH_TOLERANCE = 0.02;
const LEAST_TOLERANCE_SEC = 1;
/** Frames that another decoder may find more or fewer. */
const FRAME_TOLERANCE = 2;

/**
 * Finds the videos that medias of files are: each as a person said, by its content, else by its name where length and
 * content don't speak against it. Nothing is guessed: where several fit, or something speaks against the one, a person
 * decides.
 *
 * @returns what one media is; `byHand` null: it is to be left out; undefined: nobody said.
 */
export function matcherOf(
  videos: readonly KnownVideo[],
): (media: ImportMedia, byHand: VideoId | null | undefined) => Match {
  const names = new VideoNames(videos);
  const prints = new Map(videos.map((video) => [video.fingerprint, video]));
  return (media, byHand) => matchMedia(media, byHand, { names, prints });
}

interface Known {
  readonly names: VideoNames;
  readonly prints: ReadonlyMap<string, KnownVideo>;
}

function matchMedia(media: ImportMedia, byHand: VideoId | null | undefined, { names, prints }: Known): Match {
  if (byHand === null) return { videoId: null, by: 'hand', why: 'Left out by hand.', candidates: [] };
  if (byHand !== undefined) return { videoId: byHand, by: 'hand', why: null, candidates: [] };
  const same = media.fingerprint === null ? undefined : prints.get(media.fingerprint);
  if (same) return { videoId: same.id, by: 'content', why: null, candidates: [] };
  const named = names.find(media.names);
  const fitting = named.filter((video) => fits(media, video));
  const candidates = named.map(({ id }) => id);
  const [first, second] = fitting;
  if (second) return none(`${fitting.length} videos could be "${media.key}": choose one.`, candidates);
  if (first) return { videoId: first.id, by: 'name', why: doubtOf(media, first), candidates: [] };
  const [other] = named;
  if (!other) return none(`The project has no video "${media.key}".`, []);
  return none(
    `"${other.name}" has ${lengthText(other, media.frameCount !== null)}, but ${lengthText(media, media.frameCount !== null)} in the file: choose it if it is the same.`,
    candidates,
  );
}

function none(why: string, candidates: readonly VideoId[]): Match {
  return { videoId: null, by: null, why, candidates };
}

/** By the whole name, else without its ending, else by letters and digits only. */
const READINGS: readonly ((name: string) => string)[] = [
  (name) => name,
  stem,
  looseKey,
  (name) => looseKey(stem(name)),
];

/** Videos by each reading of their names, the strictest first. */
class VideoNames {
  readonly #byReading: readonly ReadonlyMap<string, ReadonlySet<KnownVideo>>[];

  constructor(videos: readonly KnownVideo[]) {
    this.#byReading = READINGS.map((reading) => {
      const found = new Map<string, Set<KnownVideo>>();
      for (const video of videos) {
        for (const name of [video.name, video.fileName].map(reading)) {
          const same = found.get(name);
          if (same) same.add(video);
          else found.set(name, new Set([video]));
        }
      }
      return found;
    });
  }

  /** Those of the first reading by which there are any. */
  find(names: readonly string[]): KnownVideo[] {
    for (const [i, reading] of READINGS.entries()) {
      const wanted = names.map(reading).filter((name) => name !== '');
      const found = new Set(wanted.flatMap((name) => [...(this.#byReading[i]!.get(name) ?? [])]));
      if (found.size > 0) return [...found];
    }
    return [];
  }
}

function fits(media: ImportMedia, video: KnownVideo): boolean {
  const { frameCount, durationSec } = media;
  if (frameCount !== null && Math.abs(frameCount - video.frameCount) > FRAME_TOLERANCE) return false;
  if (durationSec === null || durationSec === 0) return true;
  const tolerance = Math.max(LEAST_TOLERANCE_SEC, LENGTH_TOLERANCE * video.durationSec);
  return Math.abs(durationSec - video.durationSec) <= tolerance;
}

function doubtOf({ fingerprint, frameCount }: ImportMedia, video: KnownVideo): string | null {
  if (fingerprint !== null)
    return `"${video.name}" has its name and length, but other content than the file was written for.`;
  if (frameCount !== null && frameCount !== video.frameCount) {
    return `"${video.name}" has ${video.frameCount} frames, and ${frameCount} in the file.`;
  }
  return null;
}

function lengthText(
  { durationSec, frameCount }: Pick<ImportMedia, 'durationSec' | 'frameCount'>,
  inFrames: boolean,
): string {
  return inFrames ? `${(frameCount ?? 0).toLocaleString('en-US')} frames` : `${(durationSec ?? 0).toFixed(1)} s`;
}
