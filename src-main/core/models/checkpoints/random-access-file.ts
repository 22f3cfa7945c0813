import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';

/** A file read at any place. Every read is checked against the file's size, so that lying offsets are told apart. */
export class RandomAccessFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle, sizeBytes: number) {
    this.path = path;
    this.#handle = handle;
    this.sizeBytes = sizeBytes;
  }

  /**
   * Opens a file for as long as `use` takes.
   *
   * @throws AppError 'model.not_found' when there is no such file, 'checkpoint.unreadable' when it can't be opened.
   */
  static async with<T>(path: string, use: (file: RandomAccessFile) => Promise<T>): Promise<T> {
    const handle = await openForReading(path);
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) throw new AppError('checkpoint.unreadable', `${path} is not a file.`);
      return await use(new RandomAccessFile(path, handle, stat.size));
    } finally {
      await handle.close();
    }
  }

  /** @throws AppError 'checkpoint.unreadable' when [offsetBytes, offsetBytes + length) is not inside the file. */
  async read(offsetBytes: number, length: number): Promise<Buffer> {
    if (offsetBytes < 0 || length < 0 || offsetBytes + length > this.sizeBytes) {
      throw new AppError(
        'checkpoint.unreadable',
        `${this.path} ends at byte ${this.sizeBytes}, but bytes ${offsetBytes} to ${offsetBytes + length} are needed: ` +
          'it is truncated or damaged. Download or copy it again.',
      );
    }
    // A buffer of its own, not a slice of the pool: its start is aligned for every element type.
    const bytes = Buffer.allocUnsafeSlow(length);
    for (let done = 0; done < length;) {
      const { bytesRead } = await this.#handle.read(bytes, done, length - done, offsetBytes + done);
      if (bytesRead === 0)
        throw new AppError('checkpoint.unreadable', `${this.path} became shorter while it was read.`);
      done += bytesRead;
    }
    return bytes;
  }
}

async function openForReading(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new AppError('model.not_found', `${path} does not exist.`, { cause });
    throw new AppError('checkpoint.unreadable', `${path} can't be opened (${code}).`, { cause });
  }
}
