// The built application in processes of its own, with folders of its own: for scripts that use it as people do.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './steps.mjs';

/** The command line, for Node. */
export const CLI = join(root, 'out', 'main', 'cli.js');

/** An environment in which all that the application keeps lies below one folder. */
export function environmentOf(folder) {
  const own = ['DATA', 'CONFIG', 'CACHE', 'MODELS'].map((name) => [
    `TIMELOUPE_${name}`,
    join(folder, name.toLowerCase()),
  ]);
  return { ...process.env, ...Object.fromEntries(own) };
}

/**
 * Starts `timeloupe serve` at a port that is free.
 *
 * @param {string[]} args besides.
 * @param {{ env: object, cwd?: string }} options
 * @returns {{ said: Promise<{ url: string, token: string }>, end: () => Promise<void> }} what it says once it serves, and
 *   what ends it as Ctrl-C does.
 */
export function startServer(args, options) {
  const child = spawn(process.execPath, [CLI, 'serve', ...args, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...options,
  });
  const ended = once(child, 'exit');
  const line = once(createInterface({ input: child.stdout }), 'line');
  const said = Promise.race([line, ended.then(() => Promise.reject(new Error('The server ended before it served.')))]);
  return {
    said: said.then(([text]) => JSON.parse(text)),
    async end() {
      child.kill('SIGINT');
      await ended;
    },
  };
}
