import { AppError } from '../../shared/errors.ts';
import type { AttentionRequest, AttentionShape, AttentionView } from './view.ts';

/** One sentence for a layer, head, patch, frame or class that the model has not, or null. */
export function rangeRefusal(shape: AttentionShape, request: AttentionRequest): string | null {
  const { layer, head, query, frame, classIndex } = request;
  return (
    outside('layer', layer, shape.layers) ??
    outside('head', head, shape.heads) ??
    outside('frame of the clip', frame, shape.frames) ??
    outside('class', classIndex, shape.labels.length) ??
    (typeof query === 'object'
      ? (outside('patch x', query.x, shape.cols) ?? outside('patch y', query.y, shape.rows))
      : null)
  );
}

/** Throws the view's refusal, if any. */
export function demand(view: AttentionView, shape: AttentionShape, request: AttentionRequest): void {
  const refusal = view.refusal(shape, request);
  if (refusal !== null) throw new AppError('request.invalid', refusal);
}

/** "layer 11, mean of heads" */
export function layerAndHead({ layer, head }: AttentionRequest): string {
  return `${layer === 'all' ? 'mean of layers' : `layer ${layer}`}, ${head === 'mean' ? 'mean of heads' : `head ${head}`}`;
}

/** The layers a request covers, ascending. */
export function layersOf(shape: AttentionShape, { layer }: AttentionRequest): number[] {
  return layer === 'all' ? Array.from({ length: shape.layers }, (_, i) => i) : [layer];
}

/** The heads a request covers, ascending. */
export function headsOf(shape: AttentionShape, { head }: AttentionRequest): number[] {
  return head === 'mean' ? Array.from({ length: shape.heads }, (_, i) => i) : [head];
}

function outside(what: string, value: number | string, count: number): string | null {
  if (typeof value === 'string' || (Number.isInteger(value) && value >= 0 && value < count)) return null;
  return `There is no ${what} ${value}: this model has ${count}, counted 0 to ${count - 1}.`;
}
