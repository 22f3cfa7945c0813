import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { movieFolder } from '../attention/movie.ts';
import { fileResponse } from './file-response.ts';
import { refuse } from './response.ts';
import type { ResourceRoute } from './route.ts';

/** A movie that a task made; its name is that of its content. */
export const movieRoute: ResourceRoute = {
  shape: 'movie/<name>.mp4',
  pattern: /^movie\/(?<name>[0-9a-f]{32})\.mp4$/,
  query: [],
  fingerprint: ({ parts }) => parts['name']!,
  async serve(request, { project }) {
    const name = request.parts['name']!;
    const path = join(movieFolder(project), `${name}.mp4`);
    const file = await stat(path).catch(() => null);
    if (!file) refuse('This movie is no longer kept. Make it again.');
    return fileResponse(request, { path, sizeBytes: file.size, type: 'video/mp4', fingerprint: name });
  },
};
