import type { Nodes } from './ribbon-tiles.ts';

/**
 * A moving average over scores that sit at frames: each takes the mean of those within half a width to either side.
 * What the core does along the frames, seen at the windows' centres.
 *
 * @param widthFrames 0 leaves the scores as they are.
 */
export function smoothedNodes(nodes: Nodes, widthFrames: number): Nodes {
  const { centres, mean, windowsPerNode } = nodes;
  if (widthFrames <= 0 || windowsPerNode > 1) return nodes;
  const values = new Float32Array(mean.length);
  const half = widthFrames / 2;
  let [from, to, sum, count] = [0, 0, 0, 0];
  for (let i = 0; i < mean.length; i++) {
    for (; to < mean.length && centres[to]! <= centres[i]! + half; to++) [sum, count] = added(sum, count, mean[to]!, 1);
    for (; centres[from]! < centres[i]! - half; from++) [sum, count] = added(sum, count, mean[from]!, -1);
    values[i] = Number.isNaN(mean[i]) ? Number.NaN : sum / count;
  }
  return { ...nodes, least: values, mean: values, greatest: values };
}

function added(sum: number, count: number, value: number, sign: 1 | -1): [number, number] {
  return Number.isNaN(value) ? [sum, count] : [sum + sign * value, count + sign];
}
