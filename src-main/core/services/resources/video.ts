import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { HEAD_BYTES, containerType } from '../../video/container-type.ts';
import { parseRange } from './range.ts';
import type { ResourceRoute } from './route.ts';
import { videoIdOf } from './route.ts';

/** The video's file as it is, with ranges as a player asks for them. */
export const videoRoute: ResourceRoute = {
  shape: 'video/<videoId>',
  pattern: /^video\/(?<videoId>[^/]+)$/,
  query: [],
  async serve(request, context) {
    const { path, sizeBytes, fingerprint } = await context.video(videoIdOf(request));
    const type = containerType(await headOf(path));
    const common = { 'content-type': type, 'accept-ranges': 'bytes' };
    const { range: wish, 'if-range': condition } = request.headers;
    // A part of another content must not be put beside one of this.
    const isSame = condition === undefined || condition === `"${fingerprint}"`;
    const range = parseRange(isSame ? wish : undefined, sizeBytes);
    if (range === 'unsatisfiable') {
      const headers = { ...common, 'content-range': `bytes */${sizeBytes}`, 'content-length': '0' };
      return { status: 416, headers, body: new Uint8Array() };
    }
    const { start, end } = range === 'all' ? { start: 0, end: sizeBytes } : range;
    const part: Record<string, string> =
      range === 'all' ? {} : { 'content-range': `bytes ${start}-${end - 1}/${sizeBytes}` };
    return {
      status: range === 'all' ? 200 : 206,
      headers: { ...common, ...part, 'content-length': String(end - start) },
      body: bytesOf(path, start, end),
    };
  },
};

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Opens the file only when it is read: a response that nobody reads leaves nothing open. */
async function* bytesOf(path: string, start: number, end: number): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, { start, end: end - 1 }) as AsyncIterable<Uint8Array>;
}
