import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { sha256Of } from './digest.ts';

const RECORD_NAME = 'hub.json';

const hubRecordSchema = z.object({
  version: z.literal(1),
  endpoint: z.string(),
  id: z.string(),
  /** What was asked for, e.g. "main". */
  revision: z.string(),
  /** What that was at the time: 40 hex digits. */
  commit: z.string(),
  licence: z.string().nullable(),
  files: z.array(
    z.object({
      name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
      sizeBytes: z.int().nonnegative(),
      sha256: z.string(),
      /** What the hub vouched for: a hash of the bytes, or no more than their number. */
      checkedBy: z.enum(['sha256', 'git-sha1', 'size']),
    }),
  ),
});

/** `hub.json` beside the files of a downloaded model: where they came from and what they hash to. */
export type HubRecord = z.infer<typeof hubRecordSchema>;

/** How a file compares with its record. */
export interface FileCheck {
  readonly name: string;
  readonly state: 'ok' | 'changed' | 'missing';
}

export async function writeRecord(folder: string, record: HubRecord): Promise<void> {
  await writeFile(join(folder, RECORD_NAME), `${JSON.stringify(record, null, 2)}\n`);
}

/**
 * The record of a downloaded model; null where the folder has none.
 *
 * @throws AppError 'config.invalid' where it is there and not readable as one.
 */
export async function readRecord(folder: string): Promise<HubRecord | null> {
  const path = join(folder, RECORD_NAME);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return hubRecordSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new AppError('config.invalid', `${path} is not a download's record. Remove the model and get it again.`, {
      cause: error,
    });
  }
}

/** Reads every listed file again and compares its size and sha256. */
export async function checkFiles(
  folder: string,
  files: readonly { readonly name: string; readonly sizeBytes: number; readonly sha256: string }[],
  signal: AbortSignal,
): Promise<FileCheck[]> {
  const checks: FileCheck[] = [];
  for (const { name, sizeBytes, sha256 } of files) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (!found?.isFile()) checks.push({ name, state: 'missing' });
    else if (found.size !== sizeBytes || (await sha256Of(path, signal)) !== sha256)
      checks.push({ name, state: 'changed' });
    else checks.push({ name, state: 'ok' });
  }
  return checks;
}
