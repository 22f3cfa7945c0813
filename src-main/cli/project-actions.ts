import { AppError } from '../shared/errors.ts';
import { wrongUse } from './answers.ts';
import type { Command, CommandContext } from './command.ts';
import { onProject, PROJECT_OPTIONS, type ProjectWork } from './project-host.ts';

/** What one word after a command's name does with a project: "labels add". */
export interface ProjectAction {
  /** Which options go with it, besides those of every command on a project. */
  readonly options: readonly string[];
  /** How many positionals follow the project's file; without it `run` looks at them itself. */
  readonly takes?: number;
  /** It changes nothing. */
  readonly isReading?: boolean;
  readonly run: (context: CommandContext, project: ProjectWork) => Promise<void>;
}

/**
 * Does what the first positional names.
 *
 * @throws AppError 'request.invalid' where it names none of the actions, has other positionals than it takes, or options
 *   of another one; as onProject.
 */
export async function runAction(
  command: Command,
  actions: ReadonlyMap<string, ProjectAction>,
  context: CommandContext,
): Promise<void> {
  const [name = '', ...rest] = context.positionals;
  const action = actions.get(name);
  if (!action) throw wrongUse(command);
  const known = new Set([...Object.keys(PROJECT_OPTIONS), 'json', 'verbose', ...action.options]);
  const foreign = Object.keys(context.values).find((option) => !known.has(option));
  if (foreign !== undefined) {
    throw new AppError('request.invalid', `--${foreign} doesn't go with ${command.name} ${name}.`);
  }
  await onProject(context, { positionals: rest, readOnly: action.isReading ?? false }, async (project) => {
    if (action.takes !== undefined && project.positionals.length !== action.takes) throw wrongUse(command);
    await action.run(context, project);
  });
}
