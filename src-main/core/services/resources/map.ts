import { setImmediate as turn } from 'node:timers/promises';
import { AppError } from '../../../shared/errors.ts';
import type { MapRequest } from '../../../shared/protocol/attention-methods.ts';
import { npyFrom } from '../../attention/npy.ts';
import type { AttentionPicture } from '../../attention/view.ts';
import type { ReadyWindow } from '../attention/ready-window.ts';
import { type AskedMap, askedMap, captionOf, rangeOf, windowMap } from '../attention/window-map.ts';
import { MAP_PARAMETERS, mapWish, windowOf } from './map-query.ts';
import type { ResourceRequest, ResourceRoute } from './route.ts';
import { wholeNumber } from './route.ts';

/** Numbers of a map, and what is told about them in headers. */
interface Numbers {
  readonly shape: readonly number[];
  readonly values: Float32Array;
  readonly caption: string;
  readonly weights: Float32Array | null;
  readonly weightName: string;
}

/**
 * A map of a window's attention as float32, little-endian or as a NumPy file: T x rows x columns; with matrix=1 T x T,
 * row looks at column; with head=each the maps of all heads at one frame of the clip, heads x rows x columns. The window
 * is computed first where it has to be.
 */
export const mapRoute: ResourceRoute = {
  shape: 'map/<runId>/<videoId>/<window>.(bin|npy)?view=&layer=&head=&frame=&x=&y=&label=&matrix=&at=',
  pattern: /^map\/(?<runId>[^/]+)\/(?<videoId>[^/]+)\/(?<window>\d+)\.(?<format>bin|npy)$/,
  query: [...MAP_PARAMETERS, 'matrix', 'at'],
  async serve(request, context) {
    const { query } = request;
    const wish = mapWish(request);
    const window = await context.attention.ready(windowOf(request));
    const numbers = query.get('head') === 'each' ? await eachHead(window, request, wish) : whole(window, request, wish);
    const { shape, values, caption, weights, weightName } = numbers;
    const isNpy = request.parts['format'] === 'npy';
    const [least, greatest] = rangeOf(values);
    const headers = {
      'content-type': 'application/octet-stream',
      'timeloupe-shape': shape.join(','),
      'timeloupe-range': `${least},${greatest}`,
      'timeloupe-title': encodeURIComponent(caption),
      'timeloupe-frames': window.prepared.clip.window.frames.join(','),
      ...(weights && { 'timeloupe-weights': weights.join(','), 'timeloupe-weights-of': weightName }),
    };
    const body = isNpy ? npyFrom(shape, values) : new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return { status: 200, headers, body };
  },
};

function whole({ prepared, shape }: ReadyWindow, { query }: ResourceRequest, wish: MapRequest): Numbers {
  if (query.has('at'))
    throw new AppError('request.invalid', '"at" goes with head=each: it says which frame of the clip.');
  const asked = askedMap(wish, shape, prepared.scores);
  const picture = windowMap(prepared, shape, asked);
  const caption = captionOf(asked, shape);
  if (query.get('matrix') === '1') return matrixNumbers(picture, caption);
  if (query.has('matrix'))
    throw new AppError('request.invalid', `matrix is "${query.get('matrix') ?? ''}"; it takes 1.`);
  const { frames, rows, cols, values, frameWeights: weights, weightName } = picture.heatMap;
  return { shape: [frames, rows, cols], values, caption, weights, weightName };
}

function matrixNumbers({ matrix }: AttentionPicture, caption: string): Numbers {
  if (!matrix) throw new AppError('request.invalid', 'Only the temporal view has a matrix of frames.');
  return { shape: [matrix.rows, matrix.cols], values: matrix.values, caption, weights: null, weightName: '' };
}

/** All heads at one frame, by default the asking one. Others get their turn between the heads. */
async function eachHead(
  { prepared, shape }: ReadyWindow,
  { query }: ResourceRequest,
  wish: MapRequest,
): Promise<Numbers> {
  if (query.has('matrix'))
    throw new AppError('request.invalid', 'A matrix of each head is not to be had; ask for one head.');
  const at = wholeNumber('at', query.get('at') ?? query.get('frame') ?? '0', 0, shape.frames - 1)!;
  const size = shape.rows * shape.cols;
  const values = new Float32Array(shape.heads * size);
  let last: AskedMap | null = null;
  for (let head = 0; head < shape.heads; head++) {
    last = askedMap({ ...wish, head }, shape, prepared.scores);
    const { heatMap } = windowMap(prepared, shape, last);
    values.set(heatMap.values.subarray(at * size, (at + 1) * size), head * size);
    await turn();
  }
  const caption = last ? captionOf(last, shape).replace(/head \d+$/, 'each head') : '';
  return { shape: [shape.heads, shape.rows, shape.cols], values, caption, weights: null, weightName: '' };
}
