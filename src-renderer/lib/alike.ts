import type { NearWindow } from '#shared/protocol/insight-methods';
import type { ClassId, Segment, SegmentId } from '#shared/records';

/** One wrong label set right: what "fix all like this" repeats on windows that look alike. */
export interface Fix {
  readonly wrong: ClassId;
  readonly right: ClassId;
}

/** What a fix of the neighbours would change. */
export interface FixPlan {
  readonly windows: readonly NearWindow[];
  /** Each once, in the order of the windows. */
  readonly segmentIds: readonly SegmentId[];
}

/**
 * The neighbours within a distance whose proposals carry the wrong label and nobody has decided.
 *
 * @param near the nearest first. @param find the segment as it is now; undefined where it is gone.
 */
export function fixPlan(
  near: readonly NearWindow[],
  wrong: ClassId,
  farthest: number,
  find: (id: SegmentId) => Segment | undefined,
): FixPlan {
  const segmentIds = new Set<SegmentId>();
  const windows = near.filter(({ distance, segmentIds: ids }) => {
    if (distance > farthest) return false;
    const same = ids.filter((id) => {
      const segment = find(id);
      return segment?.status === 'unreviewed' && segment.classId === wrong;
    });
    for (const id of same) segmentIds.add(id);
    return same.length > 0;
  });
  return { windows, segmentIds: [...segmentIds] };
}
