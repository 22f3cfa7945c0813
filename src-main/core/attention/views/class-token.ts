import { blendHeads, demand, layerAndHead, rangeRefusal } from '../request.ts';
import { frameSums, valuesOf } from '../tensors.ts';
import type { AttentionView } from '../view.ts';

/**
 * Where the class token looks: its row of the spatial (or joint) attention, without its attention to itself. Divided
 * and space-only models take the softmax within each frame, so that frames cannot be ranked by it: no frame weights.
 */
export const classToken: AttentionView = {
  id: 'class-token',
  label: 'Class token to patches',
  refusal(shape, request) {
    if (typeof request.query === 'object') return 'This view asks the class token; a patch is asked by the patch view.';
    return rangeRefusal(shape, request);
  },
  needs: () => ['cls_attention'],
  render(tensors, shape, request) {
    demand(classToken, shape, request);
    const { layers, heads, frames, rows, cols } = shape;
    const all = valuesOf(tensors, 'cls_attention', [1, layers, heads, frames, rows, cols]);
    const size = frames * rows * cols;
    const values = new Float64Array(size);
    blendHeads(values, shape, request, (layer, head) => {
      const base = (layer * heads + head) * size;
      return all.subarray(base, base + size);
    });
    const map = Float32Array.from(values);
    const isJoint = shape.attentionType === 'joint_space_time';
    return {
      title: `class token to patches, ${layerAndHead(request)}`,
      heatMap: {
        kind: 'heat-map',
        scale: 'sequential',
        frames,
        rows,
        cols,
        values: map,
        frameWeights: isJoint ? frameSums(map, frames) : null,
        weightName: isJoint ? 'attention on the frame' : '',
      },
    };
  },
};
