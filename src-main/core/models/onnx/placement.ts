import { open, realpath, type FileHandle } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { StoredTensor } from '../../base/stored-tensor.ts';

/** Where an initializer's bytes live: in the graph itself, or in a file beside it (ONNX external data). */
export type TensorPlace =
  | { readonly kind: 'embedded'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'external';
      /** Path relative to the model folder, with forward slashes. */
      readonly location: string;
      readonly offsetBytes: number;
      readonly lengthBytes: number;
    };

/** Decides where the weights of one model's graphs live. */
export interface Placement {
  /**
   * Serve `lengthBytes` of a stored tensor, from `skipBytes` after its first element, from the file it lies in.
   * null: the file is out of the model folder's reach or unaligned, so its values have to be stored.
   */
  refer(tensor: StoredTensor, skipBytes: number, lengthBytes: number): Promise<TensorPlace | null>;
  /**
   * Keep computed bytes. The same key gives the same place without calling `produce` again, so that the graphs of
   * one model share their weights.
   */
  store(key: string, produce: () => Promise<Uint8Array>): Promise<TensorPlace>;
}

/** Takes computed weights one after the other; never holds more than the one being written. */
export class WeightsFile {
  /** Multiple of a cache line, so that ONNX Runtime may use the mapped bytes as they are. */
  static readonly #ALIGNMENT_BYTES = 64;
  readonly #file: FileHandle;
  #sizeBytes = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Creates or empties the file. Close it before the graph is run. */
  static async create(path: string): Promise<WeightsFile> {
    return new WeightsFile(await open(path, 'w'));
  }

  /** Bytes written so far, padding included; 0 means that the file was not needed. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** @returns where the bytes begin in the file */
  async append(bytes: Uint8Array): Promise<number> {
    const offsetBytes = Math.ceil(this.#sizeBytes / WeightsFile.#ALIGNMENT_BYTES) * WeightsFile.#ALIGNMENT_BYTES;
    this.#sizeBytes = offsetBytes + bytes.length;
    let written = 0;
    while (written < bytes.length) {
      const part = await this.#file.write(bytes, written, bytes.length - written, offsetBytes + written);
      written += part.bytesWritten;
    }
    return offsetBytes;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/**
 * The usual placement: stored tensors are referred to where they lie if that is inside `folder`; computed ones go to
 * `weights`, or into the graph where there is none.
 *
 * @param folder the folder that ONNX Runtime resolves locations against
 * @param weights an open file inside that folder and its location relative to it; null embeds
 */
export function placeInFolder(
  folder: string,
  weights: { readonly file: WeightsFile; readonly location: string } | null,
): Placement {
  const kept = new Map<string, Promise<TensorPlace>>();
  const keep = async (produce: () => Promise<Uint8Array>): Promise<TensorPlace> => {
    const bytes = await produce();
    if (!weights) return { kind: 'embedded', bytes };
    const offsetBytes = await weights.file.append(bytes);
    return { kind: 'external', location: weights.location, offsetBytes, lengthBytes: bytes.length };
  };
  return {
    async refer(tensor, skipBytes, lengthBytes) {
      const location = await locationIn(folder, tensor.file);
      const offsetBytes = tensor.offsetBytes + skipBytes;
      // Torch's legacy container packs storages at any byte; a float at an odd address is a fault on some processors.
      if (location === null || offsetBytes % 4 !== 0) return null;
      return { kind: 'external', location, offsetBytes, lengthBytes };
    },
    store(key, produce) {
      const place = kept.get(key) ?? keep(produce);
      kept.set(key, place);
      return place;
    },
  };
}

/** `file` relative to `folder`, or null where it lies outside: ONNX Runtime refuses such a location. */
async function locationIn(folder: string, file: string): Promise<string | null> {
  const path = relative(await realpath(folder), await realpath(resolve(file)));
  if (path === '' || path.startsWith('..') || isAbsolute(path)) return null;
  return path.split(sep).join('/');
}
