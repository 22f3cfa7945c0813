import { AppError } from '../../shared/errors.ts';
import { readJson, readText } from './json-file.ts';

/**
 * Class names by class number, from a text file with one name a line, a JSON list, or a JSON map from number to name
 * (`id2label`) or from name to number (as the original repository's lists are).
 *
 * @throws AppError 'config.invalid' when numbers are missing or given twice, 'model.not_found' without the file.
 */
export async function readLabels(path: string): Promise<string[]> {
  const labels = path.toLowerCase().endsWith('.json') ? labelsFromJson(path, await readJson(path)) : await lines(path);
  if (labels.length === 0) throw new AppError('config.invalid', `${path} holds no class names.`);
  return labels;
}

async function lines(path: string): Promise<string[]> {
  const all = (await readText(path)).split(/\r?\n/).map((line) => line.trim());
  const labels = all.slice(0, all.findLastIndex((line) => line !== '') + 1);
  const empty = labels.indexOf('');
  if (empty >= 0)
    throw new AppError('config.invalid', `${path}: line ${empty + 1} is empty; each line names one class.`);
  return labels;
}

function labelsFromJson(path: string, json: unknown): string[] {
  if (Array.isArray(json) && json.every((label) => typeof label === 'string')) return json;
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new AppError('config.invalid', `${path} is neither a list of names nor a map between numbers and names.`);
  }
  const pairs = Object.entries(json).map(([key, value]: [string, unknown]) =>
    typeof value === 'number' ? ([value, key] as const) : ([Number(key), String(value)] as const),
  );
  const byNumber = new Map(pairs);
  return pairs.map((_, i) => {
    const label = byNumber.get(i);
    if (label === undefined)
      throw new AppError('config.invalid', `${path} has ${pairs.length} names but none for class ${i}.`);
    return label;
  });
}
