/** What the lanes show, top to bottom. */
export type LaneKind = 'ruler' | 'frames' | 'ribbon' | 'votes' | 'model' | 'compared' | 'labels' | 'looked' | 'whole';

export interface Lane {
  readonly kind: LaneKind;
  /** Among those of its kind, from 0. */
  readonly index: number;
  readonly yPx: number;
  readonly heightPx: number;
}

/** Heights that a person may change, in px; null: as the window's size has it. */
export interface LaneHeights {
  readonly frames: number | null;
  readonly ribbon: number | null;
  readonly labels: number | null;
}

export interface LaneWishes {
  /** Of all lanes together. */
  readonly heightPx: number;
  readonly isSmall: boolean;
  readonly heights: LaneHeights;
  /** How many there are to show. */
  readonly ribbons: number;
  readonly labelLanes: number;
  readonly hasModel: boolean;
  readonly isCompared: boolean;
  /** Label lanes that lie above the first one in view; rounded and clamped to what there is. */
  readonly firstLane: number;
}

export interface LaneLayout {
  /** Without the label lanes. */
  readonly fixed: readonly Lane[];
  /** Those label lanes that are in view, each of them whole. */
  readonly labelLanes: readonly Lane[];
  /** Where label lanes are seen. */
  readonly labelArea: { readonly yPx: number; readonly heightPx: number };
  /** The greatest `firstLane` there is. */
  readonly firstLaneMax: number;
  readonly heightPx: number;
}

/** Least and greatest height by drag. */
export const HEIGHT_LIMITS = { frames: [24, 96], ribbon: [14, 80], labels: [16, 40] } as const;

const NORMAL = { ruler: 20, frames: 34, ribbon: 21, votes: 18, model: 20, compared: 20, labels: 20, looked: 16 };
const SMALL = { ruler: 20, frames: 28, ribbon: 18, votes: 16, model: 18, compared: 18, labels: 18, looked: 14 };
const WHOLE_PX = 24;
const WHOLE_LEAST_PX = 16;

/** What is given room first where not all of it fits. */
const FIRST = ['labels', 'ribbon', 'frames', 'ribbon', 'model', 'compared', 'labels', 'votes', 'looked'] as const;

/** Divides the height among lanes. The ruler and the whole video are always there; label lanes take what is left. */
export function layLanes(wishes: LaneWishes): LaneLayout {
  const sizes = sizesOf(wishes);
  const counts = countsOf(wishes, sizes);
  const fixed: Lane[] = [];
  let yPx = 0;
  const add = (kind: LaneKind, index: number, heightPx: number) => {
    fixed.push({ kind, index, yPx, heightPx });
    yPx += heightPx;
  };
  add('ruler', 0, sizes.ruler);
  for (const kind of ['frames', 'ribbon', 'votes', 'model', 'compared'] as const) {
    for (let i = 0; i < counts[kind]; i++) add(kind, i, sizes[kind]);
  }
  const lookedPx = counts.looked * sizes.looked;
  const labelTop = yPx;
  const left = Math.max(0, wishes.heightPx - yPx - lookedPx);
  const wholePx = Math.min(WHOLE_PX, Math.max(WHOLE_LEAST_PX, left - counts.labels * sizes.labels));
  const labelArea = { yPx: labelTop, heightPx: Math.max(0, left - wholePx) };
  yPx += labelArea.heightPx;
  if (counts.looked > 0) add('looked', 0, sizes.looked);
  add('whole', 0, Math.max(0, wishes.heightPx - yPx));
  const labelLanes = labelLanesIn(wishes, labelArea, sizes.labels);
  const firstLaneMax = wishes.labelLanes - labelLanes.length;
  return { fixed, labelArea, firstLaneMax, heightPx: wishes.heightPx, labelLanes };
}

/** The lane a place lies in; null between the last label lane and what is under it. */
export function laneAt({ fixed, labelLanes, labelArea }: LaneLayout, yPx: number): Lane | null {
  const contains = (lane: Lane) => yPx >= lane.yPx && yPx < lane.yPx + lane.heightPx;
  const isInArea = yPx >= labelArea.yPx && yPx < labelArea.yPx + labelArea.heightPx;
  return (isInArea ? labelLanes : fixed).find(contains) ?? null;
}

function sizesOf({ isSmall, heights }: LaneWishes) {
  const base = isSmall ? SMALL : NORMAL;
  return {
    ...base,
    frames: heights.frames ?? base.frames,
    ribbon: heights.ribbon ?? base.ribbon,
    labels: heights.labels ?? base.labels,
  };
}

type Sizes = ReturnType<typeof sizesOf>;

/** How many of each kind fit, in the order of FIRST; then further ribbons and lanes in turn. */
function countsOf(wishes: LaneWishes, sizes: Sizes): Record<Exclude<LaneKind, 'ruler' | 'whole'>, number> {
  const counts = { frames: 0, ribbon: 0, votes: 0, model: 0, compared: 0, labels: 0, looked: 0 };
  const model = wishes.hasModel ? 1 : 0;
  const wanted = {
    frames: 1,
    ribbon: wishes.ribbons,
    votes: model,
    model,
    compared: wishes.isCompared ? model : 0,
    labels: Math.max(1, wishes.labelLanes),
    looked: 1,
  };
  let left = wishes.heightPx - sizes.ruler - WHOLE_LEAST_PX;
  const take = (kind: keyof typeof counts): boolean => {
    if (counts[kind] >= wanted[kind]) return true;
    if (sizes[kind] > left) return false;
    left -= sizes[kind];
    counts[kind]++;
    return true;
  };
  for (const kind of FIRST) if (!take(kind)) return counts;
  while (counts.ribbon < wanted.ribbon && take('ribbon')) take('labels');
  return counts;
}

/**
 * As many lanes as fit whole. Where there are more than that, those in view share the height that is left over, so that
 * none is cut; none gets higher than a lane may be made.
 */
function labelLanesIn(
  { labelLanes, firstLane }: LaneWishes,
  area: { readonly yPx: number; readonly heightPx: number },
  askedPx: number,
): Lane[] {
  if (area.heightPx === 0) return [];
  const room = Math.max(1, Math.floor(area.heightPx / askedPx));
  const count = Math.min(labelLanes, room);
  const first = Math.max(0, Math.min(labelLanes - count, Math.round(firstLane)));
  const sharedPx = Math.min(area.heightPx, count * Math.max(askedPx, HEIGHT_LIMITS.labels[1]));
  const eachPx = labelLanes > count ? Math.floor(sharedPx / count) : Math.min(askedPx, area.heightPx);
  const higher = labelLanes > count ? sharedPx % count : 0;
  return Array.from({ length: count }, (_, i) => ({
    kind: 'labels' as const,
    index: first + i,
    yPx: area.yPx + i * eachPx + Math.min(i, higher),
    heightPx: eachPx + (i < higher ? 1 : 0),
  }));
}
