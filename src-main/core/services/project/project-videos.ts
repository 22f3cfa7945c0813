import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Diff } from '../../../shared/diff.ts';
import type { Video } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AddedVideo } from '../../../shared/protocol/project-methods.ts';
import type { ProjectVideo, VideoId } from '../../../shared/records.ts';
import { transaction } from '../../store/database.ts';
import type { StoredVideo } from '../../store/video-store.ts';
import { openVideo } from '../analysis/clips.ts';
import { findVideos } from '../find-videos.ts';
import type { OpenProject } from './open-project.ts';
import { openProjectVideo, withFileStates } from './video-files.ts';
import { pathToKeep, pathToOpen } from './video-paths.ts';

/** The project's videos in the order they were added, each with the state of its file as it is now. */
export function listVideos(
  project: OpenProject,
  { includeRemoved }: { readonly includeRemoved: boolean },
): Promise<ProjectVideo[]> {
  return withFileStates(project, project.store.videos.list({ includeRemoved }));
}

/**
 * Adds files, and the videos directly in folders. One that can't be read, or that the project has already, doesn't
 * stop the others: it comes back with the reason. A removed video that is added again is back as it was, with its
 * segments; one whose file was lost has its file again.
 *
 * @throws AppError 'project.read_only'; 'cancelled' when the project is being closed.
 */
export async function addVideos(
  project: OpenProject,
  { paths }: { readonly paths: readonly string[] },
): Promise<AddedVideo[]> {
  const added: AddedVideo[] = [];
  for (const path of await filesIn(paths)) {
    project.closing.throwIfAborted();
    added.push('error' in path ? path : await addOne(project, path.path));
  }
  const videoIds = added.flatMap(({ video, error }) => (video && error === null ? [video.id] : []));
  if (videoIds.length > 0) project.events.emit('videos.changed', { videoIds });
  return added;
}

/** The time of each frame of a video, in units of its facts.timeBase. @throws AppError 'video.unknown'. */
export function framesOf(
  { store }: OpenProject,
  { videoId }: { readonly videoId: VideoId },
): { pts: number[]; keyframes: number[] } {
  const { pts, keyframes } = store.videos.frames(videoId);
  return { pts: Array.from(pts), keyframes: Array.from(keyframes) };
}

/**
 * SHA-256 of the whole file, read once and then kept.
 *
 * @throws AppError as openProjectVideo; 'cancelled' when the project is being closed.
 */
export async function fullHashOf(
  project: OpenProject,
  { videoId }: { readonly videoId: VideoId },
): Promise<{ sha256: string }> {
  const { store, closing } = project;
  const known = store.videos.get(videoId).fullHash;
  if (known !== null) return { sha256: known };
  const { path } = await openProjectVideo(project, videoId);
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash, { signal: closing });
  } catch (cause) {
    closing.throwIfAborted();
    throw new AppError('video.unreadable', `${path} could not be read to its end.`, { cause });
  }
  const sha256 = hash.digest('hex');
  if (store.readOnlyReason === null) store.videos.setFullHash(videoId, sha256);
  return { sha256 };
}

async function filesIn(paths: readonly string[]): Promise<({ path: string } | AddedVideo)[]> {
  const found = await Promise.all(
    paths.map((path) =>
      findVideos([path]).then(
        (files) => files.map((file) => ({ path: file })),
        (error: unknown) => [refused(path, error)],
      ),
    ),
  );
  const seen = new Set<string>();
  return found.flat().filter(({ path }) => !seen.has(path) && seen.add(path).size > 0);
}

async function addOne(project: OpenProject, path: string): Promise<AddedVideo> {
  try {
    const { mtimeMs } = await stat(path);
    const video = await openVideo(path, project.platform, project.closing);
    return await keep(project, video, mtimeMs);
  } catch (error) {
    project.closing.throwIfAborted();
    if (error instanceof AppError && error.code.startsWith('project.')) throw error;
    return refused(path, error);
  }
}

/** Puts a probed video into the project, or says which of its videos it is. */
async function keep(project: OpenProject, video: Video, modifiedMs: number): Promise<AddedVideo> {
  const { store } = project;
  const { path, fingerprint } = video;
  const file = { path: pathToKeep(store.path, path), modifiedMs };
  const isNew = transaction(store.db, () => {
    if (store.videos.withFingerprint(fingerprint)) return false;
    const addedAt = new Date().toISOString();
    store.videos.add({ id: randomUUID() as VideoId, name: basename(path), addedAt, video, ...file });
    return true;
  });
  // Just added, or there since some time.
  const known = store.videos.withFingerprint(fingerprint)!;
  const [found] = await withFileStates(project, [known]);
  const hadFrames = store.videos.hasFrames(known.id);
  if (!hadFrames) store.videos.setFrames(known.id, video);
  const isBack = known.isRemoved || found?.fileState !== 'ok' || !hadFrames;
  if (isBack) store.videos.setFile(known.id, { ...file, isChanged: false });
  if (known.isRemoved) bringBack(project, known);
  const [now] = await withFileStates(project, [store.videos.get(known.id)]);
  const where = pathToOpen(store.path, known.path);
  const other = where === path ? '' : ` (${where})`;
  const error = isNew || isBack ? null : `${path} is in the project already, as "${known.name}"${other}.`;
  return { path, video: now!, error };
}

/** Undoes a removal as an edit of nobody's, so that the journal tells of it. */
function bringBack({ store, events }: OpenProject, { id, name }: StoredVideo): void {
  const before = { id, name, isRemoved: true };
  const diff: Diff = {
    video: { added: [], updated: [{ before, after: { ...before, isRemoved: false } }], removed: [] },
  };
  const entry = store.annotations.apply(diff, {
    kind: 'edit',
    targetId: null,
    annotator: null,
    at: new Date().toISOString(),
    title: `Add ${name} again`,
  });
  events.emit('annotations.changed', { diff, entry });
}

function refused(path: string, error: unknown): AddedVideo {
  if (!(error instanceof AppError)) throw error;
  return { path, video: null, error: error.message };
}
