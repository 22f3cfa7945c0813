import type { ClassId, Segment, Span, VideoId } from '../../shared/records.ts';
import { drawnNumber } from '../base/random-draw.ts';
import type { ExportSettings } from './exporter.ts';

/** What may be written. */
export interface Candidate extends Span {
  readonly videoId: VideoId;
  /** null: background. */
  readonly classId: ClassId | null;
  /** null: background. */
  readonly segment: Segment | null;
}

/** Where candidates were left out, and which are written; each list in the order in which they came. */
export interface Choice {
  readonly all: readonly Candidate[];
  readonly tooShort: readonly Candidate[];
  /** With a frame that is known not to decode; only where clips are cut. */
  readonly undecodable: readonly Candidate[];
  readonly overCap: readonly Candidate[];
  readonly written: readonly Candidate[];
}

/**
 * Which candidates are written.
 *
 * @param all by video and time.
 * @param isDecodable whether a clip can be cut from it.
 */
export function choose(
  all: readonly Candidate[],
  { minLengthFrames, atMost, seed, clips }: Pick<ExportSettings, 'minLengthFrames' | 'atMost' | 'seed' | 'clips'>,
  isDecodable: (candidate: Candidate) => boolean,
): Choice {
  const [long, tooShort] = parted(all, ({ startFrame, endFrame }) => endFrame - startFrame >= minLengthFrames);
  const [whole, undecodable] = parted(long, (candidate) => !clips.cut || isDecodable(candidate));
  const drawn = atMost === null ? new Set(whole) : spreadDraw(whole, atMost, seed);
  const [written, overCap] = parted(whole, (candidate) => drawn.has(candidate));
  return { all, tooShort, undecodable, overCap, written };
}

function parted<T>(list: readonly T[], isIn: (one: T) => boolean): [T[], T[]] {
  const [inside, outside]: [T[], T[]] = [[], []];
  for (const one of list) (isIn(one) ? inside : outside).push(one);
  return [inside, outside];
}

/** At most so many of each class and video: each list is cut into as many equal parts, and one is drawn from each. */
function spreadDraw(candidates: readonly Candidate[], atMost: number, seed: number): Set<Candidate> {
  const drawn = new Set<Candidate>();
  for (const group of inCells(candidates).values()) {
    const parts = Math.min(atMost, group.length);
    for (let part = 0; part < parts; part++) {
      const from = Math.floor((part * group.length) / parts);
      const to = Math.floor(((part + 1) * group.length) / parts);
      // By place, not by id: the same annotations in another project are drawn alike.
      const { startFrame, endFrame } = group[from]!;
      const draw = drawnNumber(`${seed} ${part} ${startFrame} ${endFrame}`);
      drawn.add(group[from + Math.floor(draw * (to - from))]!);
    }
  }
  return drawn;
}

/** Candidates by cell of the table of classes and videos; the keys say nothing. */
export function inCells(candidates: readonly Candidate[]): Map<string, Candidate[]> {
  const cells = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const key = cellKey(candidate);
    const cell = cells.get(key);
    if (cell) cell.push(candidate);
    else cells.set(key, [candidate]);
  }
  return cells;
}

/** Names a cell of the table of classes and videos. */
export function cellKey({ classId, videoId }: Pick<Candidate, 'classId' | 'videoId'>): string {
  return JSON.stringify([classId, videoId]);
}
