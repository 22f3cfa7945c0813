import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';

/** Label maps of the largest models have some hundred kilobytes. */
const MAX_BYTES = 64 * 2 ** 20;

/**
 * The JSON of a small file.
 *
 * @throws AppError 'model.not_found' when it does not exist, 'config.invalid' when it is not JSON.
 */
export async function readJson(path: string): Promise<unknown> {
  const text = await readText(path);
  if (text.trim() === '') throw new AppError('config.invalid', `${path} is empty.`);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('config.invalid', `${path} is not valid JSON: ${reason}.`, { cause });
  }
}

/**
 * The text of a small file, UTF-8, without a byte order mark.
 *
 * @throws AppError 'model.not_found' or 'config.invalid'
 */
export async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw new AppError('config.invalid', `${path} has ${size} bytes, too many for a text file.`);
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new AppError('model.not_found', `${path} does not exist.`, { cause });
    throw new AppError('config.invalid', `${path} can't be read (${code}).`, { cause });
  }
}
