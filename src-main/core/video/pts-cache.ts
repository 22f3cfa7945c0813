import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Video } from '../../shared/domain.ts';
import { MAX_FRAMES, videoFactsSchema } from '../base/video-facts.ts';

/** Raised whenever the same file would give another table. */
const VERSION = 2;
const videoSchema = videoFactsSchema.extend({
  firstPts: z.number(),
  /** Steps from one pts to the next, each with how often it comes in a row: hours at a steady rate are one pair. */
  steps: z.array(z.tuple([z.number().nonnegative(), z.int().positive()])),
  keyframes: z.array(z.int().nonnegative()),
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
  const { firstPts, steps, keyframes, ...rest } = parsed.data.video;
  const pts = ptsFromSteps(firstPts, steps);
  if (!pts || !Number.isFinite(pts.at(-1)) || keyframes.some((frame) => frame >= pts.length)) return undefined;
  return { ...rest, pts, keyframes: Uint32Array.from(keyframes) };
}

/**
 * Keeps a description. Another process may be writing the same one: each writes its own file and puts it in place
 * whole. A cache that cannot be written is no reason to fail, so problems are left at that.
 */
export async function writeCachedVideo(cacheDir: string, key: CacheKey, video: CachedVideo): Promise<void> {
  const { pts, keyframes, ...rest } = video;
  const kept = { ...rest, firstPts: pts[0], steps: stepsOf(pts), keyframes: Array.from(keyframes) };
  const file = fileFor(cacheDir, key);
  const draft = `${file}.${randomUUID()}`;
  try {
    await mkdir(join(cacheDir, 'pts'), { recursive: true });
    await writeFile(draft, JSON.stringify({ version: VERSION, video: kept }));
    await rename(draft, file);
  } catch {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

function stepsOf(pts: Float64Array): [step: number, count: number][] {
  const steps: [number, number][] = [];
  for (let i = 1; i < pts.length; i++) {
    const step = pts[i]! - pts[i - 1]!;
    const last = steps.at(-1);
    if (last?.[0] === step) last[1]++;
    else steps.push([step, 1]);
  }
  return steps;
}

function ptsFromSteps(first: number, steps: readonly (readonly [number, number])[]): Float64Array | undefined {
  const length = steps.reduce((sum, [, count]) => sum + count, 1);
  if (length > MAX_FRAMES) return undefined;
  const pts = new Float64Array(length);
  pts[0] = first;
  let i = 1;
  for (const [step, count] of steps) for (let n = 0; n < count; n++, i++) pts[i] = pts[i - 1]! + step;
  return pts;
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
