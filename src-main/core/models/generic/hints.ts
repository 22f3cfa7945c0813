import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { Preprocessing, ProblemType } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import { schemaFault } from '../../base/schema-fault.ts';
import { preprocessingSchema } from '../../../shared/manifest.ts';
import { readJson } from '../json-file.ts';
import { MANIFEST_NAME } from '../manifest-file.ts';
import { parsePreprocessing } from '../preprocessing.ts';

const count = z.int().positive();

/** What a person writes into a manifest.json beside an ONNX file: any of a manifest's fields that the graph lacks. */
const hintSchema = z.object({
  name: z.string().optional(),
  labels: z.array(z.string()).min(1).optional(),
  problemType: z.enum(['single_label_classification', 'multi_label_classification', 'regression']).optional(),
  preprocessing: preprocessingSchema.optional(),
  samplingRate: count.nullish(),
  input: z
    .object({
      axes: z.enum(['btchw', 'bcthw', 'bthwc']).optional(),
      frames: count.optional(),
      height: count.optional(),
      width: count.optional(),
    })
    .optional(),
});

const exportedConfig = z.object({
  id2label: z.record(z.string(), z.string()).optional(),
  problem_type: hintSchema.shape.problemType.nullish(),
});

/** What the files beside an ONNX graph say of it. */
export interface Hints {
  readonly files: readonly string[];
  readonly name?: string;
  readonly labels?: readonly string[];
  readonly problemType?: ProblemType;
  readonly preprocessing?: Preprocessing;
  readonly samplingRate?: number | null;
  readonly input?: z.infer<typeof hintSchema>['input'];
}

/**
 * Collects what lies beside an ONNX file: manifest.json first, then Hugging Face's config.json and
 * preprocessor_config.json, which exporters put there or, for a folder named "onnx", one up.
 *
 * @throws AppError 'config.invalid' naming file and field.
 */
export async function readHints(path: string): Promise<Hints> {
  const folder = dirname(path);
  const places = basename(folder) === 'onnx' ? [folder, dirname(folder)] : [folder];
  const find = (name: string) => places.map((place) => join(place, name)).find((file) => existsSync(file));
  const manifestPath = find(MANIFEST_NAME);
  const configPath = find('config.json');
  const processorPath = find('preprocessor_config.json');
  const manifest = manifestPath === undefined ? {} : parse(hintSchema, await readJson(manifestPath), manifestPath);
  const config = configPath === undefined ? {} : parse(exportedConfig, await readJson(configPath), configPath);
  const needsProcessor = manifest.preprocessing === undefined && processorPath !== undefined;
  const processor = needsProcessor ? parsePreprocessing(await readJson(processorPath), processorPath) : undefined;
  return {
    ...manifest,
    files: [manifestPath, configPath, needsProcessor ? processorPath : undefined].filter((file) => file !== undefined),
    labels: manifest.labels ?? labelsFrom(config.id2label),
    problemType: manifest.problemType ?? config.problem_type ?? undefined,
    preprocessing: manifest.preprocessing ?? processor,
  };
}

function labelsFrom(id2label: Readonly<Record<string, string>> | undefined): string[] | undefined {
  if (id2label === undefined) return undefined;
  return Object.entries(id2label)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, label]) => label);
}

function parse<T extends z.ZodType>(schema: T, json: unknown, path: string): z.infer<T> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path: field, message } = parsed.error.issues[0]!;
  throw new AppError('config.invalid', `${path}: ${field.join('.') || 'the file'}: ${schemaFault(message)}.`);
}
