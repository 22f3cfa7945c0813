import { readdir, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { AppError } from '../../shared/errors.ts';

/** Endings of files that a folder's listing takes for videos; a file named by itself may have any. */
export const VIDEO_ENDINGS = new Set(
  '.mp4 .m4v .mov .mkv .webm .avi .mpg .mpeg .m2v .ts .mts .m2ts .wmv .flv .ogv .3gp .mxf .vob .y4m'.split(' '),
);

/**
 * Files as they are, folders as the videos directly in them, by name.
 *
 * @returns absolute paths, each once, in the order asked for.
 * @throws AppError 'video.not_found' for a path that isn't there or a folder without videos.
 */
export async function findVideos(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(paths.map((path) => videosAt(resolve(path))));
  return [...new Set(found.flat())];
}

async function videosAt(path: string): Promise<string[]> {
  const info = await stat(path).catch((error: unknown) => {
    throw new AppError('video.not_found', `There is no video ${path}. Check the path.`, { cause: error });
  });
  if (!info.isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const names = entries
    .filter((entry) => !entry.isDirectory() && VIDEO_ENDINGS.has(extname(entry.name).toLowerCase()))
    .map(({ name }) => name)
    .sort();
  if (names.length === 0) throw new AppError('video.not_found', `There are no videos in the folder ${path}.`);
  return names.map((name) => join(path, name));
}
