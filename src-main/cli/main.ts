#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { AppError, EXIT_CODES } from '../shared/errors.ts';
import { wrongUse } from './answers.ts';
import type { Command, CommandContext } from './command.ts';
import { commands } from './commands/index.ts';
import { helpFor, overview } from './help.ts';
import { platformHere } from './platform.ts';
import { ProgressLine } from './terminal.ts';

/** What a shell tells of a program that a closed pipe has ended: 128 + SIGPIPE. */
const CLOSED_PIPE_EXIT_CODE = 141;

const line = new ProgressLine(process.stderr);
/** One process runs one command: Ctrl-C stops it, and so does an output that takes no more. */
const stop = new AbortController();
/** Why stdout takes no more; null while it does. */
let lost: NodeJS.ErrnoException | null = null;

process.stdout.on('error', loseOutput);
// Nobody is left to be told.
process.stderr.on('error', () => undefined);
// Also the last words of a command may be lost, after its end.
process.on('exit', () => {
  if (lost) process.exitCode = reportLost(lost);
});
process.exitCode = await main(process.argv.slice(2));

function loseOutput(error: NodeJS.ErrnoException): void {
  lost ??= error;
  stop.abort(new AppError('cancelled', 'Stopped: the output takes no more.', { cause: error }));
}

/** Tools that want the first lines only close the pipe: that is no failure to be told. @returns the exit code. */
function reportLost({ code, message }: NodeJS.ErrnoException): number {
  if (code === 'EPIPE') return CLOSED_PIPE_EXIT_CODE;
  process.stderr.write(`The output can't be written: ${message}. What was printed is not whole.\n`);
  return EXIT_CODES['output.unwritable'];
}

/** @returns the exit code: 0, or the one of the error's kind. */
async function main([name, ...rest]: string[]): Promise<number> {
  const isVerbose = rest.includes('--verbose');
  try {
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
      write(overview(commands));
      return 0;
    }
    if (name === 'version' || name === '--version') {
      write(platformHere().version);
      return 0;
    }
    await runCommand(commandNamed(name), rest);
    return 0;
  } catch (error) {
    return report(error, isVerbose);
  } finally {
    line.clear();
  }
}

async function runCommand(command: Command, args: string[]): Promise<void> {
  const { values, positionals } = parse(command, args);
  if (values['help'] === true) {
    write(helpFor(command));
    return;
  }
  const interrupt = () => {
    if (stop.signal.aborted) process.exit(EXIT_CODES.cancelled);
    stop.abort(new AppError('cancelled', 'Stopped; what was finished is kept. Press Ctrl-C again to leave at once.'));
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    await command.run({
      positionals,
      values,
      platform: platformHere(),
      signal: stop.signal,
      json: values['json'] === true || values['json'] === '-',
      print: write,
      note(text) {
        line.clear();
        process.stderr.write(`${text}\n`);
      },
      progress: (state) => line.update(state),
    });
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

function parse(command: Command, args: string[]): Pick<CommandContext, 'positionals' | 'values'> {
  const common = { help: { type: 'boolean', short: 'h' }, verbose: { type: 'boolean' } } as const;
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short !== undefined && { short }), ...(multiple !== undefined && { multiple }) },
    ]),
  );
  try {
    return parseArgs({ args, options: { ...options, ...common }, allowPositionals: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. To specify')[0] : String(error);
    throw wrongUse(command, `${reason}.`, { cause: error });
  }
}

function commandNamed(name: string): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command) return command;
  const known = commands.map((candidate) => candidate.name).join(', ');
  throw new AppError('request.invalid', `No command is called "${name}". Known: ${known}.`);
}

function report(error: unknown, isVerbose: boolean): number {
  line.clear();
  const code = error instanceof AppError ? error.code : 'internal';
  // What the command ends of by that is no news of its own.
  if (lost) return EXIT_CODES[code];
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(code === 'internal' ? `Internal error: ${message}\n` : `${message}\n`);
  if (isVerbose && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  else if (code === 'internal')
    process.stderr.write('This is a fault of Timeloupe. --verbose shows where it happened.\n');
  return EXIT_CODES[code];
}

function write(text: string): void {
  line.clear();
  process.stdout.write(`${text}\n`);
}
