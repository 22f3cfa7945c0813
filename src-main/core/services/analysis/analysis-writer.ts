import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import type {
  AnalysisDocument,
  AnalysisHeader,
  AnalysisVideo,
  AnalysisWindow,
} from '../../../shared/analysis-document.ts';
import { AppError } from '../../../shared/errors.ts';

/** What is known of a video before its first window, and what only after its last. */
export type VideoOpening = Pick<
  AnalysisVideo,
  'path' | 'frameCount' | 'timeBase' | 'fingerprint' | 'sampling' | 'plannedWindows'
>;
export type VideoEnding = Omit<AnalysisVideo, keyof VideoOpening | 'windows'>;
export type AnalysisEnding = Pick<AnalysisDocument, 'restarts' | 'complete'>;

/**
 * Writes an analysis document as it comes into being, so that memory doesn't grow with the video. A file gets
 * its name only when the document is whole; until then it bears the ending ".part".
 */
export class AnalysisWriter {
  readonly #stream: Writable;
  readonly #file: string | null;
  readonly #name: string;
  #videos = 0;
  #windows = 0;
  #failure: Error | null = null;

  private constructor(stream: Writable, file: string | null) {
    this.#stream = stream;
    this.#file = file;
    this.#name = file ?? 'The output';
    stream.on('error', (error) => (this.#failure ??= error));
  }

  /** @throws AppError 'output.unwritable' when the file can't be written. */
  static async toFile(path: string): Promise<AnalysisWriter> {
    const file = resolve(path);
    const stream = createWriteStream(partOf(file));
    const writer = new AnalysisWriter(stream, file);
    await once(stream, 'open').catch((error: unknown) => {
      throw writer.#unwritable(error);
    });
    return writer;
  }

  /** @param stream stays open. */
  static toStream(stream: Writable): AnalysisWriter {
    return new AnalysisWriter(stream, null);
  }

  async begin(header: AnalysisHeader): Promise<void> {
    await this.#write(`${JSON.stringify(header).slice(0, -1)},"videos":[`);
  }

  async beginVideo(opening: VideoOpening): Promise<void> {
    await this.#write(`${this.#videos++ === 0 ? '' : ','}\n${JSON.stringify(opening).slice(0, -1)},"windows":[`);
    this.#windows = 0;
  }

  async window(window: AnalysisWindow): Promise<void> {
    await this.#write(`${this.#windows++ === 0 ? '' : ','}\n${JSON.stringify(window)}`);
  }

  async endVideo(ending: VideoEnding): Promise<void> {
    await this.#write(`],\n${JSON.stringify(ending).slice(1)}`);
  }

  /** Completes the document and, for a file, gives it its name. */
  async end(ending: AnalysisEnding): Promise<void> {
    await this.#write(`],\n${JSON.stringify(ending).slice(1)}\n`);
    if (this.#file === null) return;
    try {
      await this.#close();
      await rename(partOf(this.#file), this.#file);
    } catch (error) {
      throw this.#unwritable(error);
    }
  }

  /** Leaves nothing of a file that was not completed. */
  async discard(): Promise<void> {
    if (this.#file === null) return;
    await this.#close().catch(() => undefined);
    await rm(partOf(this.#file), { force: true });
  }

  async #write(text: string): Promise<void> {
    if (this.#failure) throw this.#unwritable(this.#failure);
    if (this.#stream.write(text)) return;
    await once(this.#stream, 'drain').catch((error: unknown) => {
      throw this.#unwritable(error);
    });
  }

  async #close(): Promise<void> {
    if (this.#stream.closed) return;
    this.#stream.end();
    await once(this.#stream, 'close');
    if (this.#failure) throw this.#failure;
  }

  #unwritable(error: unknown): AppError {
    const why = error instanceof Error ? error.message : String(error);
    return new AppError('output.unwritable', `${this.#name} can't be written: ${why}. Choose another --json file.`, {
      cause: error,
    });
  }
}

function partOf(file: string): string {
  return `${file}.part`;
}

/** float32 → the shortest decimal that is this float32 again, as far as nine digits go. */
export function shortFloat(value: number): number {
  return Number(value.toPrecision(9));
}
