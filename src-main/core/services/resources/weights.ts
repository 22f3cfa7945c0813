import { AppError } from '../../../shared/errors.ts';
import { windowOf } from './map-query.ts';
import type { ResourceRoute } from './route.ts';

const KINDS = ['rollout', 'contribution'] as const;

/** How much each frame of a window counts, as float32, little-endian: shares of the rollout, or sums of contributions. */
export const weightsRoute: ResourceRoute = {
  shape: 'weights/<runId>/<videoId>/<window>.bin?of=&label=',
  pattern: /^weights\/(?<runId>[^/]+)\/(?<videoId>[^/]+)\/(?<window>\d+)\.bin$/,
  query: ['of', 'label'],
  async serve(request, { attention }) {
    const wish = request.query.get('of') ?? 'rollout';
    const of = KINDS.find((kind) => kind === wish);
    if (!of)
      throw new AppError('request.invalid', `Frames have no weights of "${wish}": take rollout or contribution.`);
    const weights = await attention.weights(windowOf(request), of, request.query.get('label'));
    const body = new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength);
    return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body };
  },
};
