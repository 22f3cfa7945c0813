import type { ErrorCode, WireError } from '../../../shared/errors.ts';
import { AppError } from '../../../shared/errors.ts';

/** What answers the URL of a resource; a host turns it into its own kind of response. */
export interface ResourceResponse {
  /** As in HTTP: 200, 206, 304, 400, 404, 409, 416, 422, 500 or 503. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** A stream opens its file when it is first read, and closes it when it is read to its end or left. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

/** Headers of a request that matter here, names in lower case: range, if-range, if-none-match. */
export type ResourceHeaders = Readonly<Record<string, string | undefined>>;

const STATUSES: Partial<Record<ErrorCode, number>> = {
  'request.invalid': 400,
  'video.unknown': 404,
  'run.unknown': 404,
  'resource.unknown': 404,
  'video.not_found': 404,
  'video.no_audio': 404,
  'model.not_found': 404,
  'model.unsupported': 404,
  'project.not_open': 409,
  'video.changed': 409,
  'checkpoint.mismatch': 409,
  'video.unreadable': 422,
  'video.no_frames': 422,
  cancelled: 503,
};

/** A failure as a response: its status, and its code and sentence as JSON. */
export function failureResponse(error: WireError): ResourceResponse {
  const { code, message } = error;
  return {
    status: STATUSES[code] ?? 500,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: Buffer.from(JSON.stringify({ code, message })),
  };
}

/** @throws AppError 'resource.unknown'. */
export function refuse(sentence: string): never {
  throw new AppError('resource.unknown', sentence);
}
