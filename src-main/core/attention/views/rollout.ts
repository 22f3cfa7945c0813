import { demand, rangeRefusal } from '../request.ts';
import { rolloutVector } from '../rollout-vector.ts';
import { attentionName, frameSums, temporalAttentionName } from '../tensors.ts';
import type { AttentionView } from '../view.ts';

/** Where the class token looks through all layers; a frame's weight is the share of the rollout that ends in it. */
export const rollout: AttentionView = {
  id: 'rollout',
  label: 'Rollout',
  refusal(shape, request) {
    if (typeof request.query === 'object') return 'Rollout starts at the class token; a patch cannot be asked.';
    if (request.layer !== 'all') return 'Rollout goes through all layers; it cannot be had for one.';
    return rangeRefusal(shape, request);
  },
  needs(shape) {
    const layers = Array.from({ length: shape.layers }, (_, i) => i);
    const isDivided = shape.attentionType === 'divided_space_time';
    return [...layers.map(attentionName), ...(isDivided ? layers.map(temporalAttentionName) : [])];
  },
  render(tensors, shape, request) {
    demand(rollout, shape, request);
    const { frames, rows, cols } = shape;
    const tokens = 1 + rows * cols;
    const vector = rolloutVector(tensors, shape, request);
    const values = Float32Array.from(vector.filter((_, i) => i % tokens !== 0));
    return {
      title: `rollout through ${shape.layers} layers, ${request.head === 'mean' ? 'mean of heads' : `head ${request.head}`}`,
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
  },
};
