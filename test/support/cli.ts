import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The bundled command line, as it is shipped. */
export const CLI = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));

/** Not the one of whoever runs the tests. */
const CONFIG = join(tmpdir(), 'timeloupe-test-config');

/** How a command ended. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command. */
export interface RunningCli {
  readonly child: ChildProcess;
  readonly ended: Promise<CliResult>;
  /** Ctrl-C: a terminal sends SIGINT to the command and to every process it has started. */
  pressCtrlC(): void;
  /** Resolves when what it has written to stderr matches. */
  stderrMatches(pattern: RegExp): Promise<void>;
}

/** Runs `timeloupe <args>` as a process of its own to its end. */
export function runCli(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
  return startCli(args, env).ended;
}

/** Starts `timeloupe <args>` as a process of its own. */
export function startCli(args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningCli {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, TIMELOUPE_CONFIG: CONFIG, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, as a shell gives it.
    detached: true,
  });
  let stdout = '';
  let stderr = '';
  const waiting = new Map<RegExp, () => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const [pattern, resolve] of waiting) if (pattern.test(stderr)) resolve();
  });
  return {
    child,
    pressCtrlC: () => process.kill(-child.pid!, 'SIGINT'),
    ended: once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr })),
    stderrMatches: (pattern) => new Promise((resolve) => waiting.set(pattern, resolve)),
  };
}
