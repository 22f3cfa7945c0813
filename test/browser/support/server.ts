import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connect } from '../../../src-main/shared/connect.ts';
import type { Host, Reply } from '../../../src-main/shared/protocol.ts';
import { type Home, makeHome, ROOT } from './installation.ts';

/** `timeloupe serve` as a process of its own. */
export interface RunningServer {
  readonly url: string;
  readonly home: Home;
  /** Calls from outside the browser, to prepare a test or to look at what the screen did. */
  readonly host: Pick<Host, 'call'>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly project?: string;
  readonly port?: number;
  /** Kept by whoever made it; by default one of its own, which goes with the server. */
  readonly home?: Home;
}

export async function startServer({ project, port = 0, home }: ServerOptions = {}): Promise<RunningServer> {
  const own = home ?? makeHome();
  const args = ['serve', ...(project === undefined ? [] : [project]), '--port', String(port), '--json'];
  const child = spawn(process.execPath, [join(ROOT, 'out', 'main', 'cli.js'), ...args], {
    env: own.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { url, token } = JSON.parse(await firstLine(child)) as { url: string; token: string };
  return {
    url,
    home: own,
    host: connect({
      send: (name, params) => send(url, token, name, params),
      on: () => () => undefined,
      resourceUrl: (path) => path,
      native: {},
    }),
    async stop() {
      if (child.exitCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGINT');
        await ended;
      }
      if (!home) own.remove();
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout! });
  const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => [null])])) as [string | null];
  if (line === null) throw new Error('The server ended before it served.');
  return line;
}

async function send(url: string, token: string, name: string, params: unknown): Promise<Reply> {
  const answer = await fetch(new URL('/call', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name, params }),
  });
  return (await answer.json()) as Reply;
}
