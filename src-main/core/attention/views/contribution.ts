import { demand, rangeRefusal } from '../request.ts';
import { frameSums, valuesOf } from '../tensors.ts';
import type { AttentionView } from '../view.ts';

/**
 * What each patch of each frame adds to or takes from a class's logit through the class token's attention in all
 * blocks, with the final LayerNorm's mean and deviation held at their values (direct logit attribution). Signed and
 * additive, so that frames can be compared; the graph computes it, summed over layers and heads.
 */
export const contribution: AttentionView = {
  id: 'contribution',
  label: 'Contribution to a class',
  refusal(shape, request) {
    if (typeof request.query === 'object') return 'Contributions go to the class token; a patch cannot be asked.';
    if (request.layer !== 'all') return 'Contributions are summed over the layers; one layer cannot be had.';
    if (request.head !== 'mean') return 'Contributions are summed over the heads; leave the head out.';
    return rangeRefusal(shape, request);
  },
  needs: () => ['contributions'],
  render(tensors, shape, request) {
    demand(contribution, shape, request);
    const { frames, rows, cols, labels } = shape;
    const all = valuesOf(tensors, 'contributions', [1, labels.length, frames, rows, cols]);
    const size = frames * rows * cols;
    const values = all.slice(request.classIndex * size, (request.classIndex + 1) * size);
    return {
      title: `contribution to ${labels[request.classIndex]!}`,
      heatMap: {
        kind: 'heat-map',
        scale: 'diverging',
        frames,
        rows,
        cols,
        values,
        frameWeights: frameSums(values, frames),
        weightName: 'sum over the frame',
      },
    };
  },
};
