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
  return `${layer === 'all' ? 'mean of layers' : `layer ${layer}`}, ${headInWords(head)}`;
}

function headInWords(head: AttentionRequest['head']): string {
  if (head === 'mean') return 'mean of heads';
  return head === 'max' ? 'greatest of heads' : `head ${head}`;
}

/** The layers a request covers, ascending. */
export function layersOf(shape: AttentionShape, { layer }: AttentionRequest): number[] {
  return layer === 'all' ? Array.from({ length: shape.layers }, (_, i) => i) : [layer];
}

/** The heads a request covers, ascending. */
export function headsOf(shape: AttentionShape, { head }: AttentionRequest): number[] {
  return typeof head === 'string' ? Array.from({ length: shape.heads }, (_, i) => i) : [head];
}

/**
 * Adds what the request's layers and heads say of the same places: the heads' mean or, place by place, the greatest of
 * them; then the layers' mean.
 *
 * @param into receives the result; zeros.
 * @param blockOf the values of one layer and head, as many as `into` has.
 */
export function blendHeads(
  into: Float64Array,
  shape: AttentionShape,
  request: AttentionRequest,
  blockOf: (layer: number, head: number) => Float32Array,
): void {
  const layers = layersOf(shape, request);
  const heads = headsOf(shape, request);
  const size = into.length;
  if (request.head !== 'max') {
    const share = layers.length * heads.length;
    for (const layer of layers) {
      for (const head of heads) {
        const block = blockOf(layer, head);
        for (let i = 0; i < size; i++) into[i]! += block[i]! / share;
      }
    }
    return;
  }
  for (const layer of layers) {
    const [first, ...others] = heads.map((head) => blockOf(layer, head));
    for (let i = 0; i < size; i++) {
      let greatest = first![i]!;
      for (const block of others) greatest = Math.max(greatest, block[i]!);
      into[i]! += greatest / layers.length;
    }
  }
}

function outside(what: string, value: number | string, count: number): string | null {
  if (typeof value === 'string' || (Number.isInteger(value) && value >= 0 && value < count)) return null;
  return `There is no ${what} ${value}: this model has ${count}, counted 0 to ${count - 1}.`;
}
