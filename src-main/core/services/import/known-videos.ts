import { basename } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { ImportMediaMatch, ImportRequest } from '../../../shared/protocol/import-methods.ts';
import type { VideoId } from '../../../shared/records.ts';
import type { ImportDocument } from '../../import/document.ts';
import { type KnownVideo, matcherOf } from '../../import/matching.ts';
import type { FrameTimes } from '../../import/placing.ts';
import type { OpenProject } from '../project/open-project.ts';

type Store = OpenProject['store'];

/** Videos of the files and of the project. */
export interface MatchedVideos {
  readonly matches: readonly ImportMediaMatch[];
  /** By the media's key. */
  readonly videoIds: ReadonlyMap<string, VideoId>;
  /** Read when it is first asked for. */
  readonly timesOf: (id: VideoId) => FrameTimes;
  readonly nameOf: (id: VideoId) => string;
}

/**
 * Finds the video of each media that the files speak of.
 *
 * @throws AppError 'video.unknown' for a video that a person named and that isn't there; 'request.invalid' for a name
 *   that no file has.
 */
export function matchVideos(store: Store, documents: readonly ImportDocument[], request: ImportRequest): MatchedVideos {
  const videos = store.videos.list().map((stored): KnownVideo => {
    const { id, name, path, fingerprint, frameCount } = stored;
    return {
      id,
      name,
      fileName: basename(path),
      fingerprint,
      frameCount,
      durationSec: store.videos.durationSec(stored) ?? 0,
    };
  });
  const byId = new Map(videos.map((video) => [video.id, video]));
  const byHand = new Map(request.videos.map(({ name, videoId }) => [name, videoId]));
  const medias = new Map(documents.flatMap(({ media }) => media.map((one) => [one.key, one] as const)));
  for (const [name, videoId] of byHand) requireBoth({ name, videoId }, { medias, byId });
  const counts = new Map<string, number>();
  for (const { media } of documents.flatMap(({ spans, absences }) => [...spans, ...absences])) {
    counts.set(media, (counts.get(media) ?? 0) + 1);
  }
  const match = matcherOf(videos);
  const matches = [...medias.values()].map((media) => {
    return { name: media.key, spans: counts.get(media.key) ?? 0, ...match(media, byHand.get(media.key)) };
  });
  const times = new Map<VideoId, FrameTimes>();
  return {
    matches,
    videoIds: new Map(matches.flatMap(({ name, videoId }) => (videoId === null ? [] : [[name, videoId]]))),
    nameOf: (id) => byId.get(id)!.name,
    timesOf: (id) => {
      const known = times.get(id) ?? readTimes(store, id);
      times.set(id, known);
      return known;
    },
  };
}

function readTimes(store: Store, id: VideoId): FrameTimes {
  const { facts, frameCount, name } = store.videos.get(id);
  const { pts } = store.videos.frames(id);
  if (pts.length !== frameCount) {
    throw new AppError(
      'video.no_frames',
      `The project has lost the times of the frames of "${name}". Add the video again.`,
    );
  }
  return { clock: { pts, timeBase: facts.timeBase, lastDuration: facts.lastDuration }, frameCount };
}

function requireBoth(
  { name, videoId }: { readonly name: string; readonly videoId: VideoId | null },
  { medias, byId }: { readonly medias: ReadonlyMap<string, unknown>; readonly byId: ReadonlyMap<VideoId, unknown> },
): void {
  if (!medias.has(name)) {
    const known = [...medias.keys()]
      .slice(0, 20)
      .map((one) => `"${one.slice(0, 60)}"`)
      .join(', ');
    throw new AppError(
      'request.invalid',
      `The files have no video "${name.slice(0, 60)}". They have ${known || 'none'}.`,
    );
  }
  if (videoId !== null && !byId.has(videoId)) {
    throw new AppError('video.unknown', `The project has no video with the id "${videoId}", or it was removed.`);
  }
}
