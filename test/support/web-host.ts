import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createCore } from '../../src-main/core/services/core.ts';
import { serve, type ServeOptions, type WebHost } from '../../src-main/hosts/web/server.ts';
import type { Reply } from '../../src-main/shared/protocol.ts';
import { scratchFolder, testPlatform } from './checkpoints.ts';

/** What a server said. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** What is sent to it; a path as it is written, not cleaned. */
export interface Question {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** A core and its server over HTTP, ended after the test. */
export async function servedHost(options: Partial<ServeOptions> = {}) {
  const folder = scratchFolder();
  const core = createCore(testPlatform(folder));
  const host = await serve(core, { port: 0, dataDir: join(folder, 'data'), ...options });
  onTestFinished(async () => {
    await host.close().catch(() => undefined);
    await core.close();
  });
  const own = { cookie: `timeloupe-${host.port}=${host.token}` };
  const send = (method: string, path: string, headers: Record<string, string>, body: string | Buffer = '') =>
    ask(host, { method, path, headers: { ...own, ...headers }, body });
  return {
    host,
    core,
    folder,
    send,
    path: join(folder, 'a.timeloupe'),
    get: (path: string, headers: Record<string, string>) => ask(host, { method: 'GET', path, headers, body: '' }),
    call: async (name: string, params: unknown): Promise<Reply> => {
      const body = JSON.stringify({ name, params });
      return replyIn(await send('POST', '/call', { 'content-type': 'application/json' }, body));
    },
    listen: (headers: Record<string, string>, path = '/events') => eventStream(host, path, { ...own, ...headers }),
  };
}

export function replyIn({ body }: Answer): Reply {
  return JSON.parse(body.toString()) as Reply;
}

/** By hand, for fetch sets Host and cleans paths by itself. */
export function ask({ port, url }: WebHost, { body, ...rest }: Question): Promise<Answer> {
  const request = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, ...rest, agent: false, rejectUnauthorized: false };
    const sent = request(options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function eventStream({ port }: WebHost, path: string, headers: Record<string, string>) {
  let text = '';
  let check: () => void = () => undefined;
  const sent = httpRequest({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
    response.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      check();
    });
  });
  sent.on('error', () => undefined);
  sent.end();
  onTestFinished(() => void sent.destroy());
  return {
    /** All that has come once it matches. */
    until: (pattern: RegExp) =>
      new Promise<string>((resolve) => {
        check = () => {
          if (pattern.test(text)) resolve(text);
        };
        check();
      }),
  };
}
