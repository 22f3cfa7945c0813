import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { FrameCache } from '../../video/frame-cache.ts';
import type { Attention } from '../attention/attention.ts';
import type { OpenProject } from '../project/open-project.ts';
import { FileCache } from './file-cache.ts';
import { resourceRoutes } from './index.ts';
import { OpenedVideos } from './opened-videos.ts';
import type { ResourceHeaders, ResourceResponse } from './response.ts';
import { refuse } from './response.ts';
import { type ResourceContext, type ResourceRequest, type ResourceRoute, videoIdOf } from './route.ts';

/** Raised whenever the same video would give other bytes. */
const VERSION = 1;

/** The resources of one open project, by path. */
export class Resources {
  readonly #context: ResourceContext;

  constructor(project: OpenProject, attention: Attention) {
    const videos = new OpenedVideos(project);
    this.#context = {
      project,
      attention,
      frames: new FrameCache(project.closing),
      files: new FileCache(join(project.platform.cacheDir, `resources-${VERSION}`)),
      video: (id) => videos.get(id),
    };
  }

  /**
   * Answers a path such as "frame/<videoId>/120.jpg?width=640". With `v=<fingerprint>` of the video the answer never
   * changes and may be kept for ever; without, it has to be asked for again, which costs next to nothing (304).
   *
   * @throws AppError 'resource.unknown', 'request.invalid', and as the kinds of resource do.
   */
  async get(path: string, headers: ResourceHeaders): Promise<ResourceResponse> {
    const { route, request } = requestFrom(path, headers);
    const caching = this.#caching(route, request);
    if (isFresh(headers, caching['etag'])) return { status: 304, headers: caching, body: new Uint8Array() };
    const response = await route.serve(request, this.#context);
    const length: Record<string, string> =
      response.body instanceof Uint8Array ? { 'content-length': String(response.body.byteLength) } : {};
    return { ...response, headers: { ...length, ...caching, ...response.headers } };
  }

  #caching(route: ResourceRoute, request: ResourceRequest): Record<string, string> {
    const fingerprint =
      route.fingerprint?.(request, this.#context) ??
      this.#context.project.store.videos.get(videoIdOf(request)).fingerprint;
    const wanted = request.query.get('v');
    if (wanted !== undefined && wanted !== fingerprint) {
      throw new AppError('video.changed', `The video has another content than ${wanted}. List the videos again.`);
    }
    const control = wanted === undefined ? 'private, no-cache' : 'private, max-age=31536000, immutable';
    return { 'cache-control': control, etag: `"${fingerprint}"` };
  }
}

function requestFrom(path: string, headers: ResourceHeaders): { route: ResourceRoute; request: ResourceRequest } {
  const [place = '', search = ''] = path.split(/\?(.*)/s);
  for (const route of resourceRoutes) {
    const groups = route.pattern.exec(place)?.groups;
    if (!groups) continue;
    const parts = Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decoded(text)]));
    return { route, request: { parts, query: queryFrom(search, route), headers } };
  }
  return refuse(`There is no resource "${place}".`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AppError('request.invalid', `"${text}" is not percent-encoded as it should be.`);
  }
}

function queryFrom(search: string, { query, shape }: ResourceRoute): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(search)) {
    if (!query.includes(name) && name !== 'v') {
      throw new AppError('request.invalid', `"${name}" means nothing to ${shape}.`);
    }
    if (map.has(name)) throw new AppError('request.invalid', `"${name}" is given twice.`);
    map.set(name, value);
  }
  return map;
}

/** If-None-Match: the caller has it already. */
function isFresh(headers: ResourceHeaders, etag: string | undefined): boolean {
  const known = headers['if-none-match'];
  if (known === undefined || etag === undefined) return false;
  return known.trim() === '*' || known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
