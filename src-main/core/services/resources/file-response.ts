import { createReadStream } from 'node:fs';
import { parseRange } from './range.ts';
import type { ResourceResponse } from './response.ts';
import type { ResourceRequest } from './route.ts';

/** A file as it is, with ranges as a player asks for them. @param file its `fingerprint` is the answer's ETag. */
export function fileResponse(
  { headers }: Pick<ResourceRequest, 'headers'>,
  file: { readonly path: string; readonly sizeBytes: number; readonly type: string; readonly fingerprint: string },
): ResourceResponse {
  const { path, sizeBytes, type, fingerprint } = file;
  const common = { 'content-type': type, 'accept-ranges': 'bytes' };
  const { range: wish, 'if-range': condition } = headers;
  // A part of another content must not be put beside one of this.
  const isSame = condition === undefined || condition === `"${fingerprint}"`;
  const range = parseRange(isSame ? wish : undefined, sizeBytes);
  if (range === 'unsatisfiable') {
    const unsatisfied = { ...common, 'content-range': `bytes */${sizeBytes}`, 'content-length': '0' };
    return { status: 416, headers: unsatisfied, body: new Uint8Array() };
  }
  const { start, end } = range === 'all' ? { start: 0, end: sizeBytes } : range;
  const part: Record<string, string> =
    range === 'all' ? {} : { 'content-range': `bytes ${start}-${end - 1}/${sizeBytes}` };
  return {
    status: range === 'all' ? 200 : 206,
    headers: { ...common, ...part, 'content-length': String(end - start) },
    body: bytesOf(path, start, end),
  };
}

/** Opens the file only when it is read: a response that nobody reads leaves nothing open. */
async function* bytesOf(path: string, start: number, end: number): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, { start, end: end - 1 }) as AsyncIterable<Uint8Array>;
}
