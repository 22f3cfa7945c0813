import type { Absence, ClassId, Segment } from '#shared/records';

/** A segment in its lane: where several overlap, each has its share of the height. */
export interface Placed {
  readonly segment: Segment;
  /** From 0, of `tracks`. */
  readonly track: number;
  readonly tracks: number;
}

/** One label lane: what a label, or an annotator, says. */
export interface LaneRow {
  readonly key: string;
  /** null for the lane of a label. */
  readonly annotator: string | null;
  /** null for the lane of an annotator. */
  readonly classId: ClassId | null;
  readonly title: string;
  /** By start. */
  readonly placed: readonly Placed[];
  /** The greatest end up to each place, ascending: for finding what reaches into view. */
  readonly reach: Float64Array;
  readonly absences: readonly Absence[];
}

/** Overlapping segments share the height; more than this lie on one another. */
const MOST_TRACKS = 2;

/** @param segments by start. */
export function laneRow(
  row: Pick<LaneRow, 'key' | 'annotator' | 'classId' | 'title' | 'absences'>,
  segments: readonly Segment[],
): LaneRow {
  const placed = place(segments);
  const reach = new Float64Array(placed.length);
  let most = 0;
  for (const [i, { segment }] of placed.entries()) {
    most = Math.max(most, segment.endFrame);
    reach[i] = most;
  }
  return { ...row, placed, reach };
}

/** Stacks segments that overlap; those that touch nobody have the whole height. */
export function place(segments: readonly Segment[]): Placed[] {
  const placed: Placed[] = [];
  for (let from = 0; from < segments.length;) {
    let end = from;
    let reach = 0;
    while (end < segments.length && (end === from || segments[end]!.startFrame < reach)) {
      reach = Math.max(reach, segments[end]!.endFrame);
      end++;
    }
    const tracks = tracksOf(segments.slice(from, end));
    const count = Math.min(MOST_TRACKS, Math.max(...tracks) + 1);
    for (let i = from; i < end; i++) {
      placed.push({ segment: segments[i]!, track: Math.min(tracks[i - from]!, count - 1), tracks: count });
    }
    from = end;
  }
  return placed;
}

/** The first free track of each. */
function tracksOf(cluster: readonly Segment[]): number[] {
  const ends: number[] = [];
  return cluster.map(({ startFrame, endFrame }) => {
    const free = ends.findIndex((end) => end <= startFrame);
    const track = free < 0 ? ends.length : free;
    ends[track] = endFrame;
    return track;
  });
}

/** Places [from, to) of the segments of a row that share a frame with a range, some in between may not. */
export function reaching(
  { placed, reach }: Pick<LaneRow, 'placed' | 'reach'>,
  startFrame: number,
  endFrame: number,
): { readonly from: number; readonly to: number } {
  const from = firstWhere(placed.length, (i) => reach[i]! > startFrame);
  const to = firstWhere(placed.length, (i) => placed[i]!.segment.startFrame >= endFrame);
  return { from, to: Math.max(from, to) };
}

/** The first index at which something holds that from then on holds always. */
function firstWhere(count: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Things by something they share, each group in their order. */
export function groupsBy<T, K>(things: readonly T[], keyOf: (thing: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const thing of things) {
    const group = groups.get(keyOf(thing));
    if (group) group.push(thing);
    else groups.set(keyOf(thing), [thing]);
  }
  return groups;
}
