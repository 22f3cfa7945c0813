import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../shared/errors.ts';
import { schemaFault } from '../base/schema-fault.ts';
import { type Manifest, manifestSchema } from '../../shared/manifest.ts';
import { readJson } from './json-file.ts';

export const MANIFEST_NAME = 'manifest.json';

/**
 * Reads and checks a model folder's manifest.
 *
 * @throws AppError 'model.not_found' without one, 'config.invalid' naming the field that is wrong.
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, MANIFEST_NAME);
  const parsed = manifestSchema.safeParse(await readJson(path));
  if (parsed.success) return parsed.data;
  const { path: field, message } = parsed.error.issues[0]!;
  throw new AppError(
    'config.invalid',
    `${path} is not a manifest of a model: ${field.join('.') || 'it'}: ${schemaFault(message)}.`,
  );
}

/**
 * What identifies a model in records: hex sha256 over what decides its numbers and names. The same for a checkpoint
 * and for the folder converted from it.
 */
export function modelHash(manifest: Manifest): string {
  const { architecture, config, preprocessing, labels, problemType, input, precision, source } = manifest;
  const weights = source.files.map(({ sha256 }) => sha256).sort();
  const parts = { architecture, config, preprocessing, labels, problemType, input, precision, weights };
  return createHash('sha256').update(canonicalJson(parts)).digest('hex');
}

/**
 * Names, sizes and hashes of a source's files, read as streams.
 *
 * @param signal stops between chunks.
 */
export async function sourceFiles(
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<Manifest['source']['files']> {
  const files: Manifest['source']['files'] = [];
  for (const path of paths) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash, { signal });
    files.push({ name: basename(path), sizeBytes: (await stat(path)).size, sha256: hash.digest('hex') });
  }
  return files;
}

/** JSON with keys in order, so that equal values give equal text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
