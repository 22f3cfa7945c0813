import { open } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';
import { HEAD_BYTES, containerType } from '../../video/container-type.ts';
import { fileResponse } from './file-response.ts';
import type { ResourceRoute } from './route.ts';
import { videoIdOf } from './route.ts';

/**
 * The video's file as it is, with ranges as a player asks for them. What doesn't begin as a video is not handed out: a
 * project of somebody else's may name any file of the machine.
 */
export const videoRoute: ResourceRoute = {
  shape: 'video/<videoId>',
  pattern: /^video\/(?<videoId>[^/]+)$/,
  query: [],
  async serve(request, context) {
    const { path, sizeBytes, fingerprint } = await context.video(videoIdOf(request));
    const type = containerType(await headOf(path));
    if (type === null) {
      throw new AppError('video.unreadable', `${path} is in no container that a player knows. Make a proxy of it.`);
    }
    return fileResponse(request, { path, sizeBytes, type, fingerprint });
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
