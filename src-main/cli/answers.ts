import { AppError } from '../shared/errors.ts';
import type { Command, CommandContext } from './command.ts';

/** Prints a result: as one JSON document where that was asked for, else in words. */
export function show(context: CommandContext, document: unknown, text: () => string): void {
  context.print(context.json ? JSON.stringify(document, null, 2) : text());
}

/**
 * Of a request that a command can't make sense of, with how it is used.
 *
 * @param what is wrong or missing, as a sentence; without it the usage says it.
 */
export function wrongUse({ usage }: Pick<Command, 'usage'>, what?: string, options?: ErrorOptions): AppError {
  return new AppError('request.invalid', `${what === undefined ? '' : `${what} `}Usage: timeloupe ${usage}`, options);
}
