import { demand, rangeRefusal } from '../request.ts';
import { rolloutVector } from '../rollout-vector.ts';
import { attentionName, frameSums, temporalAttentionName } from '../tensors.ts';
import type { AttentionPicture, AttentionRequest, AttentionShape, AttentionView } from '../view.ts';

/** Where the class token looks through all layers; a frame's weight is the share of the rollout that ends in it. */
export const rollout: AttentionView = {
  id: 'rollout',
  label: 'Rollout',
  refusal(shape, request) {
    if (typeof request.query === 'object') return 'Rollout starts at the class token; a patch cannot be asked.';
    if (request.layer !== 'all') return 'Rollout goes through all layers; it cannot be had for one.';
    if (request.head === 'max') return 'Rollout takes the mean of the heads or one; their greatest is no attention.';
    return rangeRefusal(shape, request);
  },
  needs(shape) {
    const layers = Array.from({ length: shape.layers }, (_, i) => i);
    const isDivided = shape.attentionType === 'divided_space_time';
    return [...layers.map(attentionName), ...(isDivided ? layers.map(temporalAttentionName) : [])];
  },
  render(tensors, shape, request) {
    demand(rollout, shape, request);
    return rolloutPicture(shape, request, rolloutVector(tensors, shape, request));
  },
};

/** The picture of a rollout that has been computed. @param vector as `rolloutVector` gives it. */
export function rolloutPicture(
  shape: AttentionShape,
  { head }: Pick<AttentionRequest, 'head'>,
  vector: Float64Array,
): AttentionPicture {
  const { frames, rows, cols } = shape;
  const tokens = 1 + rows * cols;
  const values = Float32Array.from(vector.filter((_, i) => i % tokens !== 0));
  return {
    title: `rollout through ${shape.layers} layers, ${head === 'mean' ? 'mean of heads' : `head ${head}`}`,
    heatMap: {
      kind: 'heat-map',
      scale: 'sequential',
      frames,
      rows,
      cols,
      values,
      frameWeights: frameSums(values, frames),
      weightName: 'share of the rollout',
    },
  };
}
