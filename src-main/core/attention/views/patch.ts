import { blendHeads, demand, layerAndHead, layersOf, rangeRefusal } from '../request.ts';
import { attentionName, attentionOf, attentionSize, frameSums, framesFirst } from '../tensors.ts';
import type { AttentionRequest, AttentionShape, AttentionTensors, AttentionView, PatchQuery } from '../view.ts';

/**
 * Where a chosen patch looks. Divided and space-only: the patch at that place in each frame, within its frame.
 * Joint: the patch of the asking frame, at all patches of all frames.
 */
export const patch: AttentionView = {
  id: 'patch',
  label: 'Patch to patches',
  refusal(shape, request) {
    if (typeof request.query !== 'object') return 'The patch view needs a patch to ask: give its x,y in the grid.';
    return rangeRefusal(shape, request);
  },
  needs: (shape, request) => layersOf(shape, request).map(attentionName),
  render(tensors, shape, request) {
    demand(patch, shape, request);
    const query = request.query as PatchQuery;
    const { frames, rows, cols } = shape;
    const isJoint = shape.attentionType === 'joint_space_time';
    const values = isJoint ? jointRow(tensors, shape, request, query) : spatialRows(tensors, shape, request, query);
    const where = `patch (${query.x}, ${query.y})${isJoint ? ` of sample ${request.frame}` : ''}`;
    return {
      title: `${where} to patches, ${layerAndHead(request)}`,
      heatMap: {
        kind: 'heat-map',
        scale: 'sequential',
        frames,
        rows,
        cols,
        values,
        frameWeights: isJoint ? frameSums(values, frames) : null,
        weightName: isJoint ? 'attention on the frame' : '',
      },
    };
  },
};

function spatialRows(
  tensors: AttentionTensors,
  shape: AttentionShape,
  request: AttentionRequest,
  { x, y }: PatchQuery,
): Float32Array {
  const patches = shape.rows * shape.cols;
  const values = new Float32Array(shape.frames * patches);
  for (let t = 0; t < shape.frames; t++) {
    const row = rowOf(tensors, shape, request, { group: t, token: 1 + y * shape.cols + x });
    values.set(row.subarray(1), t * patches);
  }
  return values;
}

function jointRow(
  tensors: AttentionTensors,
  shape: AttentionShape,
  request: AttentionRequest,
  { x, y }: PatchQuery,
): Float32Array {
  const token = 1 + (y * shape.cols + x) * shape.frames + request.frame;
  return framesFirst(rowOf(tensors, shape, request, { group: 0, token }), shape);
}

/** One token's row, over the request's layers and heads. */
function rowOf(
  tensors: AttentionTensors,
  shape: AttentionShape,
  request: AttentionRequest,
  { group, token }: { readonly group: number; readonly token: number },
): Float64Array {
  const { tokens } = attentionSize(shape);
  const row = new Float64Array(tokens);
  blendHeads(row, shape, request, (layer, head) => {
    const base = ((group * shape.heads + head) * tokens + token) * tokens;
    return attentionOf(tensors, shape, layer).subarray(base, base + tokens);
  });
  return row;
}
