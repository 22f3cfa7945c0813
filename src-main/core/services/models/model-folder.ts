import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { manifestSchema } from '../../../shared/manifest.ts';
import { readRecord } from '../../hub/record.ts';

/** What a list of models says of one folder, without opening its weights. */
export interface ModelSummary {
  /** The folder's name: what `remove` and `verify` take. */
  readonly name: string;
  readonly path: string;
  /** E.g. "timesformer, divided_space_time"; null where the folder holds no readable model. */
  readonly architecture: string | null;
  /** Number of labels; null where unknown. */
  readonly classes: number | null;
  readonly sizeBytes: number;
  /** "bundled", "local", or the hub's id with the first digits of its commit. */
  readonly source: string;
  readonly licence: string | null;
  /** Why the folder cannot be used; null for a model that can. */
  readonly problem: string | null;
}

const configSchema = z.object({
  model_type: z.string().default('timesformer'),
  attention_type: z.string().default('divided_space_time'),
  id2label: z.record(z.string(), z.unknown()).optional(),
  num_labels: z.int().nonnegative().optional(),
});

/** Describes one model folder. Never rejects for what is in it: a broken model is a row that says why. */
export async function summaryOf(path: string, name: string, place: 'bundled' | 'local'): Promise<ModelSummary> {
  const sizeBytes = await folderSize(path);
  const nothing = { name, path, architecture: null, classes: null, sizeBytes, source: place, licence: null };
  try {
    const record = await readRecord(path);
    const source = record ? `${record.id}@${record.commit.slice(0, 8)}` : place;
    const licence = record?.licence ?? null;
    return { ...nothing, source, licence, ...(await architectureOf(path)), problem: null };
  } catch (error) {
    return { ...nothing, problem: error instanceof Error ? error.message : String(error) };
  }
}

async function architectureOf(path: string): Promise<{ architecture: string; classes: number }> {
  const manifest = await jsonIn(path, 'manifest.json', manifestSchema);
  if (manifest) {
    const attention = manifest.config['attention_type'];
    const suffix = typeof attention === 'string' ? `, ${attention}` : '';
    return { architecture: `${manifest.architecture}${suffix}`, classes: manifest.labels.length };
  }
  const config = await jsonIn(path, 'config.json', configSchema);
  if (!config) throw new AppError('model.not_found', `${path} has neither manifest.json nor config.json.`);
  // Hugging Face stores no number of labels but their names, and takes two where there are none.
  const classes = config.id2label ? Object.keys(config.id2label).length : (config.num_labels ?? 2);
  return { architecture: `${config.model_type}, ${config.attention_type}`, classes };
}

async function jsonIn<T>(folder: string, name: string, schema: z.ZodType<T>): Promise<T | null> {
  const path = join(folder, name);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new AppError('config.invalid', `${path} cannot be read as a model's ${name}.`, { cause: error });
  }
}

async function folderSize(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
