import type { Video } from '../../../shared/domain.ts';
import { cellsFrom, classCurve, sampledCurve, type ScoredSpan } from '../../timeline/curve.ts';

/** A class's score along the video, in columns of equal time. */
export interface Ribbon {
  readonly label: string;
  /** One mean score a column; NaN where no window looks. */
  readonly values: Float64Array;
}

/**
 * @param spans the windows' scores, in order.
 * @param classes indices of the labels wanted.
 */
export function ribbonsFrom(
  video: Video,
  spans: readonly ScoredSpan[],
  { labels, classes, columns }: { labels: readonly string[]; classes: readonly number[]; columns: number },
): Ribbon[] {
  const cells = cellsFrom(spans);
  const edges = columnEdges(video, columns);
  return classes.map((index) => ({
    label: labels[index]!,
    values: sampledCurve(cells, classCurve(cells, spans, index), edges),
  }));
}

/** The frame shown at the start of each column, and the frame count at the end. */
function columnEdges({ pts, lastDuration }: Video, columns: number): number[] {
  const start = pts[0]!;
  const length = pts.at(-1)! + lastDuration - start;
  const edges: number[] = [];
  let frame = 0;
  for (let column = 0; column < columns; column++) {
    while (frame + 1 < pts.length && pts[frame + 1]! <= start + (length * column) / columns) frame++;
    edges.push(frame);
  }
  return [...edges, pts.length];
}
