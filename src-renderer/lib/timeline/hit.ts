import type { Segment } from '#shared/records';
import { laneAt, type Lane, type LaneLayout } from './lanes.ts';
import { reaching, type LaneRow, type Placed } from './lane-rows.ts';
import { frameAt, xOf, type View } from './view.ts';

/** How far an edge can be taken hold of. */
const INSIDE_PX = 5;
const OUTSIDE_PX = 4;
/** Segments narrower than this have no edges to take. */
const LEAST_EDGE_PX = 6;

/** What lies under the pointer. */
export type Hit =
  | { readonly kind: 'lane'; readonly lane: Lane }
  | { readonly kind: 'row'; readonly lane: Lane; readonly row: LaneRow }
  | { readonly kind: 'segment'; readonly lane: Lane; readonly row: LaneRow; readonly segment: Segment }
  | {
      readonly kind: 'edge';
      readonly lane: Lane;
      readonly row: LaneRow;
      readonly segment: Segment;
      readonly edge: 'start' | 'end';
    }
  | { readonly kind: 'nothing' };

/** What hit testing needs of the scene. */
export interface HitScene {
  readonly view: View;
  readonly layout: LaneLayout;
  readonly rows: readonly LaneRow[];
  readonly selectedIds: ReadonlySet<string>;
}

/** Selected segments come before others, edges before segments. */
export function hitAt(scene: HitScene, xPx: number, yPx: number): Hit {
  const lane = laneAt(scene.layout, yPx);
  if (!lane) return { kind: 'nothing' };
  const row = lane.kind === 'labels' ? scene.rows[lane.index] : undefined;
  if (!row) return { kind: 'lane', lane };
  const near = candidates(scene, row, xPx).filter((placed) => isInTrack(placed, lane, yPx));
  const order = [
    ...near.filter(({ segment }) => scene.selectedIds.has(segment.id)),
    ...near.filter(({ segment }) => !scene.selectedIds.has(segment.id)),
  ];
  for (const { segment } of order) {
    const edge = edgeAt(scene.view, segment, xPx);
    if (edge) return { kind: 'edge', lane, row, segment, edge };
  }
  const inside = order.find(
    ({ segment }) => xPx >= xOf(scene.view, segment.startFrame) && xPx < xOf(scene.view, segment.endFrame),
  );
  return inside ? { kind: 'segment', lane, row, segment: inside.segment } : { kind: 'row', lane, row };
}

/** Which edge of a segment a place takes hold of; the nearer one where it is narrow. */
export function edgeAt(view: View, segment: Segment, xPx: number): 'start' | 'end' | null {
  const [start, end] = [xOf(view, segment.startFrame), xOf(view, segment.endFrame)];
  if (end - start < LEAST_EDGE_PX) return null;
  const inside = Math.min(INSIDE_PX, (end - start) / 3);
  if (xPx >= start - OUTSIDE_PX && xPx <= start + inside) return 'start';
  return xPx >= end - inside && xPx <= end + OUTSIDE_PX ? 'end' : null;
}

function candidates({ view }: HitScene, row: LaneRow, xPx: number): Placed[] {
  const { from, to } = reaching(row, frameAt(view, xPx - OUTSIDE_PX), frameAt(view, xPx + OUTSIDE_PX + 1));
  return row.placed.slice(from, to).reverse();
}

function isInTrack({ track, tracks }: Placed, { yPx, heightPx }: Lane, y: number): boolean {
  return Math.floor(((y - yPx) / heightPx) * tracks) === track;
}
