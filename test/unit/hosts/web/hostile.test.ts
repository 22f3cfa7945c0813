import { Agent, request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isToken } from '../../../../src-main/hosts/web/guard.ts';
import { replyIn, servedHost } from '../../../support/web-host.ts';

/** What only a page or a script of ours may be told. */
const ROUTES = [
  ['GET', '/'],
  ['POST', '/call'],
  ['GET', '/events'],
  ['GET', '/events?after=0'],
  ['GET', '/resource/video/x'],
  ['PUT', '/upload?name=a.mp4'],
  ['GET', '/upload?name=a.mp4&length=1'],
  ['GET', '/docs/'],
  ['OPTIONS', '/call'],
  ['DELETE', '/'],
] as const;

/** With the browser's cookie, as another site's page would have it sent where browsers let it. */
const STRANGERS: Record<string, [number, Record<string, string>]> = {
  'a page of another site': [403, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  'a link or picture of another site': [403, { 'sec-fetch-site': 'cross-site' }],
  'a page of another port of this machine': [403, { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
  'a sandboxed frame': [403, { origin: 'null' }],
  'a name that was bound anew to this address': [400, { host: 'evil.example' }],
  'such a name that calls itself the origin': [400, { host: 'evil.example', origin: 'http://evil.example' }],
  'nobody, without the token': [401, { cookie: '' }],
  'somebody with half the token': [401, { cookie: '', authorization: 'Bearer half' }],
};

describe.each(Object.entries(STRANGERS))('%s', (_, [status, headers]) => {
  test('gets nothing from any address, events and uploads included', async () => {
    const { send } = await servedHost();
    for (const [method, path] of ROUTES) {
      const json = { 'content-type': 'application/json' };
      const answer = await send(method, path, { ...json, ...headers }, method === 'POST' ? '{"name":"app.info"}' : '');
      expect([method, path, answer.status]).toEqual([method, path, status]);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
      expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin');
      expect(answer.body.toString()).toMatch(/^[A-Z][^\n]*\.\n$/);
    }
  });
});

test('the token is taken in a header or a cookie, and in an address by the first visit alone', async () => {
  const { host, get } = await servedHost();
  for (const path of ['/events', '/call', '/resource/video/x', '/docs/', '/index.html']) {
    expect((await get(`${path}?token=${host.token}`, {})).status).toBe(401);
  }
});

test('there is no other way in: an upgrade to a socket is a request like any other', async () => {
  const { get, send } = await servedHost();
  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-key': 'x',
    'sec-websocket-version': '13',
  };
  expect((await get('/events', upgrade)).status).toBe(401);
  expect((await send('GET', '/socket', upgrade)).status).toBe(404);
});

test('tokens of any length are compared, as digests of one length', () => {
  const token = 'a'.repeat(43);
  expect(
    ['', 'a', 'a'.repeat(42), 'a'.repeat(44), 'b'.repeat(43), 'a'.repeat(1e6), undefined].map((given) =>
      isToken(given, token),
    ),
  ).toEqual(new Array(7).fill(false));
  expect(isToken('a'.repeat(43), token)).toBe(true);
});

test('who says nothing, or half a head, is shown out', async () => {
  const { host, call } = await servedHost({ limits: { headMs: 50 } });
  const silent = opened(host.port);
  const slow = opened(host.port, 'GET / HTTP/1.1\r\nHost: 127');
  await Promise.all([silent.closed, slow.closed]);
  expect(await call('app.info', {})).toMatchObject({ ok: true });
});

test.each([
  ['a call', 'POST /call HTTP/1.1', 'Content-Type: application/json'],
  ['an upload', 'PUT /upload?name=a.mp4 HTTP/1.1', 'X: y'],
])('%s of which nothing more comes is given up', async (_, line, header) => {
  const { host, call } = await servedHost({ limits: { silentBodyMs: 50 } });
  const head = [
    line,
    `Host: 127.0.0.1:${host.port}`,
    `Authorization: Bearer ${host.token}`,
    header,
    'Content-Length: 1000',
  ];
  const slow = opened(host.port, `${head.join('\r\n')}\r\n\r\n{"name`);
  await slow.closed;
  expect(await call('app.info', {})).toMatchObject({ ok: true });
});

test('a stranger’s body is not waited for', async () => {
  const { host } = await servedHost();
  const head = ['POST /call HTTP/1.1', `Host: 127.0.0.1:${host.port}`, `Content-Length: ${10 ** 12}`];
  const slow = opened(host.port, `${head.join('\r\n')}\r\n\r\n`);
  await slow.closed;
  expect(slow.text()).toMatch(/^HTTP\/1\.1 401 /);
});

test('an event stream and a quiet page outlast the limits of bodies', async () => {
  const { listen, call, path } = await servedHost({ limits: { silentBodyMs: 20, headMs: 1000 } });
  const stream = listen({});
  await stream.until(/connected/);
  for (let i = 0; i < 10; i++) await call('app.info', {});
  await call('project.create', { path });
  expect(await stream.until(/event: project\.opened/)).toContain('project.opened');
});

test('a thousand connections at once are borne, and a call is still answered', async () => {
  const { host, call } = await servedHost();
  const before = process.memoryUsage().rss;
  const idle = Array.from({ length: 900 }, () => opened(host.port, 'GET / HTTP/1.1\r\n'));
  await Promise.all(idle.map(({ connected }) => connected));
  const agent = new Agent({ maxSockets: 100 });
  onTestFinished(() => agent.destroy());
  const answers = await Promise.all(Array.from({ length: 100 }, () => info(host, agent)));
  expect(answers).toEqual(new Array(100).fill(200));
  expect(await call('app.info', {})).toMatchObject({ ok: true });
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
});

test('more connections than are borne are closed as they come, and their places come free again', async () => {
  const { host, send } = await servedHost({ limits: { connections: 10 } });
  const kept = Array.from({ length: 10 }, () => opened(host.port, 'GET / HTTP/1.1\r\n'));
  await Promise.all(kept.map(({ connected }) => connected));
  const surplus = opened(host.port, 'GET / HTTP/1.1\r\n');
  await surplus.closed;
  const gone = kept.map((one) => one.closed);
  for (const { socket } of kept) socket.destroy();
  await Promise.all(gone);
  // The server hears of it a moment later.
  let status = 0;
  while (status === 0) status = (await send('GET', '/', {}).catch(() => ({ status: 0 }))).status;
  expect(status).toBe(200);
});

test('a body without a length ends at the same limit', async () => {
  const { send } = await servedHost();
  const chunked = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
  const answer = await send('POST', '/call', chunked, Buffer.alloc(17 * 2 ** 20, ' '));
  expect(replyIn(answer)).toMatchObject({ ok: false, error: { code: 'request.invalid' } });
});

interface Raw {
  readonly socket: Socket;
  readonly connected: Promise<void>;
  readonly closed: Promise<void>;
  readonly text: () => string;
}

/** A connection by hand, and what is said on it at first. */
function opened(port: number, words = ''): Raw {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  socket.on('error', () => undefined);
  const connected = new Promise<void>(
    (resolve) => void socket.once('connect', () => socket.write(words, () => resolve())),
  );
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  onTestFinished(() => void socket.destroy());
  return { socket, connected, closed, text: () => text };
}

function info({ port, token }: { readonly port: number; readonly token: string }, agent: Agent): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: '/call', method: 'POST', headers, agent };
    httpRequest(options, (response) => response.resume().on('end', () => resolve(response.statusCode ?? 0)))
      .on('error', reject)
      .end('{"name":"app.info"}');
  });
}
