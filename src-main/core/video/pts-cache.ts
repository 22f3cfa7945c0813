import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Video } from '../../shared/domain.ts';

/** Raised whenever the same file would give another table. */
const VERSION = 1;

const rational = z.object({ num: z.int(), den: z.int().positive() });
const videoSchema = z.object({
  codec: z.string(),
  pixelFormat: z.string(),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  rotationDeg: z.number(),
  sampleAspectRatio: rational,
  streamIndex: z.int().nonnegative(),
  timeBase: rational,
  pts: z.array(z.number()).min(1),
  lastDuration: z.number(),
  keyframes: z.array(z.int().nonnegative()),
  isVariableFrameRate: z.boolean(),
});
const cacheSchema = z.object({ version: z.literal(VERSION), video: videoSchema });

/** What a table is kept under: the file's content and which stream was asked for. */
export interface CacheKey {
  readonly fingerprint: string;
  readonly asked: number | 'first';
}

/** A video as kept: all but where it lies, which may have changed. */
export type CachedVideo = Omit<Video, 'path' | 'sizeBytes' | 'fingerprint'>;

/** The kept description, or undefined when there is none or it is of another version or damaged. */
export async function readCachedVideo(cacheDir: string, key: CacheKey): Promise<CachedVideo | undefined> {
  const text = await readFile(fileFor(cacheDir, key), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = cacheSchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { pts, keyframes } = parsed.data.video;
  return { ...parsed.data.video, pts: Float64Array.from(pts), keyframes: Uint32Array.from(keyframes) };
}

/**
 * Keeps a description. Another process may be writing the same one: each writes its own file and puts it in place
 * whole. A cache that cannot be written is no reason to fail, so problems are left at that.
 */
export async function writeCachedVideo(cacheDir: string, key: CacheKey, video: CachedVideo): Promise<void> {
  const lists = { pts: Array.from(video.pts), keyframes: Array.from(video.keyframes) };
  const file = fileFor(cacheDir, key);
  const draft = `${file}.${randomUUID()}`;
  try {
    await mkdir(join(cacheDir, 'pts'), { recursive: true });
    await writeFile(draft, JSON.stringify({ version: VERSION, video: { ...video, ...lists } }));
    await rename(draft, file);
  } catch {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

function fileFor(cacheDir: string, { fingerprint, asked }: CacheKey): string {
  return join(cacheDir, 'pts', `${fingerprint}-${asked}.json`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
