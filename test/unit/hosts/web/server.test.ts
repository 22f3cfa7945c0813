import { request as httpRequest } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createCore } from '../../../../src-main/core/services/core.ts';
import { serve, type ServeOptions, type WebHost } from '../../../../src-main/hosts/web/server.ts';
import type { Reply } from '../../../../src-main/shared/protocol.ts';
import { scratchFolder, testPlatform } from '../../../support/checkpoints.ts';

const SAMPLE = new URL('../../../../resources/sample/motions.mp4', import.meta.url).pathname;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

test('a browser comes in by the printed address and keeps the token in a cookie that no other site can send', async () => {
  const { host, get } = await served();
  const first = await get(host.url.replace(/^http:\/\/[^/]+/, ''), {});
  expect(first.status).toBe(303);
  expect(first.headers['location']).toBe('/');
  const [cookie = ''] = first.headers['set-cookie'] as string[];
  expect(cookie).toBe(`timeloupe=${host.token}; HttpOnly; SameSite=Strict; Path=/`);
  expect((await get('/', { cookie: cookie.split(';')[0]! })).status).toBe(200);
  expect((await get('/', {})).status).toBe(401);
  expect((await get('/?token=wrong', {})).status).toBe(401);
  expect((await get(`/?token=${host.token}`, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
});

test('behind a proxy with TLS the cookie stays on it', async () => {
  const { host, get } = await served({ publicHosts: ['Lab.example'] });
  const { headers } = await get(`/?token=${host.token}`, { host: 'lab.example', origin: 'https://lab.example' });
  expect(String(headers['set-cookie'])).toMatch(/; Secure$/);
});

test('calls are answered, and so is every kind of bad one', async () => {
  const { call, send, path } = await served();
  expect(await call('project.create', { path })).toMatchObject({ ok: true });
  expect(await call('project.info', {})).toMatchObject({ ok: true, value: { videos: 0 } });
  expect(await call('project.nothing', {})).toMatchObject({ ok: false, error: { code: 'request.invalid' } });

  const bad: [Record<string, string>, string, number][] = [
    [{ 'content-type': 'text/plain' }, '{"name":"project.info"}', 415],
    [{}, '{"name":"project.info"', 400],
    [{}, '[]', 400],
    [{}, 'null', 400],
    [{}, '{"name":7}', 400],
    [{}, ' '.repeat(17 * 2 ** 20), 413],
  ];
  for (const [headers, body, status] of bad) {
    const answer = await send('POST', '/call', { 'content-type': 'application/json', ...headers }, body);
    expect(answer.status).toBe(status);
    const { error } = JSON.parse(answer.body.toString()) as { error: { code: string; message: string } };
    expect(error.code).toBe('request.invalid');
    expect(error.message).toMatch(/^[A-Z].*\.$/);
  }
  expect((await send('GET', '/call', {})).status).toBe(404);
  expect((await send('GET', '/../../etc/passwd', {})).status).toBe(404);
});

test('frames and films come with their ranges, and paths lead nowhere else', async () => {
  const { call, send, path: project } = await served();
  await call('project.create', { path: project });
  const added = (await call('videos.add', { paths: [SAMPLE] })) as { value: { video: { id: string } }[] };
  const { id } = added.value[0]!.video;
  const part = await send('GET', `/resource/video/${id}`, { range: 'bytes=4-7' });
  expect(part.status).toBe(206);
  expect(part.body.toString()).toBe('ftyp');
  expect(part.headers['content-range']).toMatch(/^bytes 4-7\/\d+$/);
  const frame = await send('GET', `/resource/frame/${id}/3.png`, {});
  expect(frame.status).toBe(200);
  expect(frame.body.subarray(1, 4).toString()).toBe('PNG');
  expect(await send('HEAD', `/resource/frame/${id}/3.png`, {})).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  const etag = String(frame.headers['etag']);
  expect((await send('GET', `/resource/frame/${id}/3.png`, { 'if-none-match': etag })).status).toBe(304);
  for (const path of [`video/..%2f..%2fetc%2fpasswd`, `video/../../package.json`, 'video/unknown', '']) {
    expect((await send('GET', `/resource/${path}`, {})).status).toBe(404);
  }
  expect((await send('GET', `/resource/video/${id}`, { cookie: '' })).status).toBe(401);
});

test('two browsers see the same events, and one that was away catches up', async () => {
  const { call, listen, path } = await served();
  await call('project.create', { path });
  const one = listen({});
  const two = listen({});
  const edit = { kind: 'createClass', name: 'walk' };
  await Promise.all([one.until(/connected/), two.until(/connected/)]);
  await call('edits.apply', { annotator: 'anna', edit });
  const text = await one.until(/event: annotations\.changed\n.*\n\n/);
  expect(await two.until(/event: annotations\.changed\n.*\n\n/)).toBe(text);
  expect(text).toContain('"name":"walk"');

  const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
  const back = listen({ 'last-event-id': String(ids.at(-1)! - 1) });
  expect(await back.until(/event: annotations\.changed\n.*\n\n/)).toContain('"name":"walk"');
  expect(await listen({ 'last-event-id': '999999' }).until(/event: \w+/)).toContain('event: missed');
});

test('closing ends the streams, and a port that is taken is named', async () => {
  const { host, listen } = await served();
  const stream = listen({});
  await stream.until(/connected/);
  await expect(serve(createCore(testPlatform(scratchFolder())), { port: host.port })).rejects.toMatchObject({
    code: 'request.invalid',
    message: `Port ${host.port} is taken. Give another one, or 0 for any that is free.`,
  });
  await host.close();
  expect(await stream.until(/event: closed/)).toContain('closed');
  await expect(reach(host.port)).rejects.toThrow(/ECONNREFUSED/);
});

async function served(options: Partial<ServeOptions> = {}) {
  const folder = scratchFolder();
  const core = createCore(testPlatform(folder));
  const host = await serve(core, { port: 0, ...options });
  onTestFinished(async () => {
    await host.close().catch(() => undefined);
    await core.close();
  });
  const own = { cookie: `timeloupe=${host.token}` };
  const send = (method: string, path: string, headers: Record<string, string>, body = '') =>
    ask(host, { method, path, headers: { ...own, ...headers }, body });
  return {
    host,
    send,
    path: join(folder, 'a.timeloupe'),
    get: (path: string, headers: Record<string, string>) => ask(host, { method: 'GET', path, headers, body: '' }),
    call: async (name: string, params: unknown): Promise<Reply> => {
      const body = JSON.stringify({ name, params });
      const answer = await send('POST', '/call', { 'content-type': 'application/json' }, body);
      return JSON.parse(answer.body.toString()) as Reply;
    },
    listen: (headers: Record<string, string>) => eventStream(host, { ...own, ...headers }),
  };
}

/** By hand, for fetch sets Host and cleans paths by itself. */
function ask(
  { port }: WebHost,
  { body, ...rest }: { method: string; path: string; headers: Record<string, string>; body: string },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, ...rest, agent: false }, (response) => {
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

function eventStream({ port }: WebHost, headers: Record<string, string>) {
  let text = '';
  let check: () => void = () => undefined;
  const sent = httpRequest({ host: '127.0.0.1', port, path: '/events', headers, agent: false }, (response) => {
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

function reach(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
  });
}
