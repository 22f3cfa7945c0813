import type { Nodes } from './ribbon-tiles.ts';
import { xOf, type View } from './view.ts';

/** Px between two places at which a curve is known. */
export const STEP_PX = 2;

/** Scores at every STEP_PX from the left edge of the view; NaN where there are none. */
export interface Curve {
  readonly least: Float32Array;
  readonly mean: Float32Array;
  readonly greatest: Float32Array;
}

/**
 * Scores as they lie on the screen. Between two windows' centres the line is straight; where several nodes share a step,
 * the least of the least, the greatest of the greatest, and the mean of the means are taken. Before the first and after
 * the last centre, and beside a gap, a score holds to the end of its own window.
 */
export function sampledCurve(view: View, nodes: Nodes, windowFrames: number): Curve {
  const steps = Math.ceil(view.widthPx / STEP_PX) + 1;
  const curve = {
    least: new Float32Array(steps).fill(Number.NaN),
    mean: new Float32Array(steps).fill(Number.NaN),
    greatest: new Float32Array(steps).fill(Number.NaN),
  };
  const hold = (windowFrames / 2) * view.pxPerUnit;
  const { centres, mean } = nodes;
  let before = -1;
  let beforeX = Number.NaN;
  for (let i = 0; i < centres.length; i++) {
    const x = xOf(view, centres[i]!);
    if (Number.isNaN(mean[i]!)) {
      if (before >= 0) flat(curve, nodes, before, beforeX, beforeX + hold);
      before = -1;
      continue;
    }
    if (before < 0) flat(curve, nodes, i, x - hold, x);
    else between(curve, nodes, { from: before, fromX: beforeX, to: i, toX: x });
    before = i;
    beforeX = x;
  }
  if (before >= 0) flat(curve, nodes, before, beforeX, beforeX + hold);
  condense(view, nodes, curve);
  return curve;
}

function flat({ least, mean, greatest }: Curve, nodes: Nodes, index: number, fromX: number, toX: number): void {
  const from = Math.max(0, Math.ceil(fromX / STEP_PX));
  const to = Math.min(mean.length, Math.floor(toX / STEP_PX) + 1);
  for (let step = from; step < to; step++) {
    least[step] = nodes.least[index]!;
    mean[step] = nodes.mean[index]!;
    greatest[step] = nodes.greatest[index]!;
  }
}

interface Stretch {
  readonly from: number;
  readonly fromX: number;
  readonly to: number;
  readonly toX: number;
}

function between({ least, mean, greatest }: Curve, nodes: Nodes, { from, fromX, to, toX }: Stretch): void {
  const first = Math.max(0, Math.ceil(fromX / STEP_PX));
  const end = Math.min(mean.length, Math.floor(toX / STEP_PX) + 1);
  for (let step = first; step < end; step++) {
    const share = toX > fromX ? (step * STEP_PX - fromX) / (toX - fromX) : 1;
    least[step] = mix(nodes.least, from, to, share);
    mean[step] = mix(nodes.mean, from, to, share);
    greatest[step] = mix(nodes.greatest, from, to, share);
  }
}

function mix(values: Float32Array, from: number, to: number, share: number): number {
  return values[from]! + share * (values[to]! - values[from]!);
}

/** No peak between two steps is lost: each step knows the extremes of the nodes around it. */
function condense(view: View, { centres, least, mean, greatest }: Nodes, curve: Curve): void {
  const counts = new Uint16Array(curve.mean.length);
  for (let i = 0; i < centres.length; i++) {
    if (Number.isNaN(mean[i]!)) continue;
    const step = Math.round(xOf(view, centres[i]!) / STEP_PX);
    if (step < 0 || step >= curve.mean.length) continue;
    if (counts[step] === 0) {
      curve.least[step] = least[i]!;
      curve.mean[step] = mean[i]!;
      curve.greatest[step] = greatest[i]!;
    } else {
      curve.least[step] = Math.min(curve.least[step]!, least[i]!);
      curve.mean[step]! += (mean[i]! - curve.mean[step]!) / (counts[step]! + 1);
      curve.greatest[step] = Math.max(curve.greatest[step]!, greatest[i]!);
    }
    counts[step]!++;
  }
}
