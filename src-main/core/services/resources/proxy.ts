import { stat } from 'node:fs/promises';
import type { PlayableFormat } from '../../../shared/protocol/app-methods.ts';
import { proxyFile } from '../playback/proxies.ts';
import { fileResponse } from './file-response.ts';
import { refuse } from './response.ts';
import type { ResourceRoute } from './route.ts';
import { videoIdOf } from './route.ts';

/** The proxy that was made of a video, with ranges. Its first frame is at 0; it is there once it is whole. */
export const proxyRoute: ResourceRoute = {
  shape: 'proxy/<videoId>.(mp4|webm)',
  pattern: /^proxy\/(?<videoId>[^/]+)\.(?<format>mp4|webm)$/,
  query: [],
  async serve(request, { project }) {
    const stored = project.store.videos.get(videoIdOf(request));
    const format = request.parts['format'] as PlayableFormat;
    const path = proxyFile(project.platform, stored, format);
    const info = await stat(path).catch(() => null);
    if (!info) return refuse(`No proxy has been made of "${stored.name}" yet.`);
    const { fingerprint } = stored;
    return fileResponse(request, { path, sizeBytes: info.size, type: `video/${format}`, fingerprint });
  },
};
