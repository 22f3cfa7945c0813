import { AppError } from '../../../shared/errors.ts';
import type { AttentionViewId, MapRequest } from '../../../shared/protocol/attention-methods.ts';
import { attentionView } from '../../attention/index.ts';
import { frameSums } from '../../attention/tensors.ts';
import type { AttentionPicture, AttentionRequest, AttentionShape, AttentionView } from '../../attention/view.ts';
import { viewsOf } from './inspect-outputs.ts';
import type { PreparedWindow } from './prepared-windows.ts';

/** A map request in the words of the views. */
export interface AskedMap {
  readonly view: AttentionView;
  readonly request: AttentionRequest;
}

const VIEW_IDS: Readonly<Record<AttentionViewId, string>> = {
  class: 'class-token',
  patch: 'patch',
  temporal: 'temporal',
  rollout: 'rollout',
  contribution: 'contribution',
};

/**
 * @param scores of the window: contributions go to its best class unless another is named.
 * @throws AppError 'request.invalid' for a view, layer, head, query or label that the model has not.
 */
export function askedMap(wish: MapRequest, shape: AttentionShape, scores: Float32Array): AskedMap {
  const { view: id, layer, head, query, frame, label } = wish;
  if (!viewsOf(shape).includes(id)) {
    throw new AppError('request.invalid', `This model has no ${id} view. It has ${viewsOf(shape).join(', ')}.`);
  }
  if (label !== undefined && id !== 'contribution') {
    throw new AppError('request.invalid', `A label goes with the contribution view; the ${id} view has none.`);
  }
  const isOfLayer = id !== 'rollout' && id !== 'contribution';
  const view = attentionView(VIEW_IDS[id]);
  const request: AttentionRequest = {
    layer: layer ?? (isOfLayer ? shape.layers - 1 : 'all'),
    head,
    query,
    frame,
    classIndex: label === undefined ? bestOf(scores) : classIndexOf(label, shape.labels),
  };
  const refusal = view.refusal(shape, request);
  if (refusal === null) return { view, request };
  throw new AppError('request.invalid', refusal);
}

/**
 * One map of a window, with its frames' weights: where the view can't rank frames, the rollout's.
 *
 * @throws AppError as AttentionView.render.
 */
export function windowMap(
  window: PreparedWindow,
  shape: AttentionShape,
  { view, request }: AskedMap,
): AttentionPicture {
  if (view.id === 'rollout' && request.head === 'mean' && window.rollout) {
    const title = `rollout through ${shape.layers} layers, mean of heads`;
    return { title, heatMap: window.rollout };
  }
  const picture = view.render(window.tensors, shape, request);
  if (picture.heatMap.frameWeights || !window.rollout) return picture;
  const { frameWeights, weightName } = window.rollout;
  return { ...picture, heatMap: { ...picture.heatMap, frameWeights, weightName } };
}

/**
 * How much each frame counts: rollout's shares, or the sums of a class's contributions.
 *
 * @throws AppError 'request.invalid' for rollout of a model whose attention is not kept.
 */
export function windowWeights(
  window: PreparedWindow,
  shape: AttentionShape,
  of: 'rollout' | 'contribution',
  label: string | undefined,
): Float32Array {
  const map = windowMap(
    window,
    shape,
    askedMap({ view: of, head: 'mean', frame: 0, label }, shape, window.scores),
  ).heatMap;
  return map.frameWeights ?? frameSums(map.values, map.frames);
}

/** The least and the greatest value. */
export function rangeOf(values: Float32Array): readonly [number, number] {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}

function bestOf(scores: Float32Array): number {
  return scores.reduce((best, score, i) => (score > scores[best]! ? i : best), 0);
}

function classIndexOf(label: string, labels: readonly string[]): number {
  const index = labels.indexOf(label);
  if (index >= 0) return index;
  throw new AppError('request.invalid', `The run's model has no label "${label}". models.list has those it has.`);
}

/** A map's view in the words of the screen, which counts layers and heads from 1: "class token to patches, layer 11 of 12, head 3". */
export function captionOf({ view, request }: AskedMap, shape: AttentionShape): string {
  const { layer, head, query, classIndex, frame } = request;
  const heads = head === 'mean' ? 'mean of heads' : head === 'max' ? 'greatest of heads' : `head ${head + 1}`;
  const layers = layer === 'all' ? 'all layers' : `layer ${layer + 1} of ${shape.layers}`;
  const patch = typeof query === 'object' ? `patch (${query.x}, ${query.y})` : null;
  switch (view.id) {
    case 'contribution':
      return `contribution to ${shape.labels[classIndex]!}`;
    case 'rollout':
      return `rollout, ${heads}`;
    case 'temporal':
      return `${patch ?? 'each patch'} of sample ${frame + 1} to frames, ${layers}, ${heads}`;
    default:
      return `${patch ?? 'class token'} to patches, ${layers}, ${heads}`;
  }
}
