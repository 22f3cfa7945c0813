import { resolve } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { show, wrongUse } from '../answers.ts';
import type { Command, CommandContext } from '../command.ts';
import { textOption } from '../options.ts';
import { PROJECT_OPTIONS, onCore, onProject, projectFrom } from '../project-host.ts';
import { addedText, checkText, infoText, relinkText, repairText } from '../project-view.ts';

export const projectCommand: Command = {
  name: 'project',
  usage:
    'project new <file> | info <file> | add <file> <video|folder>... | relink <file> [<folder>...] | ' +
    'backup <file> | check <file> | repair <file> --out NEW',
  summary: 'Make a project, add its videos, find them again; look at, back up, check and repair its file',
  options: {
    project: PROJECT_OPTIONS['project']!,
    out: { type: 'string', value: 'NEW', help: 'repair: a new file for what can be recovered' },
    json: { type: 'boolean', help: 'print one JSON document instead of text' },
  },

  async run(context) {
    const [name, ...rest] = context.positionals;
    const action = name === undefined ? undefined : ACTIONS.get(name);
    if (!action) throw wrongUse(projectCommand);
    if (name !== 'repair' && textOption(context.values, 'out') !== undefined) {
      throw new AppError('request.invalid', '--out goes with `project repair` only.');
    }
    await action(context, rest);
  },
};

type Action = (context: CommandContext, positionals: readonly string[]) => Promise<void>;

const ACTIONS = new Map<string, Action>([
  ['new', create],
  ['info', info],
  ['add', add],
  ['relink', relink],
  ['backup', backUp],
  ['check', check],
  ['repair', repair],
]);

async function create(context: CommandContext, positionals: readonly string[]): Promise<void> {
  const path = onlyProject(context, positionals);
  const made = await onCore(context, {}, (host) => host.call('project.create', { path }));
  show(context, made, () => `Made ${made.path}`);
}

async function info(context: CommandContext, positionals: readonly string[]): Promise<void> {
  onlyProject(context, positionals);
  await onProject(context, { positionals, readOnly: true }, async (project) => {
    const videos = await project.host.call('videos.list', {});
    show(context, { project: project.info, videos }, () => infoText(project.info, videos));
  });
}

async function add(context: CommandContext, positionals: readonly string[]): Promise<void> {
  await onProject(context, { positionals }, async ({ host, positionals: paths }) => {
    if (paths.length === 0) throw new AppError('request.invalid', 'Name the videos to add, or folders of them.');
    const added = await host.call('videos.add', { paths: paths.map((path) => resolve(path)) });
    show(context, added, () => addedText(added));
    const failed = added.filter(({ video }) => video === null);
    if (failed.length === 0) return;
    throw new AppError('video.unreadable', `${failed.length} of ${added.length} videos could not be added.`);
  });
}

async function relink(context: CommandContext, positionals: readonly string[]): Promise<void> {
  await onProject(context, { positionals }, async ({ host, positionals: folders }) => {
    const results = await host.call('videos.relink', { folders: folders.map((folder) => resolve(folder)) });
    show(context, results, () => relinkText(results));
    const lost = results.filter(({ to }) => to === null);
    if (lost.length === 0) return;
    throw new AppError('video.not_found', `${lost.length} of ${results.length} missing videos were not found.`);
  });
}

async function backUp(context: CommandContext, positionals: readonly string[]): Promise<void> {
  onlyProject(context, positionals);
  await onProject(context, { positionals, readOnly: true }, async ({ host }) => {
    const made = await host.call('project.backup', {});
    show(context, made, () => `Made ${made.path}`);
  });
}

async function check(context: CommandContext, positionals: readonly string[]): Promise<void> {
  const path = onlyProject(context, positionals);
  const report = await onCore(context, {}, (host) => host.call('project.check', { path }));
  show(context, report, () => checkText(report));
  const { faults } = report;
  if (faults.length === 0) return;
  const advice = '`timeloupe project repair` recovers what can be read into a new file.';
  throw new AppError('project.invalid', `${path} has ${faults.length} faults. ${advice}`);
}

async function repair(context: CommandContext, positionals: readonly string[]): Promise<void> {
  const path = onlyProject(context, positionals);
  const out = textOption(context.values, 'out');
  if (out === undefined)
    throw new AppError('request.invalid', 'Say with --out NEW where the repaired project is to go.');
  const report = await onCore(context, {}, (host) => host.call('project.repair', { path, out: resolve(out) }));
  show(context, report, () => repairText(report));
}

/** @throws AppError 'request.invalid' for none, or for anything after it. */
function onlyProject(context: CommandContext, positionals: readonly string[]): string {
  const { path, positionals: rest } = projectFrom(context, positionals);
  if (rest.length === 0) return path;
  throw wrongUse(projectCommand, `"${rest.join(' ')}" is too much.`);
}
