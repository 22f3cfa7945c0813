import { resolve } from 'node:path';
import { personsName } from '../core/services/app/person.ts';
import { createCore } from '../core/services/core.ts';
import { connect } from '../shared/connect.ts';
import { AppError } from '../shared/errors.ts';
import type { Host } from '../shared/protocol.ts';
import type { ProjectInfo } from '../shared/protocol/project-methods.ts';
import type { Command, CommandContext } from './command.ts';
import { textOption } from './options.ts';

/** Options that every command on a project has. */
export const PROJECT_OPTIONS: Command['options'] = {
  project: { type: 'string', value: 'FILE', help: 'the project file, instead of naming it first' },
  annotator: {
    type: 'string',
    value: 'NAME',
    help: 'whose corrections these are (default: TIMELOUPE_ANNOTATOR, else the user name)',
  },
};

/** What a command does its work with. */
export interface ProjectWork {
  readonly host: Host;
  readonly info: ProjectInfo;
  /** Who does it. */
  readonly annotator: string;
  /** What is left of the positionals after the project. */
  readonly positionals: readonly string[];
}

export interface ProjectHostOptions {
  /** Positionals of the command after its sub-command; by default all of them. */
  readonly positionals?: readonly string[];
  /** The command changes nothing. */
  readonly readOnly?: boolean;
  /** The command ends its work on Ctrl-C by itself; by default the project is closed under it, which stops its calls. */
  readonly endsItself?: boolean;
}

/**
 * Opens the project that the first positional or --project names, does the work on it, and closes it, whatever happens.
 *
 * @throws AppError 'request.invalid' when no project is named; as opening does; what `work` throws; 'cancelled' on
 *   Ctrl-C.
 */
export async function onProject<T>(
  context: CommandContext,
  options: ProjectHostOptions,
  work: (project: ProjectWork) => Promise<T>,
): Promise<T> {
  const { path, positionals } = projectFrom(context, options.positionals ?? context.positionals);
  return onCore(context, options, async (host) => {
    const info = await host.call('project.open', { path, readOnly: options.readOnly ?? false });
    return work({ host, info, annotator: annotatorFrom(context), positionals });
  });
}

/** Does work on a core of its own without opening a project, and closes it, whatever happens. */
export async function onCore<T>(
  { platform, signal }: CommandContext,
  { endsItself = false }: Pick<ProjectHostOptions, 'endsItself'>,
  work: (host: Host) => Promise<T>,
): Promise<T> {
  const core = createCore(platform);
  const stop = () => void core.close();
  if (!endsItself) signal.addEventListener('abort', stop);
  try {
    const result = await work(connect(core.port));
    if (!endsItself) signal.throwIfAborted();
    return result;
  } catch (error) {
    // What a call says when the project is closed under it is only what Ctrl-C did.
    if (!endsItself) signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    await core.close();
  }
}

/**
 * The project that is meant, as an absolute path, and the positionals after it.
 *
 * @throws AppError 'request.invalid'.
 */
export function projectFrom(
  { values }: Pick<CommandContext, 'values'>,
  positionals: readonly string[],
): { path: string; positionals: readonly string[] } {
  const named = textOption(values, 'project');
  const [first, ...rest] = positionals;
  const path = named ?? first;
  if (path === undefined || path === '') {
    throw new AppError('request.invalid', 'Name the project: its file comes first, or as --project FILE.');
  }
  return { path: resolve(path), positionals: named === undefined ? rest : positionals };
}

/** --annotator, else the person's name. */
export function annotatorFrom({ values }: Pick<CommandContext, 'values'>): string {
  const wish = textOption(values, 'annotator')?.trim() ?? '';
  return wish === '' ? personsName() : wish;
}
