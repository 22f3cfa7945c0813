import { blendHeads, demand, layerAndHead, layersOf, rangeRefusal } from '../request.ts';
import { frameSums, temporalAttentionName, temporalAttentionOf } from '../tensors.ts';
import type { AttentionRequest, AttentionShape, AttentionTensors, AttentionView } from '../view.ts';

/**
 * Which frames a place looks at. Each patch attends over time to the patches at its own place. The map shows, for
 * every place, how much of the asking frame's attention frame t gets; the matrix shows frames looking at frames, at the
 * queried patch or as the mean over all of them.
 */
export const temporal: AttentionView = {
  id: 'temporal',
  label: 'Temporal',
  refusal(shape, request) {
    if (shape.attentionType !== 'divided_space_time') {
      return `Temporal attention exists in divided_space_time models only; this one is ${shape.attentionType}.`;
    }
    if (request.query === 'class') {
      return 'The class token takes no part in temporal attention; ask a patch, or nothing for the mean over the patches.';
    }
    return rangeRefusal(shape, request);
  },
  needs: (shape, request) => layersOf(shape, request).map(temporalAttentionName),
  render(tensors, shape, request) {
    demand(temporal, shape, request);
    const { frames, rows, cols } = shape;
    const { query, frame } = request;
    const places = overHeads(tensors, shape, request);
    const values = new Float32Array(frames * rows * cols);
    for (let t = 0; t < frames; t++) {
      for (let n = 0; n < rows * cols; n++) values[t * rows * cols + n] = places[(n * frames + frame) * frames + t]!;
    }
    const patch = typeof query === 'object' ? query.y * cols + query.x : null;
    const matrix = patch === null ? meanOverPlaces(places, frames) : placeOf(places, frames, patch);
    const where = typeof query === 'object' ? `patch (${query.x}, ${query.y})` : 'mean of patches';
    return {
      title: `sample ${frame} to frames, each patch at its own place, ${layerAndHead(request)}`,
      heatMap: {
        kind: 'heat-map',
        scale: 'sequential',
        frames,
        rows,
        cols,
        values,
        frameWeights: frameSums(values, frames).map((sum) => sum / (rows * cols)),
        weightName: 'attention on the frame',
      },
      matrix: {
        kind: 'matrix',
        title: `frames to frames, ${where}, ${layerAndHead(request)}`,
        rows: frames,
        cols: frames,
        values: matrix,
      },
    };
  },
};

/** N x T x T, over the request's layers and heads. */
function overHeads(tensors: AttentionTensors, shape: AttentionShape, request: AttentionRequest): Float64Array {
  const area = shape.frames * shape.frames;
  const places = shape.rows * shape.cols;
  const values = new Float64Array(places * area);
  for (let n = 0; n < places; n++) {
    blendHeads(values.subarray(n * area, (n + 1) * area), shape, request, (layer, head) => {
      const base = (n * shape.heads + head) * area;
      return temporalAttentionOf(tensors, shape, layer).subarray(base, base + area);
    });
  }
  return values;
}

function placeOf(places: Float64Array, frames: number, place: number): Float32Array {
  return Float32Array.from(places.subarray(place * frames * frames, (place + 1) * frames * frames));
}

function meanOverPlaces(places: Float64Array, frames: number): Float32Array {
  const area = frames * frames;
  const count = places.length / area;
  return Float32Array.from({ length: area }, (_, i) => {
    let sum = 0;
    for (let n = 0; n < count; n++) sum += places[n * area + i]!;
    return sum / count;
  });
}
