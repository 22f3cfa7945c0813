/** What an edge is drawn to, the most wanted first. */
export type SnapKind = 'playhead' | 'edge' | 'window' | 'sample' | 'change' | 'frame';

export interface SnapTarget {
  readonly frame: number;
  readonly kind: SnapKind;
  /** For the chip: "window 1,976 end"; empty for a plain frame. */
  readonly words: string;
}

/** Edges are drawn to a target within this distance. */
export const SNAP_PX = 6;

const PRIORITY: readonly SnapKind[] = ['playhead', 'edge', 'window', 'sample', 'change'];

/**
 * The target for an edge that the pointer holds at a frame (fractional): of those within reach the kind that comes first,
 * of these the nearest; else the nearest frame.
 *
 * @param distancePx between two frames on the screen.
 */
export function snapped(
  atFrame: number,
  targets: Iterable<SnapTarget>,
  distancePx: (a: number, b: number) => number,
): SnapTarget {
  let best: SnapTarget | null = null;
  let bestRank = PRIORITY.length;
  let bestPx = Infinity;
  for (const target of targets) {
    const px = Math.abs(distancePx(atFrame, target.frame));
    if (px > SNAP_PX) continue;
    const rank = PRIORITY.indexOf(target.kind);
    if (rank > bestRank || (rank === bestRank && px >= bestPx)) continue;
    [best, bestRank, bestPx] = [target, rank, px];
  }
  return best ?? { frame: Math.round(atFrame), kind: 'frame', words: '' };
}
