import type { ParseArgsConfig } from 'node:util';
import type { Platform } from '../core/services/platform.ts';

type OptionConfig = NonNullable<ParseArgsConfig['options']>[string] & {
  readonly help: string;
  readonly value?: string;
};

/** How far a long piece of work has come. */
export interface Progress {
  /** What is being worked on, e.g. a file's name. */
  readonly label: string;
  readonly done: number;
  /** null while unknown. */
  readonly total: number | null;
  /** E.g. "3.1 windows/s". */
  readonly note?: string;
}

/** What a command may use of the outside world. */
export interface CommandContext {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly platform: Platform;
  /** Aborted by the first Ctrl-C; what is finished by then is to be kept. */
  readonly signal: AbortSignal;
  /** `--json` was given without a file: stdout is to carry one JSON document and nothing else. */
  readonly json: boolean;
  /** One line (or block) of the result, on stdout. */
  print(text: string): void;
  /** A remark for the person, on stderr, so that stdout stays clean. */
  note(text: string): void;
  /** A bar on a terminal, now and then a plain line otherwise; on stderr. */
  progress(state: Progress): void;
}

/** One command of the command line: one file in commands/, one line in the list in index.ts. */
export interface Command {
  readonly name: string;
  /** E.g. "convert <dir|file|onnx> [--out DIR]". */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionConfig>>;
  run(context: CommandContext): Promise<void>;
}
