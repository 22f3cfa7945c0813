import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { Checkpoint, CheckpointOptions } from './checkpoint.ts';
import { readHuggingFaceFolder } from './hf-folder.ts';
import { readOriginal } from './original.ts';

const ORIGINAL_EXTENSIONS: readonly string[] = ['.pyth', '.pt', '.pth'];
const HUGGING_FACE_EXTENSIONS: readonly string[] = ['.safetensors', '.bin'];

/**
 * Reads a checkpoint, whatever its form: a Hugging Face folder, one of its weight files, an original .pyth/.pt file,
 * or a folder that holds nothing but one such file.
 *
 * @throws AppError 'model.not_found' when there is nothing of the kind, and what the readers throw.
 */
export async function openCheckpoint(path: string, options: CheckpointOptions = {}): Promise<Checkpoint> {
  if (await isFolder(path)) return openFolder(path, options);
  const extension = extname(path).toLowerCase();
  const hasConfig = existsSync(join(dirname(path), 'config.json'));
  if (hasConfig && (HUGGING_FACE_EXTENSIONS.includes(extension) || path.endsWith('.index.json'))) {
    return readHuggingFaceFolder(dirname(path), options, path);
  }
  if (ORIGINAL_EXTENSIONS.includes(extension) || extension === '.bin') return readOriginal(path, options);
  if (extension === '.safetensors') {
    throw new AppError(
      'model.not_found',
      `There is no config.json beside ${path}, so its sizes and labels are unknown.`,
    );
  }
  throw new AppError(
    'model.unsupported',
    `${path} is no checkpoint known here: give a Hugging Face folder, or a .safetensors, .bin, .pyth, .pt or .pth file.`,
  );
}

async function openFolder(folder: string, options: CheckpointOptions): Promise<Checkpoint> {
  if (existsSync(join(folder, 'config.json'))) return readHuggingFaceFolder(folder, options);
  const originals = (await readdir(folder)).filter((name) => ORIGINAL_EXTENSIONS.includes(extname(name).toLowerCase()));
  if (originals.length === 1) return readOriginal(join(folder, originals[0]!), options);
  const found =
    originals.length === 0 ? 'neither config.json nor a .pyth file' : `several checkpoints: ${originals.join(', ')}`;
  throw new AppError('model.not_found', `${folder} is no checkpoint: it holds ${found}.`);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new AppError('model.not_found', `${path} does not exist.`, { cause });
  }
}
