import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createCore } from '../../src-main/core/services/core.ts';
import { serve, type ServeOptions, type WebHost } from '../../src-main/hosts/web/server.ts';
import type { Reply } from '../../src-main/shared/protocol.ts';
import { type Answer, ask } from './ask.ts';
import { scratchFolder, testPlatform } from './checkpoints.ts';

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
