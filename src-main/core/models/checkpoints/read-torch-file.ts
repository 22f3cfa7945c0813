import { AppError } from '../../../shared/errors.ts';
import { RandomAccessFile } from './random-access-file.ts';
import type { TorchFile } from './torch-file.ts';
import { readTorchLegacy } from './torch-legacy.ts';
import { readTorchZip } from './torch-zip.ts';

const ZIP_START = Buffer.from('PK\x03\x04', 'latin1');
/** PROTO 2, then the number 0x1950a86a20f9469cfc6c as LONG1: how torch before 1.6 begins a file. */
const LEGACY_START = Buffer.from('80028a0a6cfc9c46f920', 'hex');

/**
 * Reads what torch.save wrote, in the zip format (torch 1.6 and later) or the stream before it. Storages stay where
 * they are; nothing is executed.
 *
 * @throws AppError 'checkpoint.unreadable' for a damaged file or another kind of file, 'checkpoint.unsafe' for a
 *   pickle that names something other than tensors and plain containers.
 */
export async function readTorchFile(path: string): Promise<TorchFile> {
  return RandomAccessFile.with(path, async (file) => {
    if (file.sizeBytes === 0) throw new AppError('checkpoint.unreadable', `${path} is empty.`);
    const start = await file.read(0, Math.min(file.sizeBytes, LEGACY_START.length));
    if (start.subarray(0, ZIP_START.length).equals(ZIP_START)) return readTorchZip(file);
    if (start.equals(LEGACY_START)) return readTorchLegacy(file);
    throw new AppError(
      'checkpoint.unreadable',
      `${path} is not a torch checkpoint: it begins with neither a zip archive nor torch's older format.`,
    );
  });
}
