import { Agent, request as httpRequest } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCore } from '../../../../src-main/core/services/core.ts';
import { serve } from '../../../../src-main/hosts/web/server.ts';
import { scratchFolder, testPlatform } from '../../../support/checkpoints.ts';
import { replyIn, servedHost } from '../../../support/web-host.ts';

const TLS = new URL('../../../fixtures/tls', import.meta.url).pathname;
const SAMPLE = new URL('../../../../resources/sample/motions.mp4', import.meta.url).pathname;

test('a browser comes in by the printed address and keeps the token in a cookie that no other site can send', async () => {
  const { host, get } = await servedHost();
  const first = await get(host.url.replace(/^http:\/\/[^/]+/, ''), {});
  expect(first.status).toBe(303);
  expect(first.headers['location']).toBe('/');
  const [cookie = ''] = first.headers['set-cookie'] as string[];
  expect(cookie).toBe(`timeloupe-${host.port}=${host.token}; HttpOnly; SameSite=Strict; Path=/`);
  expect((await get('/', { cookie: cookie.split(';')[0]! })).status).toBe(200);
  expect((await get('/', {})).status).toBe(401);
  expect((await get('/?token=wrong', {})).status).toBe(401);
  expect((await get(`/?token=${host.token}`, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
});

test('behind a proxy with TLS the cookie stays on it', async () => {
  const { host, get } = await servedHost({ publicHosts: ['Lab.example'] });
  const { headers } = await get(`/?token=${host.token}`, { host: 'lab.example', origin: 'https://lab.example' });
  expect(String(headers['set-cookie'])).toMatch(/; Secure$/);
});

test('calls are answered, and so is every kind of bad one', async () => {
  const { call, send, path } = await servedHost();
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

test('a call that is sent again is not carried out again', async () => {
  const { call, send, path } = await servedHost();
  await call('project.create', { path });
  const json = { 'content-type': 'application/json' };
  const edit = { kind: 'createClass', name: 'walk' };
  const body = JSON.stringify({ id: 'one', name: 'edits.apply', params: { annotator: 'anna', edit } });
  const [first, again] = await Promise.all([send('POST', '/call', json, body), send('POST', '/call', json, body)]);
  expect(replyIn(first)).toMatchObject({ ok: true });
  expect(again.body.toString()).toBe(first.body.toString());
  expect((await send('POST', '/call', json, body)).body.toString()).toBe(first.body.toString());
  const other = body.replace('"one"', '"two"');
  expect(replyIn(await send('POST', '/call', json, other))).toMatchObject({ ok: false });
});

test('no address ends the server', async () => {
  const { send, get } = await servedHost();
  for (const path of ['//', '/%', '/?%', 'http://[', '*', '/resource/%', '/upload?name=%']) {
    expect((await send('GET', path, {})).status).toBeGreaterThanOrEqual(200);
    expect((await get(path, {})).status).toBe(401);
  }
});

test('frames and films come with their ranges, and paths lead nowhere else', async () => {
  const { call, send, path: project } = await servedHost();
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
  const { call, listen, path } = await servedHost();
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
  // Another tab goes on where the one with the connection ended.
  const taken = listen({}, `/events?after=${ids.at(-1)! - 1}`);
  expect(await taken.until(/event: annotations\.changed\n.*\n\n/)).toContain('"name":"walk"');
  expect(await listen({ 'last-event-id': '999999' }).until(/event: \w+/)).toContain('event: missed');
});

test('an address for one visit works once', async () => {
  const { host, get } = await servedHost();
  const path = host.urlForOneVisit().replace(/^http:\/\/[^/]+/, '');
  expect(path).not.toContain(host.token);
  const first = await get(path, {});
  expect(first.status).toBe(303);
  expect(String(first.headers['set-cookie'])).toContain(host.token);
  expect((await get(path, {})).status).toBe(401);
});

test('over TLS it answers to its own names there, and its cookie stays on TLS', async () => {
  const tls = { certFile: join(TLS, 'cert.pem'), keyFile: join(TLS, 'key.pem') };
  const { host, get } = await servedHost({ address: '0.0.0.0', tls });
  expect(host.url).toMatch(/^https:/);
  const { headers, status } = await get(`/?token=${host.token}`, {});
  expect(status).toBe(303);
  expect(String(headers['set-cookie'])).toMatch(/; Secure$/);
  expect((await get(`/?token=${host.token}`, { host: 'elsewhere.example' })).status).toBe(400);
  await expect(servedHost({ tls: { certFile: SAMPLE, keyFile: SAMPLE } })).rejects.toMatchObject({
    code: 'request.invalid',
    message: expect.stringMatching(/motions\.mp4 .* can't be used for TLS: .*\.$/) as string,
  });
});

test('without TLS others may only ask through the proxy', async () => {
  const { host, get } = await servedHost({ address: '0.0.0.0', publicHosts: ['lab.example'] });
  expect((await get(`/?token=${host.token}`, { host: 'lab.example' })).status).toBe(303);
  expect((await get(`/?token=${host.token}`, { host: `0.0.0.0:${host.port}` })).status).toBe(400);
});

test('a browser that comes back over an open connection does not keep the server from ending', async () => {
  const { host } = await servedHost();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { cookie: `timeloupe-${host.port}=${host.token}` };
  const options = { host: '127.0.0.1', port: host.port, path: '/events', headers, agent };
  const ended = new Promise<number | undefined>((resolve, reject) => {
    const first = httpRequest(options, (response) => {
      response.resume().on('end', () => {
        httpRequest(options, ({ statusCode }) => resolve(statusCode))
          .on('error', reject)
          .end();
      });
      void host.close();
    });
    first.end();
  });
  expect(await ended.catch((error: unknown) => (error as NodeJS.ErrnoException).code)).toSatisfy(
    (outcome: unknown) => outcome === 503 || outcome === 'ECONNREFUSED' || outcome === 'ECONNRESET',
  );
  agent.destroy();
});

test('closing ends the streams, and a port that is taken is named', async () => {
  const { host, listen } = await servedHost();
  const stream = listen({});
  await stream.until(/connected/);
  await expect(
    serve(createCore(testPlatform(scratchFolder())), { port: host.port, dataDir: scratchFolder() }),
  ).rejects.toMatchObject({
    code: 'request.invalid',
    message: `Port ${host.port} is taken. Give another one, or 0 for any that is free.`,
  });
  await host.close();
  expect(await stream.until(/event: closed/)).toContain('closed');
  await expect(reach(host.port)).rejects.toThrow(/ECONNREFUSED/);
});

function reach(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
  });
}
