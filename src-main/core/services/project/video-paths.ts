import nodePath, { type PlatformPath } from 'node:path';

type Paths = Pick<PlatformPath, 'dirname' | 'isAbsolute' | 'relative' | 'resolve' | 'sep'>;

/**
 * How a project keeps a file's path: relative to its own folder and with '/', so that both may move together, on any
 * system; absolute where the two lie on different drives.
 *
 * @param file absolute.
 */
export function pathToKeep(projectFile: string, file: string, paths: Paths = nodePath): string {
  const path = paths.relative(paths.dirname(projectFile), file);
  return path.split(paths.sep).join('/');
}

/** Where a kept path leads today, absolute. */
export function pathToOpen(projectFile: string, kept: string, paths: Paths = nodePath): string {
  return paths.resolve(paths.dirname(projectFile), kept);
}
