import { AppError } from '../../../shared/errors.ts';
import { type MapRequest, mapRequestSchema, type WindowRef } from '../../../shared/protocol/attention-methods.ts';
import type { RunId } from '../../../shared/records.ts';
import type { ResourceRequest } from './route.ts';
import { videoIdOf, wholeNumber } from './route.ts';

const MAX_NUMBER = 999_999_999;

/** Parameters that say which map: see `mapWish`. */
export const MAP_PARAMETERS = ['view', 'layer', 'head', 'frame', 'x', 'y', 'label'] as const;

/** The window that a path of <runId>/<videoId>/<window> names. @throws AppError 'request.invalid'. */
export function windowOf(request: ResourceRequest): WindowRef {
  const runId = wholeNumber('run', request.parts['runId'], 1, MAX_NUMBER) as RunId;
  const index = wholeNumber('window', request.parts['window'], 0, MAX_NUMBER)!;
  return { runId, videoId: videoIdOf(request), index };
}

/**
 * Which map a query asks for, in the terms of MapRequest: x and y are its query.
 *
 * @throws AppError 'request.invalid'.
 */
export function mapWish({ query }: Pick<ResourceRequest, 'query'>): MapRequest {
  const number = (name: string) => wholeNumber(name, query.get(name), 0, MAX_NUMBER);
  const head = query.get('head');
  const [x, y, frame] = [number('x'), number('y'), number('frame')];
  if ((x === undefined) !== (y === undefined)) {
    throw new AppError('request.invalid', 'A patch has an x and a y; only one of them is given.');
  }
  const patch = x === undefined ? undefined : { x, y };
  const parsed = mapRequestSchema.safeParse({
    view: query.get('view') ?? 'rollout',
    layer: number('layer'),
    head: head === undefined || head === 'each' ? undefined : head === 'mean' || head === 'max' ? head : number('head'),
    query: patch,
    frame,
    label: query.get('label'),
  });
  if (parsed.success) return parsed.data;
  throw new AppError(
    'request.invalid',
    `There is no view "${query.get('view') ?? ''}": take class, patch, temporal, rollout or contribution.`,
  );
}
