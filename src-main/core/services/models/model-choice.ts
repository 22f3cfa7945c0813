import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { ModelChoice } from '../../../shared/protocol/app-methods.ts';
import { readRecord } from '../../hub/record.ts';
import type { ModelDescription } from '../../models/architecture.ts';
import { architectureFor } from '../../models/index.ts';
import { MANIFEST_NAME, readManifest } from '../../models/manifest-file.ts';

/** What a list of models says of one: all but what depends on this machine. */
export type ModelFacts = Omit<ModelChoice, 'windowsPerSec'>;

const paritySchema = z.object({ maxLogitDifference: z.number().nonnegative() });

const UNKNOWN = {
  ...{ architecture: null, frames: null, samplingRate: null, sizePx: null, labels: [] },
  hasAttention: false,
};

/**
 * Describes a model by its manifest, or by its configuration and the list of its tensors: no weights are read. What
 * can't be used is described as far as it can be, with the reason.
 *
 * @param path a folder or file, as `modelPathFor` gives it.
 * @throws what is no AppError: a bug.
 */
export async function describeModel(path: string, origin: 'bundled' | 'added'): Promise<ModelFacts> {
  const record = await readRecord(path).catch(() => null);
  const license = record?.licence ?? (await licenseOfCard(path));
  const parity = await parityOf(path);
  const common = { id: path, name: nameOf(path), license, parity, origin: record ? ('hub' as const) : origin };
  try {
    return { ...common, ...(await readFacts(path)), refusal: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...common, ...UNKNOWN, refusal: error.message };
  }
}

/**
 * The folder or file to open for what a person named: a file of a model's folder stands for the folder, and a folder
 * with nothing but one ONNX file for the file.
 *
 * @param path absolute.
 * @throws AppError 'model.not_found'.
 */
export async function modelPathFor(path: string): Promise<string> {
  const info = await stat(path).catch((cause: unknown) => {
    throw new AppError('model.not_found', `There is nothing at ${path}. Check the path.`, { cause });
  });
  if (info.isDirectory()) return (await onlyOnnxIn(path)) ?? path;
  const folder = dirname(path);
  if (existsSync(join(folder, MANIFEST_NAME))) return folder;
  if (existsSync(join(folder, 'config.json')) && extname(path) !== '.onnx') return folder;
  const isWeights = /\.(safetensors|bin|index\.json)$/.test(path);
  if (isWeights) throw new AppError('model.not_found', `config.json is missing beside ${basename(path)}.`);
  return path;
}

async function onlyOnnxIn(folder: string): Promise<string | null> {
  const names = await readdir(folder);
  if (names.some((name) => [MANIFEST_NAME, 'config.json'].includes(name))) {
    // Of an ONNX export with a Hugging Face configuration beside it, the configuration alone is no model.
    if (names.includes(MANIFEST_NAME) || names.some((name) => /\.(safetensors|bin)$/.test(name))) return null;
  }
  const files = names.filter((name) => extname(name).toLowerCase() === '.onnx');
  return files.length === 1 ? join(folder, files[0]!) : null;
}

async function readFacts(
  path: string,
): Promise<Omit<ModelFacts, 'id' | 'name' | 'license' | 'parity' | 'origin' | 'refusal'>> {
  if (existsSync(join(path, MANIFEST_NAME))) {
    const manifest = await readManifest(path);
    return { ...factsOf(manifest), hasAttention: manifest.graphs.inspect !== null };
  }
  const { description, flavours } = await architectureFor(path).read(path, {});
  return { ...factsOf(description), hasAttention: flavours.includes('inspect') };
}

function factsOf({ architecture, config, input, samplingRate, labels }: ModelDescription) {
  const attention = config['attention_type'];
  return {
    architecture: typeof attention === 'string' ? `${architecture}, ${attention}` : architecture,
    frames: input.frames,
    samplingRate,
    sizePx: input.width,
    labels,
  };
}

/** The licence in the head of a model card, as the hub has it: YAML between two lines of dashes. */
async function licenseOfCard(path: string): Promise<string | null> {
  const text = await readFile(join(path, 'README.md'), 'utf8').catch(() => '');
  const [, head = ''] = /^---\r?\n(.*?)\r?\n---/s.exec(text) ?? [];
  return /^license:\s*["']?([\w.+-]+)/m.exec(head)?.[1] ?? null;
}

/** What `parity.json` beside a model says of a comparison with PyTorch. */
async function parityOf(path: string): Promise<number | null> {
  const text = await readFile(join(path, 'parity.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return paritySchema.parse(JSON.parse(text)).maxLogitDifference;
  } catch {
    // A statement that can't be read is none.
    return null;
  }
}

function nameOf(path: string): string {
  // "facebook--timesformer-base" is how the hub's names are kept.
  return basename(path, extname(path) === '.onnx' ? '.onnx' : '').replace('--', '/');
}
