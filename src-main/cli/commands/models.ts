import {
  type GotModel,
  getModel,
  listModels,
  removeModel,
  verifyModels,
} from '../../core/services/models/model-store.ts';
import { AppError } from '../../shared/errors.ts';
import { wrongUse } from '../answers.ts';
import type { Command, CommandContext } from '../command.ts';
import { flagOption, textOption } from '../options.ts';

export const modelsCommand: Command = {
  name: 'models',
  usage: 'models get <hub id> [--revision R] | list | remove <name> | verify [<name>]',
  summary: 'Download checkpoints from the Hugging Face hub; list, check and remove models',
  options: {
    revision: { type: 'string', value: 'R', help: 'get: branch, tag or commit (default: main)' },
    json: { type: 'boolean', help: 'print one JSON document instead of text' },
  },

  async run(context) {
    const [action, ...names] = context.positionals;
    const most = action === 'list' ? 0 : 1;
    const least = action === 'get' || action === 'remove' ? 1 : 0;
    const act = action === undefined ? undefined : ACTIONS.get(action);
    if (!act || names.length > most || names.length < least) {
      throw wrongUse(modelsCommand);
    }
    if (action !== 'get' && textOption(context.values, 'revision') !== undefined) {
      throw new AppError('request.invalid', '--revision goes with `models get` only.');
    }
    await act(context, names[0]);
  },
};

const ACTIONS = new Map<string, (context: CommandContext, name?: string) => Promise<void>>([
  ['get', get],
  ['list', list],
  ['remove', remove],
  ['verify', verify],
]);

async function get(context: CommandContext, id = ''): Promise<void> {
  const { signal, values } = context;
  const revision = textOption(values, 'revision');
  const got = await getModel(context.platform, id, {
    hub: { endpoint: process.env['HF_ENDPOINT'], token: process.env['HF_TOKEN'] },
    signal,
    ...(revision !== undefined && { revision }),
    onListing: ({ licence, commit }) => context.note(`${id} at commit ${commit.slice(0, 12)}. ${licenceText(licence)}`),
    onProgress: ({ file, doneBytes, totalBytes }) =>
      context.progress({ label: id, done: megabytes(doneBytes), total: megabytes(totalBytes), note: `in MB, ${file}` }),
  });
  if (flagOption(values, 'json'))
    context.print(JSON.stringify({ name: got.name, path: got.path, ...got.record }, null, 2));
  else context.print(gotText(got));
}

function gotText({ name, path, record, wasThere }: GotModel): string {
  const unchecked = record.files.filter(({ checkedBy }) => checkedBy === 'size').map(({ name: file }) => file);
  return [
    wasThere ? `${name} was there already, at this commit.` : `${name} is downloaded and checked.`,
    ...(unchecked.length > 0 ? [`The hub gives no hash of ${unchecked.join(', ')}: only the size was checked.`] : []),
    path,
  ].join('\n');
}

async function list(context: CommandContext): Promise<void> {
  const models = await listModels(context.platform);
  if (flagOption(context.values, 'json')) {
    context.print(JSON.stringify(models, null, 2));
    return;
  }
  if (models.length === 0) {
    context.print(`No models. Downloaded ones go to ${context.platform.userModelsDir}.`);
    return;
  }
  const rows = models.map(({ name, architecture, classes, sizeBytes, source, licence, problem }) => [
    name,
    architecture ?? 'unusable',
    classes === null ? '' : `${classes} classes`,
    `${(sizeBytes / 1e6).toFixed(1)} MB`,
    licence === null ? source : `${source} (${licence})`,
    problem ?? '',
  ]);
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  context.print(
    rows
      .map((row) =>
        row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join('  ')
          .trimEnd(),
      )
      .join('\n'),
  );
}

async function remove(context: CommandContext, name = ''): Promise<void> {
  const path = await removeModel(context.platform, name);
  context.print(flagOption(context.values, 'json') ? JSON.stringify({ removed: path }) : `Removed ${path}`);
}

async function verify(context: CommandContext, name?: string): Promise<void> {
  const checks = await verifyModels(context.platform, name, context.signal, (model) =>
    context.note(`Checking ${model}`),
  );
  if (flagOption(context.values, 'json')) context.print(JSON.stringify(checks, null, 2));
  else for (const check of checks) context.print(checkText(check));
  const bad = checks.filter(({ files }) => files?.some(({ state }) => state !== 'ok'));
  if (bad.length === 0) return;
  const names = bad.map((check) => check.name).join(', ');
  throw new AppError('hub.corrupt', `Not as recorded: ${names}. Remove and get again what came from the hub.`);
}

function checkText({ name, files }: Awaited<ReturnType<typeof verifyModels>>[number]): string {
  if (files === null) return `${name}: no record to check against`;
  const bad = files.filter(({ state }) => state !== 'ok');
  if (bad.length === 0) return `${name}: ${files.length} files as recorded`;
  return `${name}: ${bad.map(({ name: file, state }) => `${file} ${state}`).join(', ')}`;
}

/** What the licence means for the user, in a sentence. */
function licenceText(licence: string | null): string {
  if (licence === null) return 'Its card names no licence: ask its authors before you use it.';
  const isNonCommercial = /(^|-)nc(-|$)/.test(licence);
  return `Licence: ${licence.toUpperCase()}${isNonCommercial ? ' (not for commercial use; credit the authors)' : ''}.`;
}

function megabytes(sizeBytes: number): number {
  return Math.round(sizeBytes / 1e5) / 10;
}
