import type { Video } from '../../../shared/domain.ts';
import type { VideoId } from '../../../shared/records.ts';
import { AppError } from '../../../shared/errors.ts';
import type { FrameCache } from '../../video/frame-cache.ts';
import type { Attention } from '../attention/attention.ts';
import type { OpenProject } from '../project/open-project.ts';
import type { FileCache } from './file-cache.ts';
import type { ResourceHeaders, ResourceResponse } from './response.ts';

/** What resources are made from. */
export interface ResourceContext {
  readonly project: OpenProject;
  readonly attention: Attention;
  readonly frames: FrameCache;
  readonly files: FileCache;
  /**
   * A video whose file is what it was when it was added.
   *
   * @throws AppError 'video.unknown'; 'video.not_found' for a missing file, 'video.changed' for another content.
   */
  video(id: VideoId): Promise<Video>;
}

/** A resource's path, taken apart. */
export interface ResourceRequest {
  /** The pattern's groups, decoded. */
  readonly parts: Readonly<Record<string, string>>;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: ResourceHeaders;
}

/** One kind of resource: one file, and one line in the list in index.ts. */
export interface ResourceRoute {
  /** As documented, e.g. "thumb/<videoId>/<index>.(jpg|webp)?height=". */
  readonly shape: string;
  /** Of the path without its query; its groups are percent-encoded. A group is called `videoId`. */
  readonly pattern: RegExp;
  /** Parameters it takes besides `v`. */
  readonly query: readonly string[];
  /** Of the content that decides the bytes; by default the video's. @throws AppError for what there is not. */
  fingerprint?(request: ResourceRequest, context: ResourceContext): string;
  serve(request: ResourceRequest, context: ResourceContext): Promise<ResourceResponse>;
}

/** The id in a path. Ids are only ever looked up, never made a part of a file's name. */
export function videoIdOf({ parts }: ResourceRequest): VideoId {
  return parts['videoId'] as VideoId;
}

/**
 * A whole number of the path within [0, end).
 *
 * @param what names it in the error: "frame", "tile".
 * @throws AppError 'resource.unknown'.
 */
export function indexOf({ parts }: ResourceRequest, name: string, end: number, what: string): number {
  const index = Number(parts[name]);
  if (Number.isSafeInteger(index) && index >= 0 && index < end) return index;
  throw new AppError('resource.unknown', `There is no ${what} ${parts[name] ?? ''}; the last one is ${end - 1}.`);
}

/**
 * A whole number within [min, max], of the query or the path; undefined where it is not given.
 *
 * @throws AppError 'request.invalid'.
 */
export function wholeNumber(name: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new AppError('request.invalid', `The ${name} is "${text}"; it takes a whole number, ${min} to ${max}.`);
}
