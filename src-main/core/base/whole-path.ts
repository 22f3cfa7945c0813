import { isAbsolute } from 'node:path';
import { AppError } from '../../shared/errors.ts';

/**
 * The path itself, if on this system it starts at the root of a disk: "C:\\a" is a whole path on Windows alone.
 *
 * @throws AppError 'request.invalid'.
 */
export function wholePath(path: string): string {
  if (isAbsolute(path)) return path;
  throw new AppError('request.invalid', `"${path}" is no whole path. Write it from the root of the disk on.`);
}
