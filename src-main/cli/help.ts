import type { Command } from './command.ts';

/** The page of `timeloupe help`. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Timeloupe: what a video transformer sees in long videos.',
    '',
    'Usage: timeloupe <command> [options]',
    '',
    ...rows,
    '',
    'timeloupe <command> --help tells more. --verbose adds the details of an error.',
  ].join('\n');
}

/** The page of `timeloupe <command> --help`. */
export function helpFor({ usage, summary, options }: Command): string {
  const names = Object.entries(options).map(([name, option]) => ({
    left: `--${name}${option.type === 'string' ? ` ${option.value ?? 'VALUE'}` : ''}`,
    help: option.help,
  }));
  const width = Math.max(0, ...names.map(({ left }) => left.length));
  return [
    `Usage: timeloupe ${usage}`,
    '',
    summary,
    '',
    ...names.map(({ left, help }) => `  ${left.padEnd(width)}  ${help}`),
  ]
    .join('\n')
    .trimEnd();
}
