import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { RelinkResult } from '../../../shared/protocol/project-methods.ts';
import type { ProjectVideo } from '../../../shared/records.ts';
import { fingerprintFile } from '../../video/fingerprint.ts';
import type { OpenProject } from './open-project.ts';
import { withFileStates } from './video-files.ts';
import { pathToKeep, pathToOpen } from './video-paths.ts';

/**
 * Looks for the files of videos that are missing or changed, in folders and all folders below: first by size, then
 * by fingerprint, whatever they are called now.
 *
 * @param folders the project's own folder where none is given.
 * @returns one result for each video without its file, found or not.
 * @throws AppError 'request.invalid' for a folder that isn't there; 'project.read_only'; 'cancelled'.
 */
export async function relinkVideos(
  project: OpenProject,
  { folders }: { readonly folders: readonly string[] },
): Promise<RelinkResult[]> {
  const { store, closing, events } = project;
  const lost = (await withFileStates(project, store.videos.list())).filter(({ fileState }) => fileState !== 'ok');
  if (lost.length === 0) return [];
  const roots = folders.length === 0 ? [dirname(store.path)] : folders.map((folder) => resolve(folder));
  const files = await filesBelow(roots, new Set(lost.map(({ facts }) => facts.sizeBytes)), closing);
  const found = await filesOf(lost, files, closing);
  for (const [{ id }, { path, modifiedMs }] of found) {
    store.videos.setFile(id, { path: pathToKeep(store.path, path), modifiedMs, isChanged: false });
  }
  const videoIds = [...found.keys()].map(({ id }) => id);
  if (videoIds.length > 0) events.emit('videos.changed', { videoIds });
  const videos = await withFileStates(
    project,
    lost.map(({ id }) => store.videos.get(id)),
  );
  return lost.map((before, i) => ({
    video: videos[i]!,
    from: pathToOpen(store.path, before.path),
    to: found.get(before)?.path ?? null,
  }));
}

interface FoundFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** For each video a file with its content; of several, one that kept the name. */
async function filesOf(
  videos: readonly ProjectVideo[],
  files: readonly FoundFile[],
  signal: AbortSignal,
): Promise<Map<ProjectVideo, FoundFile>> {
  const byFingerprint = new Map(videos.map((video) => [video.fingerprint, video]));
  const found = new Map<ProjectVideo, FoundFile>();
  for (const file of files) {
    signal.throwIfAborted();
    const fingerprint = await fingerprintFile(file.path, file.sizeBytes).catch(() => '');
    const video = byFingerprint.get(fingerprint);
    if (video && (!found.has(video) || basename(file.path) === basename(video.path))) found.set(video, file);
  }
  return found;
}

/** All files of the wanted sizes; folders that can't be read, and links, are passed over. */
async function filesBelow(
  roots: readonly string[],
  sizes: ReadonlySet<number>,
  signal: AbortSignal,
): Promise<FoundFile[]> {
  await Promise.all(roots.map(requireFolder));
  const found: FoundFile[] = [];
  const waiting = [...new Set(roots)];
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    signal.throwIfAborted();
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      const file = entry.isFile() ? await stat(path).catch(() => null) : null;
      if (file && sizes.has(file.size)) found.push({ path, sizeBytes: file.size, modifiedMs: file.mtimeMs });
    }
  }
  return found;
}

async function requireFolder(path: string): Promise<void> {
  const info = await stat(path).catch(() => null);
  if (!info?.isDirectory()) throw new AppError('request.invalid', `${path} is not a folder. Name one to search.`);
}
