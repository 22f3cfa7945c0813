import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** `timeloupe serve` as a process of its own, with folders of its own. */
export interface Served {
  /** Its page, with the token. */
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  /** From starting the process until it answers. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

/** @param folder for its own data, settings and cache. */
export async function serve(cli: string, project: string, folder: string): Promise<Served> {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const start = performance.now();
  const child = spawn(process.execPath, [cli, 'serve', project, '--port', '0', '--json'], {
    env: {
      ...process.env,
      TIMELOUPE_DATA: join(home, 'data'),
      TIMELOUPE_CONFIG: join(home, 'config'),
      TIMELOUPE_CACHE: join(home, 'cache'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { url, token } = JSON.parse(await firstLine(child)) as { url: string; token: string };
  return {
    url,
    token,
    pid: child.pid!,
    readyMs: performance.now() - start,
    async stop() {
      const ended = once(child, 'exit');
      if (child.kill('SIGINT')) await ended;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout! });
  const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => [null])])) as [string | null];
  if (line === null) throw new Error('The server ended before it served.');
  return line;
}
