import { stat } from 'node:fs/promises';
import type { Video } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import type { FileState, ProjectVideo, VideoId } from '../../../shared/records.ts';
import type { StoredVideo } from '../../store/video-store.ts';
import { fingerprintFile } from '../../video/fingerprint.ts';
import type { OpenProject } from './open-project.ts';
import { pathToOpen } from './video-paths.ts';

/** Files that are looked at at once: on a network drive each answer takes its time. */
const FILES_AT_ONCE = 16;

/**
 * Looks whether the files of videos are there and as they were. A file of the same size and time is taken to be the
 * same; else its fingerprint decides, and what was found is kept. Those that turn out changed, or as they were again,
 * are told in 'videos.changed'.
 *
 * @returns the videos in the order given.
 */
export async function withFileStates(project: OpenProject, videos: readonly StoredVideo[]): Promise<ProjectVideo[]> {
  const states = await inTurns(videos, FILES_AT_ONCE, (video) => lookAt(project, video));
  const videoIds = videos
    .filter(({ isChanged }, i) => states[i] !== 'missing' && isChanged !== (states[i] === 'changed'))
    .map(({ id }) => id);
  if (videoIds.length > 0) project.events.emit('videos.changed', { videoIds });
  return videos.map((video, i) => projectVideo(project, video, states[i]!));
}

/**
 * A video of the project as the engine takes it, if its file is there and as it was: the table of frames comes from
 * the project, and nothing is probed.
 *
 * @throws AppError 'video.unknown', and as `unchangedFile`.
 */
export async function openProjectVideo(project: OpenProject, id: VideoId): Promise<Video> {
  const stored = project.store.videos.get(id);
  const path = await unchangedFile(project, stored);
  return { ...stored.facts, path, fingerprint: stored.fingerprint, ...project.store.videos.frames(id) };
}

/**
 * Where a video's file is, absolute.
 *
 * @throws AppError 'video.not_found' where it is missing; 'video.changed' where it has another content than when it
 *   was added.
 */
export async function unchangedFile(project: OpenProject, stored: StoredVideo): Promise<string> {
  const path = pathToOpen(project.store.path, stored.path);
  const [found] = await withFileStates(project, [stored]);
  if (found?.fileState === 'missing') {
    const advice = 'Bring it back, or find it again with `timeloupe project relink`.';
    throw new AppError('video.not_found', `The file of "${stored.name}" is not at ${path}. ${advice}`);
  }
  if (found?.fileState === 'changed') {
    const advice = 'Bring the old file back, or add this one as a video of its own.';
    throw new AppError('video.changed', `${path} has changed since "${stored.name}" was added. ${advice}`);
  }
  return path;
}

/** Some at a time; results in the order of the items. */
export async function inTurns<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += atOnce) {
    results.push(...(await Promise.all(items.slice(from, from + atOnce).map(work))));
  }
  return results;
}

function projectVideo({ store }: OpenProject, stored: StoredVideo, fileState: FileState): ProjectVideo {
  const { id, name, isRemoved, path, fingerprint, fullHash, addedAt, frameCount, facts, holes } = stored;
  const durationSec = store.videos.durationSec(stored);
  return {
    id,
    name,
    isRemoved,
    path,
    fingerprint,
    fullHash,
    fileState,
    addedAt,
    frameCount,
    durationSec,
    facts,
    holes,
  };
}

async function lookAt({ store }: OpenProject, stored: StoredVideo): Promise<FileState> {
  const path = pathToOpen(store.path, stored.path);
  const file = await stat(path).catch(() => null);
  if (!file?.isFile()) return 'missing';
  const hasItsSize = file.size === stored.facts.sizeBytes;
  if (hasItsSize && file.mtimeMs === stored.modifiedMs) return stored.isChanged ? 'changed' : 'ok';
  const fingerprint = hasItsSize ? await fingerprintFile(path, file.size).catch(() => null) : '';
  if (fingerprint === null) return 'missing';
  const isChanged = fingerprint !== stored.fingerprint;
  const isNews = isChanged !== stored.isChanged || file.mtimeMs !== stored.modifiedMs;
  if (isNews && store.readOnlyReason === null) {
    store.videos.setFile(stored.id, { path: stored.path, modifiedMs: file.mtimeMs, isChanged });
  }
  return isChanged ? 'changed' : 'ok';
}
