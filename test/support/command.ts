import { parseArgs } from 'node:util';
import type { Command } from '../../src-main/cli/command.ts';
import type { Platform } from '../../src-main/core/services/platform.ts';

/** Runs a command in this process as the command line does; returns what it prints. */
export async function runCommand(command: Command, platform: Platform, args: readonly string[]): Promise<string> {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, multiple }]) => [name, { type, multiple: multiple ?? false }]),
  );
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const printed: string[] = [];
  await command.run({
    positionals,
    values,
    platform,
    signal: new AbortController().signal,
    json: values['json'] === true,
    print: (text) => printed.push(text),
    note: () => undefined,
    progress: () => undefined,
  });
  return printed.join('\n');
}
