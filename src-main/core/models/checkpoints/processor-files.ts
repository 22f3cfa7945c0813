import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Preprocessing } from '../../../shared/domain.ts';
import { readJson } from '../json-file.ts';
import { parsePreprocessing } from '../preprocessing.ts';

/**
 * The processor's settings from the first file that has them, in the order transformers 5 looks.
 *
 * @returns null where the folder has none.
 */
export async function readProcessor(folder: string): Promise<{ path: string; preprocessing: Preprocessing } | null> {
  const places = [
    { name: 'processor_config.json', entry: 'video_processor' },
    { name: 'video_preprocessor_config.json', entry: null },
    { name: 'preprocessor_config.json', entry: null },
    { name: 'processor_config.json', entry: 'image_processor' },
  ] as const;
  for (const { name, entry } of places) {
    const path = join(folder, name);
    if (!existsSync(path)) continue;
    const json = await readJson(path);
    const part = entry === null ? json : (json as Readonly<Record<string, unknown>> | null)?.[entry];
    if (part === undefined) continue;
    const source = entry === null ? path : `${path} (${entry})`;
    return { path, preprocessing: parsePreprocessing(asVideoProcessor(name, entry, part), source) };
  }
  return null;
}

/** Files of a video processor are read with its defaults even if they don't name their class. */
function asVideoProcessor(name: string, entry: string | null, json: unknown): unknown {
  const isVideo = entry === 'video_processor' || name === 'video_preprocessor_config.json';
  return isVideo && typeof json === 'object' && json !== null
    ? { video_processor_type: 'TimesformerVideoProcessor', ...json }
    : json;
}
